/** What does a move do to the last time of somebody? (docs/rules/people.md, N-7) */
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Ending } from './model.ts'

type Time = {
  readonly unitId: string
  readonly position: string | null
  readonly standing: 'serving' | 'leave'
  readonly validFrom: string
  readonly validTo: string | null
}
type Next = Time & { readonly ending: Ending | null }
type Decision =
  | { ok: true; ends: { on: string; ending: Ending } | null; begins: readonly Next[] }
  | Refusal<'conflict'>

/** The day is the first of what is new: half-open, like every period here. */
export function decideMove(
  last: Time,
  move: {
    kind: Ending
    on: string
    until: string | null
    unitId: string | null
    position: string | null
  },
): Decision {
  const { kind, on, until } = move
  const isGone = last.validTo !== null
  // Whoever has gone or is on leave comes back; nobody else does, and who has gone does nothing else.
  const isAway = isGone || last.standing === 'leave'
  if (kind === 'return' ? !isAway : isGone) return refuse('conflict')
  if (isGone ? on < last.validTo! : on <= last.validFrom) return refuse('conflict')
  const same = { unitId: last.unitId, position: last.position }
  const begin = (next: Partial<Next>): Next => ({
    ...same,
    standing: 'serving',
    validFrom: on,
    validTo: null,
    ending: null,
    ...next,
  })
  const ends = isGone ? null : { on, ending: kind }
  switch (kind) {
    case 'transfer':
      if (move.unitId === null || move.unitId === last.unitId) return refuse('conflict')
      return {
        ok: true,
        ends,
        begins: [begin({ unitId: move.unitId, position: move.position, standing: last.standing })],
      }
    case 'leave': {
      if (last.standing === 'leave' || (until !== null && until <= on)) return refuse('conflict')
      const away = begin({
        standing: 'leave',
        ...(until !== null && { validTo: until, ending: 'return' as const }),
      })
      return { ok: true, ends, begins: until === null ? [away] : [away, begin({ validFrom: until })] }
    }
    case 'return':
      return {
        ok: true,
        ends,
        begins: [begin({ unitId: move.unitId ?? last.unitId, position: move.position ?? last.position })],
      }
    case 'retired':
    case 'left':
      return { ok: true, ends, begins: [] }
  }
}
