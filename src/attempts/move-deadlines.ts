import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from '../platform/db.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import type { Contest, Round, RoundId } from '../rounds/model.ts'
import { limitOf, nextClosing } from '../rounds/rules.ts'
import type { AttemptId } from './model.ts'
import { deadlineOf } from './rules.ts'
import { listOpenAttempts, moveDeadlinesOf, type OpenAttempt } from './store.ts'

const AT_ONCE = 500
/** Somebody may be writing a paper at each of our turns; they are asked again, and again by the next sweep. */
const TURNS = 20
const PAUSE_MS = 50
const BEFORE_ANYBODY = '00000000-0000-0000-0000-000000000000'

/**
 * I-5. Brings the written deadlines of a round's open attempts to what follows from the rulebook and from what organisers
 * decided since. May be done any number of times; an attempt whose time had run out before `runningAt` stays as it is.
 * Returns how many were moved.
 */
export async function moveDeadlines(
  needs: { keeper: Pool; calendar: Pick<Calendar, 'roundOf'> },
  { roundId, runningAt }: { roundId: RoundId; runningAt: Date },
): Promise<number> {
  const found = needs.calendar.roundOf(roundId)
  if (!found) return 0
  let moved = 0
  for (let turn = 0; turn < TURNS; turn++) {
    let missed = 0
    let after = BEFORE_ANYBODY
    for (;;) {
      const open = await listOpenAttempts(needs.keeper, roundId, { runningAt, after, atMost: AT_ONCE })
      const moves = open.flatMap((attempt) => moveOf(attempt, found))
      const done = moves.length > 0 ? await moveDeadlinesOf(needs.keeper, moves) : new Set<AttemptId>()
      moved += done.size
      missed += moves.length - done.size
      if (open.length < AT_ONCE) break
      after = open.at(-1)!.contestantId
    }
    if (missed === 0) break
    await sleep(PAUSE_MS)
  }
  return moved
}

function moveOf(
  { id, contestantId, ruleVersion, startedAt, deadlineAt }: OpenAttempt,
  { contest, round }: { contest: Contest; round: Round },
): { id: AttemptId; was: Date; now: Date }[] {
  const limit = (contest.paperRules[ruleVersion] ?? contest.rules.paper).timeLimitSeconds
  const own = limitOf(limit, contest.timeGrants?.get(contestantId) ?? [], round.id)
  const door = nextClosing(round, startedAt, contest.rules.zone)
  const now = deadlineOf(startedAt, own, door, round.pauses)
  return now.getTime() === deadlineAt.getTime() ? [] : [{ id, was: deadlineAt, now }]
}
