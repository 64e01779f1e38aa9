/** Task names live in the queue: rename one and the jobs already waiting are lost. */
import { z } from 'zod'
import type { Contest, RoundId } from '../rounds/model.ts'

export const CLOSE_ROUND = 'rounds:close'
export const CLOSE_DUE_ROUNDS = 'rounds:close-due'

export const closeRoundPayload = z.object({ roundId: z.string().transform((id) => id as RoundId) })

/** One job per round, however often it is asked for. */
export const closeRoundKey = (id: RoundId) => `${CLOSE_ROUND}:${id}`

/**
 * Each round's close is a job of its own at its instant; this sweep asks every minute what is due and finds what was
 * missed, so a machine that slept through 21:00 catches up by itself, and nobody has to translate Vietnamese
 * evenings into the crontab's UTC. It only hands out jobs: one contest's fault holds up no other.
 */
export const rankingCrontab = `* * * * * ${CLOSE_DUE_ROUNDS} ?id=close-due&jobKey=close-due&max=3`

/** The rounds whose books are open, and when they may be closed at the earliest. */
export function closings(contests: readonly Contest[], settlingMs: number): { roundId: RoundId; at: Date }[] {
  return contests.flatMap(({ rounds }) =>
    rounds
      .filter(({ booksClosedAt }) => booksClosedAt === null)
      .map(({ id, closesAt }) => ({ roundId: id, at: new Date(closesAt.getTime() + settlingMs) })),
  )
}
