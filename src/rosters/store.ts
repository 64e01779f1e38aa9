import { type Db, findRow, listPage, listRows, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import { nameKeyOf, patternsOf, searchKeyOf } from '../platform/text.ts'
import type { Ending, NumberKind, PersonId } from './model.ts'

const sql = loadSql(import.meta.url)

/** One change of an authority's roster at a time. */
export async function lockRoster(tx: Tx, authorityId: string): Promise<void> {
  await listRows(tx, sql('lock_roster'), [authorityId])
}

export type UnitHere = { readonly id: string; readonly code: string; readonly name: string }

export async function findUnitByCode(
  db: Db,
  authorityId: string,
  code: string,
  on: string,
): Promise<UnitHere | null> {
  return findRow(db, sql('find_unit_by_code'), [authorityId, code, on])
}

/** Of an installation that serves one authority, as most do. */
export async function findSoleAuthority(db: Db): Promise<string | null> {
  return (await findRow<{ id: string }>(db, sql('find_sole_authority')))?.id ?? null
}

/** What a unit of an authority is, on a day. */
export type Reach = { readonly authorityId: string; readonly root: string | null; readonly on: string }

export async function listSubtree(
  db: Db,
  { authorityId, root, on }: Reach & { root: string },
): Promise<string[]> {
  const rows = await listRows<{ id: string }>(db, sql('list_subtree'), [authorityId, root, on])
  return rows.map(({ id }) => id)
}

/** Whether there is such a unit, and (root) it is that one or below it. */
export async function isBelow(
  db: Db,
  { unitId, authorityId, root, on }: Reach & { unitId: string },
): Promise<boolean> {
  if (!isId(unitId)) return false
  return (await findRow<{ is: boolean }>(db, sql('is_below'), [unitId, authorityId, root, on]))!.is
}

export type Standing = 'serving' | 'leave'
export type ListedPerson = {
  readonly id: PersonId
  readonly fullName: string
  readonly searchKey: string
  readonly birthOn: string | null
  readonly unitCode: string
  readonly unitName: string
  readonly position: string | null
  readonly standing: Standing
  readonly validFrom: string
  readonly validTo: string | null
  readonly ending: Ending | null
  /** "staffCode 042": the kind and the last three signs. */
  readonly numbers: readonly string[]
}
export type Key = { readonly searchKey: string; readonly id: string }
export const FIRST: Key = { searchKey: '', id: '00000000-0000-0000-0000-000000000000' }

export async function listPeople(
  db: Db,
  authorityId: string,
  search: {
    unitId: string | null
    query: string
    standing: Standing | 'left' | 'all'
    on: string
    after: Key
    limit: number
  },
): Promise<ListedPerson[]> {
  const { unitId, query, standing, on, after, limit } = search
  const { all, longest } = patternsOf(query)
  const few = await listFew(db, { authorityId, root: unitId, on })
  const key = [after.searchKey, after.id]
  const values = [authorityId, unitId, all, standing, on, ...key, limit, few, longest]
  return listPage(db, sql('list_people'), values)
}

/** More than these, and a page of them is soon met on the way through the names. */
const FEW = 2_000

/** Everybody below a unit, where they are so few that a list begins with them; null: it begins with the names. */
export async function listFew(db: Db, { authorityId, root, on }: Reach): Promise<string[] | null> {
  if (root === null) return null
  const found = await listRows<{ id: string }>(db, sql('list_few'), [authorityId, root, on, FEW])
  return found.length < FEW ? found.map(({ id }) => id) : null
}

export async function countPeople(
  db: Db,
  authorityId: string,
  { unitId, on }: { unitId: string | null; on: string },
): Promise<{ serving: number; leave: number }> {
  return (await findRow(db, sql('count_people'), [authorityId, unitId, on]))!
}

export type Person = {
  readonly id: PersonId
  readonly authorityId: string
  readonly fullName: string
  readonly nameKey: string
  readonly birthOn: string | null
  readonly version: number
}
export type Spell = {
  readonly id: string
  readonly unitId: string
  readonly unitCode: string
  readonly unitName: string
  readonly position: string | null
  readonly standing: Standing
  readonly validFrom: string
  readonly validTo: string | null
  readonly ending: Ending | null
}

export async function findPerson(db: Db, id: string, authorityId: string): Promise<Person | null> {
  return isId(id) ? findRow(db, sql('find_person'), [id, authorityId]) : null
}
export async function lockPerson(tx: Tx, id: string, authorityId: string): Promise<Person | null> {
  return isId(id) ? findRow(tx, sql('lock_person'), [id, authorityId]) : null
}
export async function listSpells(db: Db, id: PersonId): Promise<Spell[]> {
  return listRows(db, sql('list_spells'), [id])
}
export async function listNumbers(db: Db, id: PersonId): Promise<{ kind: NumberKind; ending: string }[]> {
  return listRows(db, sql('list_numbers'), [id])
}
export async function listTakenPart(db: Db, id: PersonId): Promise<{ slug: string; rounds: number }[]> {
  return listRows(db, sql('list_taken_part'), [id])
}

export async function insertPerson(
  tx: Tx,
  person: { id: PersonId; authorityId: string; fullName: string; birthOn: string | null },
): Promise<void> {
  const { id, authorityId, fullName, birthOn } = person
  await listRows(tx, sql('insert_person'), [
    id,
    authorityId,
    fullName,
    nameKeyOf(fullName),
    searchKeyOf(fullName),
    birthOn,
  ])
}

export async function writePerson(
  tx: Tx,
  person: { id: PersonId; fullName: string; birthOn: string | null },
): Promise<void> {
  const { id, fullName, birthOn } = person
  await listRows(tx, sql('write_person'), [id, fullName, nameKeyOf(fullName), searchKeyOf(fullName), birthOn])
}

export async function raiseVersion(tx: Tx, id: PersonId): Promise<void> {
  await listRows(tx, sql('raise_version'), [id])
}

export async function insertSpell(
  tx: Tx,
  spell: Pick<Spell, 'id' | 'unitId' | 'position' | 'standing' | 'validFrom' | 'validTo' | 'ending'> & {
    personId: PersonId
    authorityId: string
  },
): Promise<void> {
  const { id, authorityId, personId, unitId, position, standing, validFrom, validTo, ending } = spell
  const values = [id, authorityId, personId, unitId, position, standing, validFrom, validTo, ending]
  await listRows(tx, sql('insert_spell'), values)
}

export async function endSpell(tx: Tx, id: string, on: string, ending: Ending): Promise<void> {
  await listRows(tx, sql('end_spell'), [id, on, ending])
}

/** False where the number is somebody else's. */
export async function insertNumber(
  tx: Tx,
  number: { authorityId: string; kind: NumberKind; hash: Buffer; personId: PersonId; ending: string },
): Promise<boolean> {
  const { authorityId, kind, hash, personId, ending } = number
  return (await findRow(tx, sql('insert_number'), [authorityId, kind, hash, personId, ending])) !== null
}

/** One indexed step per number; true where one person of the roster has them. */
export async function insertLink(
  tx: Tx,
  link: {
    authorityId: string
    contestId: string
    contestantId: string
    numbers: readonly { kind: NumberKind; hash: Buffer }[]
  },
): Promise<boolean> {
  const { authorityId, contestId, contestantId, numbers } = link
  const row = await findRow(tx, sql('link_contestant'), [
    authorityId,
    contestId,
    contestantId,
    numbers.map(({ kind }) => kind),
    numbers.map(({ hash }) => hash),
  ])
  return row !== null
}

export async function findUnitCode(db: Db, id: string): Promise<string | null> {
  return (await findRow<{ code: string }>(db, sql('find_unit_code'), [id]))?.code ?? null
}
