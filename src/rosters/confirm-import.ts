import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import {
  clearStaged,
  countStaged,
  lockImport,
  markOthers,
  type RosterImport,
  writeRoster,
  writeState,
} from './import-store.ts'
import { lockRoster } from './store.ts'

export type Confirmation = {
  readonly importId: string
  readonly authorityId: string
  readonly by: string
  /** What whoever confirms looks after; null: everything. */
  readonly root: string | null
  /** The version of the preview that was looked at. */
  readonly version: number
  /** Rows that are faulty, or whose unit nobody chose, are left out. */
  readonly skipFaults: boolean
  /** Who is in the units of the file and not in it has left on its day. */
  readonly endMissing: boolean
  readonly at: Date
}
type Outcome =
  | { ok: true; import: RosterImport }
  | Refusal<'not-found' | 'conflict' | 'rows-with-faults' | 'nothing-new'>
  | (Refusal<'changed-meanwhile'> & { current: RosterImport })

/** N-6. What was looked at becomes the roster, whole, in one transaction with its record; nothing was stored before. */
export async function confirmImport({ keeper }: { keeper: Pool }, order: Confirmation): Promise<Outcome> {
  const { importId, authorityId, by, root, at, endMissing } = order
  return inTransaction(keeper, async (tx) => {
    const found = await lockImport(tx, importId, authorityId)
    if (!found) return refuse('not-found')
    if (found.state !== 'ready') return refuse('conflict')
    if (found.version !== order.version) return { ...refuse('changed-meanwhile'), current: found }
    // One roster is written at a time; a file that was judged before another was written is judged by what was then.
    await lockRoster(tx, authorityId)
    await markOthers(tx, found, root)
    const counts = await countStaged(tx, found)
    const { error = 0, unit = 0, new: fresh = 0, changed = 0, missing = 0 } = counts
    if (error + unit > 0 && !order.skipFaults) return refuse('rows-with-faults')
    if (fresh + changed === 0 && !(endMissing && missing > 0)) return refuse('nothing-new')
    const { left, linked } = await writeRoster(tx, found, { endMissing })
    await clearStaged(tx, found.id)
    const result = { ...counts, left, linked }
    await writeState(tx, found, { state: 'confirmed', counts: result, at })
    await recordDeed(tx, {
      authorityId,
      actor: by,
      deed: 'roster.imported',
      subject: found.id,
      details: {
        file: found.fileName,
        digest: found.digest,
        asOf: found.asOf,
        unit: found.unitId,
        counts: result,
      },
      at,
    })
    return { ok: true, import: (await lockImport(tx, importId, authorityId))! }
  })
}

/** Nobody wants it: its rows go, that there was one stays. */
export async function dropImport(
  { keeper }: { keeper: Pool },
  { importId, authorityId }: { importId: string; authorityId: string },
): Promise<{ ok: true } | Refusal<'not-found' | 'conflict'>> {
  return inTransaction(keeper, async (tx) => {
    const found = await lockImport(tx, importId, authorityId)
    if (!found) return refuse('not-found')
    if (found.state === 'confirmed') return refuse('conflict')
    await clearStaged(tx, found.id)
    await writeState(tx, found, { state: 'dropped', counts: found.counts })
    return { ok: true }
  })
}
