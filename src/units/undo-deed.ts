import { recordDeed } from '../audit/record-deed.ts'
import type { AuthorityId } from '../contests/model.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { isBuiltUpon, lockDeed, undoRows } from './deed-store.ts'
import { lockTree } from './tree-store.ts'

type Outcome = { ok: true } | Refusal<'not-found' | 'already-decided' | 'too-late' | 'conflict'>

/**
 * U-15. A deed may be taken back until the day on which it takes effect, the last one first: what a later deed was built
 * upon stays until that one is taken back.
 */
export async function undoDeed(
  { keeper }: { keeper: Pool },
  undoing: { authorityId: AuthorityId; id: string; by: string; today: string; reason: string; at: Date },
): Promise<Outcome> {
  const { authorityId, id, by, today, reason, at } = undoing
  return inTransaction(keeper, async (tx) => {
    await lockTree(tx, authorityId)
    const deed = await lockDeed(tx, authorityId, id)
    if (!deed) return refuse('not-found')
    if (deed.undoneAt !== null) return refuse('already-decided')
    if (deed.effectiveOn === null || deed.effectiveOn <= today) return refuse('too-late')
    if (await isBuiltUpon(tx, deed.id)) return refuse('conflict')
    await undoRows(tx, deed.id, by, at)
    const details = { kind: deed.kind, effectiveOn: deed.effectiveOn, reason }
    await recordDeed(tx, { authorityId, actor: by, deed: 'unit-deed.undone', subject: deed.id, details, at })
    return { ok: true }
  })
}
