import type { RoundId } from '../rounds/model.ts'
import { listExpired } from './store.ts'
import { type PaperNeeds, writeDownPapers } from './write-down-papers.ts'

/**
 * A request that arrived in time may still wait in a queue (at most 8 s, see group-commit.ts) when the deadline
 * passes. So nobody but the attempt's own lane writes an expiry down before this much time has gone by.
 */
export const SETTLING_MS = 10_000

/** Asked for together, and graded and signed in parts: the requests of this process are answered between two parts. */
const AT_ONCE = 500
const PART = 40

/**
 * Writes down the papers of a round whose time has run out. It changes no result: they were what they are
 * from their deadline on. Returns how many were written.
 */
export async function writeDownExpired(
  needs: PaperNeeds,
  round: { roundId: RoundId; at: Date },
): Promise<number> {
  const settledBefore = new Date(round.at.getTime() - SETTLING_MS)
  for (let written = 0; ; ) {
    const ids = await listExpired(needs.pool, round.roundId, settledBefore, AT_ONCE)
    if (ids.length === 0) return written
    for (let from = 0; from < ids.length; from += PART)
      await writeDownPapers(
        needs,
        ids
          .slice(from, from + PART)
          .map((attemptId) => ({ attemptId, by: null, deed: { kind: 'expiry', arrivedAt: round.at } })),
      )
    written += ids.length
  }
}
