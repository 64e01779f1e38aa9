/** An authority's units through time, as rows (docs/rules/units.md). */
import type { AuthorityId, UnitRow } from '../contests/model.ts'
import { type Db, findRow, listPage, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import { patternsOf, searchKeyOf } from '../platform/text.ts'
import type { UnitHistory, UnitNode } from './contract.ts'
import { inheritHeadcounts, type Register } from './inherit-headcounts.ts'
import type { Hierarchy, Period, Place, Succession, UnitDeed, UnitId } from './model.ts'

const sql = loadSql(import.meta.url, 'tree.sql')

export async function hasTree(db: Db, authorityId: AuthorityId): Promise<boolean> {
  return (await findRow<{ is: boolean }>(db, sql('has_tree'), [authorityId]))!.is
}

export async function lockTree(tx: Tx, authorityId: AuthorityId): Promise<void> {
  await listRows(tx, sql('lock_tree'), [authorityId])
}

/**
 * The units of an authority as they stand on that day, depth first, as a contest's file would list them: with the days of
 * their whole life and the headcount known by then. `below`: only the unit of this code, which is then at the top, and
 * what stands below it.
 */
export async function listUnitsAsOf(
  db: Db,
  authorityId: AuthorityId,
  asked: { on: string; hierarchy?: Hierarchy; below?: string | null },
): Promise<(UnitRow & { unitId: UnitId })[]> {
  const { on, hierarchy = 'administrative', below } = asked
  const rows = await listRows<Omit<UnitRow, 'headcount'> & { unitId: UnitId }>(db, sql('list_units_as_of'), [
    authorityId,
    on,
    hierarchy,
    below ?? '',
  ])
  const known = inheritHeadcounts(
    await listRows<Register>(db, sql('list_register'), [authorityId, on]),
    await listSuccessions(db, authorityId),
    on,
  )
  return rows.map((row) => ({ ...row, headcount: known(row.unitId) }))
}

export async function listSuccessions(db: Db, authorityId: AuthorityId): Promise<Succession[]> {
  return listRows(db, sql('list_successions'), [authorityId])
}

/** Every name that units of an authority ever had, each for its days. */
export async function listPeriods(db: Db, authorityId: AuthorityId): Promise<(Period & { code: string })[]> {
  return listRows(db, sql('list_periods'), [authorityId])
}

export async function listPlaces(db: Db, authorityId: AuthorityId): Promise<Place[]> {
  return listRows(db, sql('list_places'), [authorityId])
}

export async function insertDeed(tx: Tx, deed: Omit<UnitDeed, 'undoneAt'>): Promise<void> {
  await listRows(tx, sql('insert_deed'), [
    deed.id,
    deed.authorityId,
    deed.kind,
    deed.effectiveOn,
    deed.documentNo,
    deed.documentOn,
    deed.reason,
    JSON.stringify(deed.plan),
    deed.doneBy,
    deed.doneAt,
  ])
}

type Begun = Pick<UnitDeed, 'id' | 'authorityId'>

export async function beginPeriods(tx: Tx, deed: Begun, periods: readonly Period[]): Promise<void> {
  const rows = periods.map((period) => ({ ...period, searchKey: searchKeyOf(period.name) }))
  await listRows(tx, sql('begin_periods'), [deed.authorityId, deed.id, JSON.stringify(rows)])
}

export async function beginPlaces(tx: Tx, deed: Begun, places: readonly Place[]): Promise<void> {
  await listRows(tx, sql('begin_places'), [deed.authorityId, deed.id, JSON.stringify(places)])
}

export async function insertSuccessions(
  tx: Tx,
  deed: Begun,
  successions: readonly Succession[],
): Promise<void> {
  await listRows(tx, sql('insert_successions'), [deed.authorityId, deed.id, JSON.stringify(successions)])
}

type Looking = { on: string; hierarchy: Hierarchy; after: string; limit: number }

/** One level of the tree as it is on that day. */
export async function listNodes(
  db: Db,
  authorityId: AuthorityId,
  { on, hierarchy, parent, after, limit }: Looking & { parent: string },
): Promise<UnitNode[]> {
  return listPage(db, sql('list_nodes'), [authorityId, on, hierarchy, parent, after, limit])
}

/** Units by words of their name, wherever they stand. */
export async function searchNodes(
  db: Db,
  authorityId: AuthorityId,
  { on, hierarchy, query, limit }: Omit<Looking, 'after'> & { query: string },
): Promise<UnitNode[]> {
  const key = searchKeyOf(query).slice(0, 100)
  // What has no words in it is looked for as a code alone.
  const { all, longest } = key === '' ? { all: [''], longest: '' } : patternsOf(query)
  const values = [authorityId, on, hierarchy, key, all, limit, query.trim(), longest]
  return listPage(db, sql('search_nodes'), values)
}

/** What a unit was and is, and who came before and after it; null: there never was one of this code. */
export async function findHistory(
  db: Db,
  authorityId: AuthorityId,
  code: string,
  on: string,
): Promise<UnitHistory | null> {
  const unit = await findRow<{ id: UnitId }>(db, sql('find_unit'), [authorityId, code])
  if (!unit) return null
  const names = await listRows<UnitHistory['names'][number]>(db, sql('list_names_of'), [unit.id])
  if (names.length === 0) return null
  const known = inheritHeadcounts(
    await listRows<Register>(db, sql('list_register'), [authorityId, on]),
    await listSuccessions(db, authorityId),
    on,
  )
  return {
    code,
    names,
    places: await listRows(db, sql('list_places_of'), [unit.id]),
    successors: await listRows(db, sql('list_successions_of'), [unit.id, 'out']),
    predecessors: await listRows(db, sql('list_successions_of'), [unit.id, 'in']),
    headcount: known(unit.id),
  }
}

/** Of which authority an officer looks at the units; null: none, or more than one and none is named. */
export async function findAuthorityOf(
  db: Db,
  officer: { authorityId: string | null },
  named: string,
): Promise<AuthorityId | null> {
  if (officer.authorityId !== null) return officer.authorityId as AuthorityId
  return (await findRow<{ id: AuthorityId }>(db, sql('find_authority_of_officer'), [named]))?.id ?? null
}
