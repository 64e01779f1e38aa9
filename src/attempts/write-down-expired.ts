import type { RoundId } from '../rounds/model.ts'
import { TICKET_MS } from './keep-tickets.ts'
import { QUEUE } from './open-lanes.ts'
import { listExpired } from './store.ts'
import { type PaperNeeds, writeDownPapers } from './write-down-papers.ts'

/** From the moment a batch is begun to the moment it is on the disk. */
const COMMIT_MS = 2_000

/**
 * A request that arrived in time may still wait in a queue when the deadline passes, or come back with a ticket that says so.
 * So nobody but the attempt's own lane writes an expiry down before this much time has gone by, and no books are closed.
 */
export const SETTLING_MS = TICKET_MS + QUEUE.oldestAtMostMs + COMMIT_MS

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
