import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { erasedBefore } from './rules.ts'
import { dropFullBuckets, listDueErasures, writeErasures } from './store.ts'

const AT_ONCE = 500

/**
 * H-9. What was asked, by whom and what was said is taken out, 180 days after the last word and the end of the contest; that
 * there was an enquiry, when and about what, stays. Twice does no harm.
 */
export async function eraseOldEnquiries(needs: { keeper: Pool }, at: Date): Promise<number> {
  let erased = 0
  for (;;) {
    const count = await inTransaction(needs.keeper, async (tx) => {
      const ids = await listDueErasures(tx, erasedBefore(at), AT_ONCE)
      if (ids.length === 0) return 0
      await writeErasures(tx, ids, at)
      const details = { count: ids.length }
      const deed = {
        authorityId: null,
        actor: 'system',
        deed: 'enquiry.erased',
        subject: ids[0]!,
        details,
        at,
      }
      await recordDeed(tx, deed)
      return ids.length
    })
    erased += count
    if (count < AT_ONCE) break
  }
  await dropFullBuckets(needs.keeper, at)
  return erased
}
