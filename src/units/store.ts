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
  authorityId: AuthorityId,
  search: { query: string; parent: string; on: string; kinds: readonly UnitKind[] | null },
): Promise<UnitChoice[]> {
  const key = searchKeyOf(search.query).slice(0, 100)
  const words = key.split(' ').map((word) => `%${word}%`)
  return listRows(db, sql('search_units'), [authorityId, key, words, search.parent, search.on, search.kinds])
}

export async function findChoosableUnit(
  db: Db,
  authorityId: AuthorityId,
  id: string,
  on: string,
): Promise<{ id: UnitId; kind: UnitKind; name: string; path: string } | null> {
  return isId(id) ? findRow(db, sql('find_choosable_unit'), [authorityId, id, on]) : null
}

export async function listUnits(db: Db, authorityId: AuthorityId): Promise<Unit[]> {
  return listRows(db, sql('list_units'), [authorityId])
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

/** Writes the tree of an authority; parents come before their children. */
export async function writeUnits(tx: Tx, authorityId: AuthorityId, units: UnitToWrite[]): Promise<void> {
  const rows = units.map((unit) => ({ ...unit, searchKey: searchKeyOf(unit.name) }))
  await listRows(tx, sql('upsert_units'), [authorityId, JSON.stringify(rows)])
}

export async function writeHeadcounts(
  tx: Tx,
  contest: { id: ContestId; authorityId: AuthorityId },
  asOf: string,
  headcounts: { unitId: UnitId; people: number }[],
): Promise<void> {
  await listRows(tx, sql('upsert_headcounts'), [
    contest.authorityId,
    contest.id,
    asOf,
    headcounts.map(({ unitId }) => unitId),
    headcounts.map(({ people }) => people),
  ])
}
