/**
 * What organisers may decide while a round runs (docs/rules/incidents.md, I-1 to I-9). A decision is in force a little later
 * than it is taken, so that every process knows of it by then; whether it may be taken is asked of that later instant.
 */
import type { PointerFault } from '../platform/problem.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Round } from '../rounds/model.ts'
import { pauseAt } from '../rounds/rules.ts'
import type { Asked } from './model.ts'

/** I-2. Processes look for changes once a second; three such looks. */
export const LEAD_MS = 3_000

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** I-3. A shorter pause is over before people have read of it; a longer one is another decision. */
const SHORTEST_PAUSE_MS = MINUTE
const LONGEST_PAUSE_MS = 24 * HOUR
/** I-6. */
const LONGEST_EXTENSION_MS = 7 * 24 * HOUR

export type Verdict =
  | { ok: true }
  | Refusal<'round-not-open' | 'round-closed' | 'not-paused' | 'changed-meanwhile'>
  | (Refusal<'malformed'> & { faults: PointerFault[] })

type OfRound = Exclude<Asked, { kind: 'notice' } | { kind: 'extra-time' }>

export function decideIncident(asked: OfRound, round: Round, inForceAt: Date): Verdict {
  if (inForceAt < round.opensAt && asked.kind !== 'announcement') return refuse('round-not-open')
  if (inForceAt >= round.closesAt) return refuse('round-closed')
  switch (asked.kind) {
    case 'pause':
      return decidePause(asked, round, inForceAt)
    case 'resume':
      return pauseAt(round, inForceAt) ? { ok: true } : refuse('not-paused')
    case 'extension':
      if (asked.seenClosesAt.getTime() !== round.closesAt.getTime()) return refuse('changed-meanwhile')
      return decideClosing(asked.closesAt, round)
    case 'announcement':
      return { ok: true }
  }
}

/** I-3. It has an end from the beginning: a pause that everybody forgot swallows no round. */
function decidePause(
  { until, closesAt }: Extract<Asked, { kind: 'pause' }>,
  round: Round,
  inForceAt: Date,
): Verdict {
  if (closesAt) {
    const closing = decideClosing(closesAt, round)
    if (!closing.ok) return closing
  }
  const lasts = until.getTime() - inForceAt.getTime()
  if (lasts < SHORTEST_PAUSE_MS || lasts > LONGEST_PAUSE_MS)
    return malformed('/until', 'from one minute to 24 hours from now')
  const running = pauseAt(round, inForceAt)
  if (running && until <= running.until)
    return malformed('/until', 'later than the end of the pause that is running; to go on earlier, resume')
  if (until > (closesAt ?? round.closesAt)) return malformed('/until', 'not after the closing of the round')
  return { ok: true }
}

/** I-6. Later than it was announced, never earlier. */
function decideClosing(closesAt: Date, round: Round): Verdict {
  const later = closesAt.getTime() - round.closesAt.getTime()
  return later > 0 && later <= LONGEST_EXTENSION_MS
    ? { ok: true }
    : malformed('/closesAt', 'later than the closing so far, by at most seven days')
}

/** I-7. Before the round, or while it runs; `round` is null where it holds in every round. */
export function decideExtraTime(
  asked: Extract<Asked, { kind: 'extra-time' }>,
  round: Round | null,
  inForceAt: Date,
): Verdict {
  if (asked.percent === 100 && asked.extraSeconds === 0)
    return malformed('/percent', 'more than 100, or some seconds')
  if (round && inForceAt >= round.closesAt) return refuse('round-closed')
  return { ok: true }
}

/** I-9. What touches everybody's time, or one person's, is seen by a second person afterwards. */
export const needsSecondPerson = (kind: Asked['kind']): boolean =>
  kind === 'pause' || kind === 'extension' || kind === 'extra-time'

/** The instant that is to be kept and compared in milliseconds, as every instant is. */
export const inForceAfter = (at: Date, leadMs: number): Date => new Date(at.getTime() + leadMs)

function malformed(pointer: string, expected: string): Verdict {
  return { ...refuse('malformed'), faults: [{ pointer, expected }] }
}
