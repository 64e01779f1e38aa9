import { inTransaction, type Pool } from '../platform/db.ts'
import type { Contest } from '../rounds/model.ts'
import { SUSPECT, weighPair } from './rules.ts'
import { findCandidates, writePairs } from './store.ts'

/** So many at a time; what was decided makes room for the next. */
const MOST = 5_000

/** Looks for people who stand in a contest twice, and lays what it suspects on the desk. Returns how many pairs that are. */
export async function searchDuplicates(
  { keeper }: { keeper: Pool },
  { contest, at }: { contest: Contest; at: Date },
): Promise<number> {
  const candidates = await findCandidates(keeper, contest.id, MOST)
  const suspects = candidates.flatMap(({ oneId, otherId, ...facts }) => {
    const weighed = weighPair(facts)
    return weighed.score >= SUSPECT ? [{ oneId, otherId, ...weighed }] : []
  })
  await inTransaction(keeper, (tx) => writePairs(tx, contest, suspects, at))
  return suspects.length
}
