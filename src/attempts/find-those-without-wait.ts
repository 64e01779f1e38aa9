import type { ContestantId } from '../contestants/model.ts'
import type { Db } from '../platform/db.ts'
import type { Contest, Round } from '../rounds/model.ts'
import { readStandings } from './store.ts'

type Asking = { contest: Contest; round: Round; contestantId: ContestantId; at: Date }

/**
 * Of those who ask to start in a round: who is in the middle of an attempt, and only takes it up again; and who has none left,
 * and may be told so at once. Neither waits in front of it.
 */
export async function findThoseWithoutWait(db: Db, asking: readonly Asking[]): Promise<Set<ContestantId>> {
  const standings = await readStandings(
    db,
    asking.map(({ round, contestantId }) => ({ roundId: round.id, contestantId })),
  )
  const lastOf = new Map(standings.map(({ contestantId, last }) => [contestantId, last]))
  return new Set(
    asking.flatMap(({ contest, contestantId, at }) => {
      const last = lastOf.get(contestantId)
      if (!last) return []
      const isUnderWay = last.isOpen && last.deadlineAt > at
      const hasNoneLeft =
        !last.isOpen && last.attemptNo >= (contest.rules.attempts.perRound ?? Number.POSITIVE_INFINITY)
      return isUnderWay || hasNoneLeft ? [contestantId] : []
    }),
  )
}
