import { randomBytes } from 'node:crypto'
import { recordDeed } from '../audit/record-deed.ts'
import type { AuthorityId, ContestId } from '../contests/model.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { findDeclaredUnit, insertDeclaration, lockHeadcount } from './headcount-store.ts'

type Declaring = {
  contest: { id: ContestId; authorityId: AuthorityId }
  code: string
  /** The code at the top of what whoever declares may see; null: everything. */
  root: string | null
  people: number
  asOf: string
  document: string | null
  /** Of the declaration that they saw; 0: there was none. */
  version: number
  by: string
  at: Date
}

/** U-12. Every declaration stays; a later one takes its place in what is counted from now on. */
export async function declareHeadcount(
  { keeper }: { keeper: Pool },
  declaring: Declaring,
): Promise<{ ok: true; version: number } | Refusal<'not-found' | 'changed-meanwhile'>> {
  const { contest, code, root, version: seen, at, by, ...what } = declaring
  return inTransaction(keeper, async (tx) => {
    const unitId = await findDeclaredUnit(tx, contest.id, code, root)
    if (unitId === null) return refuse('not-found')
    if ((await lockHeadcount(tx, contest.id, unitId)) !== seen) return refuse('changed-meanwhile')
    const id = timeOrderedId(at, randomBytes(10))
    await insertDeclaration(tx, { id, contest, unitId, ...what, by, at, version: seen + 1 })
    await recordDeed(tx, {
      authorityId: contest.authorityId,
      actor: by,
      deed: 'headcount.declared',
      subject: unitId,
      details: { contest: contest.id, unit: code, ...what, version: seen + 1 },
      at,
    })
    return { ok: true, version: seen + 1 }
  })
}
