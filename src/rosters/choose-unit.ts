import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { unitTextKey } from './find-unit-meant.ts'
import {
  countStaged,
  listKnown,
  listStagedOfUnit,
  lockImport,
  markOthers,
  markRepeats,
  type RosterImport,
  rememberUnit,
  writeState,
  writeVerdicts,
} from './import-store.ts'
import { judgeRow } from './rules.ts'
import { isBelow } from './store.ts'

const BATCH = 1_000

/**
 * N-3. Somebody says which unit a text means: for every row that has it, and for every file that comes after; a coordinator, who
 * answers for their own units alone, for this file only.
 */
export async function chooseUnit(
  { keeper }: { keeper: Pool },
  choice: {
    importId: string
    authorityId: string
    /** What whoever chooses looks after; null: everything. */
    root: string | null
    unitText: string
    unitId: string
    by: string
    at: Date
  },
): Promise<{ ok: true; import: RosterImport } | Refusal<'not-found' | 'conflict'>> {
  const { importId, authorityId, root, unitText, unitId, by, at } = choice
  return inTransaction(keeper, async (tx) => {
    const order = await lockImport(tx, importId, authorityId)
    if (!order) return refuse('not-found')
    if (order.state !== 'ready') return refuse('conflict')
    if (!(await isBelow(tx, { unitId, authorityId, root: order.unitId, on: order.asOf })))
      return refuse('not-found')
    if (root === null) await rememberUnit(tx, { authorityId, nameKey: unitTextKey(unitText), unitId, by, at })
    const details = { text: unitText, unit: unitId, remembered: root === null }
    await recordDeed(tx, {
      authorityId,
      actor: by,
      deed: 'roster.unit-named',
      subject: order.id,
      details,
      at,
    })
    for (let after = 0; ; ) {
      const rows = await listStagedOfUnit(tx, order.id, unitText, { after, limit: BATCH })
      if (rows.length === 0) break
      const placed = rows.map((row) => ({ ...row, unitId, faults: [], ending: row.ending as never }))
      const known = await listKnown(tx, authorityId, placed)
      const verdicts = placed.map((row) => ({ no: row.no, ...judgeRow(row, known.get(row.no) ?? []) }))
      await writeVerdicts(tx, order.id, unitId, verdicts)
      after = rows.at(-1)!.no
    }
    await markOthers(tx, order, root)
    await markRepeats(tx, order.id)
    await writeState(tx, order, { state: 'ready', counts: await countStaged(tx, order) })
    return { ok: true, import: (await lockImport(tx, importId, authorityId))! }
  })
}
