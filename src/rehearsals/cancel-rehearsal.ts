import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import type { Contest } from '../rounds/model.ts'
import type { Officer } from '../staff/model.ts'
import { askToCancel } from './store.ts'

/** F-5. It ends within a second or two; of one that is over already nothing changes. */
export async function cancelRehearsal(
  needs: { keeper: Pool },
  { contest, id, by, at }: { contest: Contest; id: string; by: Officer; at: Date },
): Promise<void> {
  await inTransaction(needs.keeper, async (tx) => {
    if (!(await askToCancel(tx, id, at))) return
    await recordDeed(tx, {
      authorityId: contest.authorityId,
      actor: by.id,
      deed: 'rehearsal.cancelled',
      subject: contest.id,
      details: { slug: contest.slug, rehearsal: id },
      at,
    })
  })
}
