import type { PaperNeeds } from '../attempts/write-down-papers.ts'
import type { Refusal } from '../platform/refusal.ts'
import { listDueRounds } from '../rounds/store.ts'
import { booksCloseAfter } from './books-close-after.ts'
import { type Closed, closeRound } from './close-round.ts'

/** Closes every round that is due, the longest due first. What another worker closed meanwhile is closed. */
export async function closeDueRounds(needs: PaperNeeds, at: Date): Promise<(Closed | Refusal<string>)[]> {
  const outcomes = []
  for (const roundId of await listDueRounds(needs.pool, booksCloseAfter(at)))
    outcomes.push(await closeRound(needs, { roundId, at }))
  return outcomes
}
