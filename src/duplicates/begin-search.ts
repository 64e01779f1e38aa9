import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import type { Contest } from '../rounds/model.ts'
import type { Search } from './model.ts'
import { findSearch, insertSearch } from './store.ts'

/** N-12. Leaves the search to the queue; where one of this contest is under way, that one is meant. */
export async function beginSearch(
  needs: { keeper: Pool; orderSearch: (tx: Tx, contestId: string) => Promise<void> },
  { contest, by, at }: { contest: Contest; by: string; at: Date },
): Promise<Search> {
  const { id: contestId, authorityId, slug } = contest
  return inTransaction(needs.keeper, async (tx) => {
    if (await insertSearch(tx, { contestId, authorityId, by, at })) {
      await needs.orderSearch(tx, contestId)
      const deed = 'duplicate.searched' as const
      await recordDeed(tx, { authorityId, actor: by, deed, subject: contestId, details: { slug }, at })
    }
    return (await findSearch(tx, contestId))!
  })
}
