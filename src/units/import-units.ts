import { randomBytes } from 'node:crypto'
import { recordDeed } from '../audit/record-deed.ts'
import type { AuthorityId } from '../contests/model.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import type { ItemFault } from '../question-files/model.ts'
import { checkNow, endEach, enterUnits, insertRegister, listNewestRegister, loadTree } from './deed-store.ts'
import { tellFault } from './import-messages.ts'
import type { WrittenRow } from './import-model.ts'
import type { UnitDeedId, UnitId } from './model.ts'
import { type PlannedImport, planImport } from './plan-import.ts'
import { readImportRow } from './read-import-row.ts'
import {
  beginPeriods,
  beginPlaces,
  insertDeed,
  insertSuccessions,
  listSuccessions,
  lockTree,
} from './tree-store.ts'

const PIECE = 2000

type Importing = {
  authorityId: AuthorityId
  rows: readonly WrittenRow[]
  file: { name: string; digest: string }
  /** The day of which the headcounts in the file are. */
  asOf: string
  by: string
  at: Date
  /** False: a look only. */
  isConfirmed: boolean
  tell?: (done: number, of: number) => void
}
export type ImportOutcome = {
  /** Whether it could be, or was, written. */
  readonly ok: boolean
  readonly rows: number
  readonly fresh: number
  readonly continued: number
  readonly headcounts: number
  readonly unchanged: number
  readonly changes: PlannedImport['changes']
  readonly errors: readonly ItemFault[]
  /** Nothing in the file is new: it was imported before. */
  readonly isRepeated: boolean
  readonly isWritten: boolean
}

/** U-17. Nothing is written where one row is faulty, and nothing where nothing is new. */
export async function importUnits(
  { keeper }: { keeper: Pool },
  importing: Importing,
): Promise<ImportOutcome> {
  const { authorityId, file, by, at, asOf, isConfirmed, tell = () => {} } = importing
  const read = importing.rows.map(readImportRow)
  return inTransaction(keeper, async (tx) => {
    await lockTree(tx, authorityId)
    const known = {
      tree: await loadTree(tx, authorityId),
      successions: await listSuccessions(tx, authorityId),
      register: await listNewestRegister(tx, authorityId),
    }
    const faulty = read.flatMap(({ faults }) => faults)
    const rows = read.map(({ row }) => row)
    const planned = planImport(rows, known, () => timeOrderedId(at, randomBytes(10)) as UnitId)
    const faults = faulty.length > 0 ? faulty : planned.faults
    const { changes, unchanged, writes } = planned
    const count = (what: string) => changes.filter((change) => change.what === what).length
    const outcome = {
      ok: faults.length === 0,
      rows: rows.length,
      fresh: count('new'),
      continued: count('continued'),
      headcounts: writes.headcounts.length,
      unchanged,
      changes,
      errors: faults.map(tellFault),
      isRepeated: faults.length === 0 && changes.length === 0,
    }
    if (!outcome.ok || outcome.isRepeated || !isConfirmed) return { ...outcome, isWritten: false }

    const deed = { id: timeOrderedId(at, randomBytes(10)) as UnitDeedId, authorityId }
    const details = { file: file.name, digest: file.digest, rows: rows.length, fresh: outcome.fresh }
    await enterUnits(tx, authorityId, writes.newUnits)
    await insertDeed(tx, {
      ...deed,
      kind: 'import',
      effectiveOn: null,
      documentNo: null,
      documentOn: null,
      reason: file.name,
      plan: details,
      doneBy: by,
      doneAt: at,
    })
    await endEach(tx, deed.id, writes)
    const of = writes.periods.length + writes.places.length
    let done = 0
    for (const piece of pieces(writes.periods)) {
      await beginPeriods(tx, deed, piece)
      done += piece.length
      tell(done, of)
    }
    for (const piece of pieces(writes.places)) {
      await beginPlaces(tx, deed, piece)
      done += piece.length
      tell(done, of)
    }
    await insertSuccessions(tx, deed, writes.successions)
    await insertRegister(tx, { authorityId, asOf, document: file.name, by, at }, writes.headcounts)
    await checkNow(tx)
    await recordDeed(tx, { authorityId, actor: by, deed: 'units.imported', subject: deed.id, details, at })
    return { ...outcome, isWritten: true }
  })
}

function* pieces<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += PIECE) yield rows.slice(at, at + PIECE)
}
