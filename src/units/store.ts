import type { AuthorityId, ContestId, UnitKind } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import { searchKeyOf } from '../platform/text.ts'
import type { UnitChoice } from './contract.ts'
import type { Unit, UnitId } from './model.ts'

const sql = loadSql(import.meta.url)

/** The 50 units that fit best what a person typed, among those that may be chosen on that day. */
export async function searchUnits(
  db: Db,
  contestId: ContestId,
  search: { query: string; parent: string; on: string; kinds: readonly UnitKind[] | null },
): Promise<UnitChoice[]> {
  const key = searchKeyOf(search.query).slice(0, 100)
  const words = key.split(' ').map((word) => `%${word}%`)
  const { query, parent, on, kinds } = search
  return listRows(db, sql('search_units'), [contestId, key, words, parent, on, kinds, query.trim()])
}

export async function findChoosableUnit(
  db: Db,
  contestId: ContestId,
  id: string,
  on: string,
): Promise<{ id: UnitId; kind: UnitKind; name: string; path: string } | null> {
  return isId(id) ? findRow(db, sql('find_choosable_unit'), [contestId, id, on]) : null
}

/** The units of a contest, parents and blocks included, in the order of its file. */
export async function listUnits(db: Db, contestId: ContestId): Promise<Unit[]> {
  return listRows(db, sql('list_units'), [contestId])
}

/** Every unit an authority ever had, by its code. */
export async function listUnitCodes(db: Db, authorityId: AuthorityId): Promise<Map<string, UnitId>> {
  const rows = await listRows<{ id: UnitId; code: string }>(db, sql('list_unit_codes'), [authorityId])
  return new Map(rows.map(({ id, code }) => [code, id]))
}

/** The authority of this code, whose units these are. */
export async function findAuthority(db: Db, code: string): Promise<AuthorityId | null> {
  return (await findRow<{ id: AuthorityId }>(db, sql('find_authority'), [code]))?.id ?? null
}

/** Whether there ever was a unit of this code: of one authority, or of any. */
export async function hasUnit(db: Db, authorityId: string | null, code: string): Promise<boolean> {
  return (await findRow(db, sql('find_unit_code'), [authorityId, code])) !== null
}

export async function listHeadcounts(db: Db, contestId: ContestId): Promise<Map<UnitId, number>> {
  const rows = await listRows<{ unitId: UnitId; people: number }>(db, sql('list_headcounts'), [contestId])
  return new Map(rows.map(({ unitId, people }) => [unitId, people]))
}

export type UnitToWrite = Unit & {
  readonly validFrom: string | null
  readonly validTo: string | null
  readonly note: string | null
  readonly position: number
}

/** Makes these units the tree of the contest, and of this contest alone (U-9, U-10). */
export async function writeTree(
  tx: Tx,
  contest: { id: ContestId; authorityId: AuthorityId },
  units: readonly UnitToWrite[],
): Promise<void> {
  const ids = units.map(({ id }) => id)
  const rows = units.map((unit) => ({ ...unit, searchKey: searchKeyOf(unit.name) }))
  await listRows(tx, sql('enter_units'), [contest.authorityId, ids, units.map(({ code }) => code)])
  // What is new stands before what is left out goes: what goes may be above what stays.
  await listRows(tx, sql('upsert_tree'), [contest.authorityId, contest.id, JSON.stringify(rows)])
  await listRows(tx, sql('leave_out'), [contest.id, ids])
}

/** The headcounts a contest's rates are computed over, in place of those declared before. */
export async function writeHeadcounts(
  tx: Tx,
  contest: { id: ContestId; authorityId: AuthorityId },
  asOf: string | undefined,
  headcounts: { unitId: UnitId; people: number }[],
): Promise<void> {
  await listRows(tx, sql('clear_headcounts'), [contest.id])
  if (asOf === undefined || headcounts.length === 0) return
  await listRows(tx, sql('insert_headcounts'), [
    contest.authorityId,
    contest.id,
    asOf,
    headcounts.map(({ unitId }) => unitId),
    headcounts.map(({ people }) => people),
  ])
}
