/** The deeds that change the tree, as rows (docs/rules/units.md, U-13 to U-16). */
import type { AuthorityId } from '../contests/model.ts'
import { type Db, findRow, listPage, listRows, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import type { Hierarchy, Period, Place, UnitDeed, UnitDeedId, UnitId } from './model.ts'
import type { TreeNow, Writes } from './plan-deed.ts'
import type { ImportWrites } from './plan-import.ts'
import { listPeriods, listPlaces } from './tree-store.ts'

const sql = loadSql(import.meta.url, 'deeds.sql')

export async function treeVersion(db: Db, authorityId: AuthorityId): Promise<number> {
  return (await findRow<{ version: number }>(db, sql('tree_version'), [authorityId]))!.version
}

export async function loadTree(db: Db, authorityId: AuthorityId): Promise<TreeNow> {
  const codes = await listRows<{ id: UnitId; code: string }>(db, sql('list_codes'), [authorityId])
  const places = await listPlaces(db, authorityId)
  return {
    idOf: new Map(codes.map(({ id, code }) => [code, id])),
    periods: groupBy<Period>(await listPeriods(db, authorityId), ({ unitId }) => unitId),
    places: groupBy<Place>(places, ({ unitId }) => unitId),
    below: groupBy<Place>(places, ({ parentId }) => parentId),
  }
}

export async function enterUnits(
  tx: Tx,
  authorityId: AuthorityId,
  units: readonly { id: UnitId; code: string }[],
): Promise<void> {
  await listRows(tx, sql('enter_deed_units'), [
    authorityId,
    units.map(({ id }) => id),
    units.map(({ code }) => code),
  ])
}

export async function endRows(tx: Tx, deedId: UnitDeedId, on: string, writes: Writes): Promise<void> {
  await listRows(tx, sql('end_periods'), [deedId, on, writes.endedPeriods])
  const units = writes.endedPlaces.map(({ unitId }) => unitId)
  const hierarchies = writes.endedPlaces.map(({ hierarchy }) => hierarchy)
  await listRows(tx, sql('end_places'), [deedId, on, units, hierarchies])
}

/** What is judged at the end of a transaction is judged here: a look must know it, too. */
export async function checkNow(tx: Tx): Promise<void> {
  await listRows(tx, sql('check_now'))
}

export type Touched = {
  readonly unitId: UnitId
  readonly code: string
  readonly nameBefore: string | null
  readonly kindBefore: string | null
  readonly stoodBefore: boolean
  readonly parentBefore: string | null
  readonly parentNameBefore: string | null
  readonly nameAfter: string | null
  readonly kindAfter: string | null
  readonly standsAfter: boolean
  readonly parentAfter: string | null
  readonly parentNameAfter: string | null
}

export async function listEffect(
  db: Db,
  deed: { id: UnitDeedId; on: string; hierarchy: Hierarchy },
): Promise<Touched[]> {
  return listRows(db, sql('list_effect'), [deed.id, deed.on, deed.hierarchy])
}

export type ContestTouched = {
  readonly slug: string
  readonly name: string
  readonly opensAt: Date
  readonly closesAt: Date
  readonly units: number
  readonly headcounts: number
  readonly contestants: number
}

export async function listContestsTouched(
  db: Db,
  authorityId: AuthorityId,
  units: readonly UnitId[],
): Promise<ContestTouched[]> {
  return listRows(db, sql('list_contests_touched'), [authorityId, units])
}

export async function listCoordinators(
  db: Db,
  authorityId: AuthorityId,
  codes: readonly string[],
): Promise<{ fullName: string; code: string }[]> {
  return listRows(db, sql('list_coordinators'), [authorityId, codes])
}

export async function listUnitDeeds(
  db: Db,
  authorityId: AuthorityId,
  page: { after: number | null; limit: number },
): Promise<(UnitDeed & { no: number })[]> {
  return listPage(db, sql('list_deeds'), [authorityId, page.after, page.limit])
}

export async function lockDeed(
  tx: Tx,
  authorityId: AuthorityId,
  id: string,
): Promise<Pick<UnitDeed, 'id' | 'kind' | 'effectiveOn' | 'undoneAt'> | null> {
  return isId(id) ? findRow(tx, sql('lock_deed'), [id, authorityId]) : null
}

export async function isBuiltUpon(db: Db, id: UnitDeedId): Promise<boolean> {
  return (await findRow<{ is: boolean }>(db, sql('depends_on'), [id]))!.is
}

/** What it began is undone first: what it ended may not come back beside it. */
export async function undoRows(tx: Tx, id: UnitDeedId, by: string, at: Date): Promise<void> {
  for (const block of ['undo_periods', 'undo_places', 'reopen_periods', 'reopen_places', 'undo_successions'])
    await listRows(tx, sql(block), [id])
  await listRows(tx, sql('undo_deed'), [id, by, at])
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => UnitId | null): Map<UnitId, Row[]> {
  const groups = new Map<UnitId, Row[]>()
  for (const row of rows) {
    const key = keyOf(row)
    if (key === null) continue
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}

export async function endEach(tx: Tx, deedId: UnitDeedId, writes: ImportWrites): Promise<void> {
  const { endedPeriods, endedPlaces } = writes
  const unitOf = ({ unitId }: { unitId: UnitId }) => unitId
  const dayOf = ({ on }: { on: string }) => on
  await listRows(tx, sql('end_periods_each'), [deedId, endedPeriods.map(unitOf), endedPeriods.map(dayOf)])
  const hierarchies = endedPlaces.map(({ hierarchy }) => hierarchy)
  await listRows(tx, sql('end_places_each'), [
    deedId,
    endedPlaces.map(unitOf),
    hierarchies,
    endedPlaces.map(dayOf),
  ])
}

export async function insertRegister(
  tx: Tx,
  declared: { authorityId: AuthorityId; asOf: string; document: string; by: string; at: Date },
  headcounts: ImportWrites['headcounts'],
): Promise<void> {
  const { authorityId, asOf, document, by, at } = declared
  const units = headcounts.map(({ unitId }) => unitId)
  const people = headcounts.map((each) => each.people)
  await listRows(tx, sql('insert_register'), [authorityId, asOf, document, by, at, units, people])
}

export async function listNewestRegister(
  db: Db,
  authorityId: AuthorityId,
): Promise<Map<UnitId, { people: number }>> {
  const rows = await listRows<{ unitId: UnitId; people: number }>(db, sql('list_newest_register'), [
    authorityId,
  ])
  return new Map(rows.map(({ unitId, people }) => [unitId, { people }]))
}

export async function countRoster(db: Db, units: readonly UnitId[], on: string): Promise<number> {
  return (await findRow<{ people: number }>(db, sql('count_roster'), [units, on]))!.people
}
