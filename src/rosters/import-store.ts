import { type Db, findRow, inTransaction, listPage, listRows, type Pool, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import type { ItemFault } from '../question-files/model.ts'
import type { Field, ImportId, Known, NumberKind, PersonId, RowFault, Verdict } from './model.ts'

const sql = loadSql(import.meta.url, 'import.sql')
const confirming = loadSql(import.meta.url, 'confirm.sql')

export type ImportState = 'reading' | 'ready' | 'refused' | 'confirmed' | 'dropped'
export type RosterImport = {
  readonly id: ImportId
  readonly authorityId: string
  readonly madeBy: string
  readonly fileName: string
  readonly digest: string
  readonly uploadId: string | null
  readonly unitId: string | null
  readonly asOf: string
  readonly columns: Readonly<Record<string, Field>>
  readonly state: ImportState
  readonly problem: ItemFault | null
  readonly headings: readonly string[]
  readonly recognised: Readonly<Partial<Record<Field, string>>>
  readonly rowsRead: number
  readonly counts: Readonly<Record<string, number>>
  readonly version: number
  readonly madeAt: Date
  readonly confirmedAt: Date | null
}

export async function insertImport(
  tx: Tx,
  made: Pick<
    RosterImport,
    | 'id'
    | 'authorityId'
    | 'madeBy'
    | 'fileName'
    | 'digest'
    | 'uploadId'
    | 'unitId'
    | 'asOf'
    | 'columns'
    | 'madeAt'
  >,
): Promise<void> {
  const { id, authorityId, madeBy, fileName, digest, uploadId, unitId, asOf, columns, madeAt } = made
  const head = [id, authorityId, madeBy, fileName, digest, uploadId, unitId, asOf]
  await listRows(tx, sql('insert_import'), [...head, JSON.stringify(columns), madeAt])
}

export async function findImport(db: Db, id: string, authorityId: string): Promise<RosterImport | null> {
  return isId(id) ? findRow(db, sql('find_import'), [id, authorityId]) : null
}

export async function lockImport(tx: Tx, id: string, authorityId: string): Promise<RosterImport | null> {
  return isId(id) ? findRow(tx, sql('lock_import'), [id, authorityId]) : null
}

export async function listImports(
  db: Db,
  authorityId: string,
  page: { before: string | null; limit: number },
): Promise<RosterImport[]> {
  return listPage(db, sql('list_imports'), [authorityId, page.before, page.limit])
}

export async function findSameFile(
  db: Db,
  authorityId: string,
  digest: string,
): Promise<{ id: ImportId; confirmedAt: Date } | null> {
  return findRow(db, sql('find_same_file'), [authorityId, digest])
}

export async function writeHead(
  db: Db,
  id: ImportId,
  head: Pick<RosterImport, 'headings' | 'recognised'>,
): Promise<void> {
  await listRows(db, sql('write_head'), [id, head.headings, JSON.stringify(head.recognised)])
}

export async function writeProgress(db: Db, id: ImportId, rows: number): Promise<void> {
  await listRows(db, sql('write_progress'), [id, rows])
}

export async function writeState(
  db: Db,
  { id }: Pick<RosterImport, 'id'>,
  change: {
    state: ImportState
    problem?: ItemFault | null
    counts?: Readonly<Record<string, number>>
    at?: Date
  },
): Promise<void> {
  const { state, problem = null, counts = {}, at = null } = change
  const values = [id, state, problem && JSON.stringify(problem), JSON.stringify(counts), at]
  await listRows(db, sql('write_state'), values)
}

/** A row as it waits: hashes in hexadecimal digits, since it goes as JSON. */
export type StagedRow = {
  readonly no: number
  readonly fullName: string
  readonly nameKey: string
  readonly searchKey: string
  readonly birthOn: string | null
  readonly unitText: string
  readonly unitId: string | null
  readonly position: string | null
  readonly validFrom: string | null
  readonly validTo: string | null
  readonly ending: string | null
  readonly kinds: readonly NumberKind[]
  readonly hashes: readonly string[]
  readonly endings: readonly string[]
  readonly contestIds: readonly string[]
  readonly contestFields: readonly string[]
  readonly contestHashes: readonly string[]
  readonly faults: readonly RowFault[]
  readonly verdict: Verdict
  readonly personId: PersonId | null
  readonly changes: readonly string[]
}

export async function stageRows(db: Db, id: ImportId, rows: readonly StagedRow[]): Promise<void> {
  await listRows(db, sql('stage_rows'), [id, JSON.stringify(rows)])
}

export async function hasPeople(db: Db, authorityId: string): Promise<boolean> {
  return (await findRow<{ is: boolean }>(db, sql('has_people'), [authorityId]))!.is
}

/** By row, whom it may be about. */
export async function listKnown(
  db: Db,
  authorityId: string,
  rows: readonly Pick<StagedRow, 'no' | 'kinds' | 'hashes' | 'searchKey' | 'nameKey' | 'unitId'>[],
): Promise<Map<number, Known[]>> {
  const numbers = rows.flatMap(({ no, kinds, hashes }) =>
    kinds.map((kind, at) => ({ no, kind, hash: Buffer.from(hashes[at]!, 'hex') })),
  )
  const ask = (numbered: typeof numbers, named: typeof rows) =>
    listRows<Known & { no: number }>(db, sql('list_known'), [
      authorityId,
      numbered.map(({ no }) => no),
      numbered.map(({ kind }) => kind),
      numbered.map(({ hash }) => hash),
      named.map(({ no }) => no),
      named.map(({ searchKey }) => searchKey),
      named.map(({ nameKey }) => nameKey),
      named.map(({ unitId }) => unitId),
    ])
  const byNumber = await ask(numbers, [])
  // A name is common: it is asked only for whom no code and no citizen number tells.
  const sure = new Set(
    byNumber
      .filter(({ shared }) => shared.includes('staffCode') || shared.includes('citizenId'))
      .map(({ no }) => no),
  )
  const byName = await ask(
    [],
    rows.filter(({ no, unitId }) => unitId !== null && !sure.has(no)),
  )
  // Whom a telephone told is told by name as well, and is one person.
  const told = new Set(byNumber.map(({ no, id }) => `${no}/${id}`))
  const found = [...byNumber, ...byName.filter(({ no, id }) => !told.has(`${no}/${id}`))]
  const known = new Map<number, Known[]>()
  for (const { no, ...person } of found) known.set(no, [...(known.get(no) ?? []), person])
  return known
}

export async function markRepeats(db: Db, id: ImportId): Promise<void> {
  await listRows(db, sql('mark_repeats'), [id])
}

/** N-10. `root`: what whoever sends or confirms the list looks after; null: everything. */
export async function markOthers(
  db: Db,
  { id, authorityId, asOf }: Pick<RosterImport, 'id' | 'authorityId' | 'asOf'>,
  root: string | null,
): Promise<void> {
  if (root !== null) await listRows(db, sql('mark_others'), [id, root, authorityId, asOf])
}

/** How many rows of each verdict there are, how many of each change, and how many people the file lacks. */
export async function countStaged(
  db: Db,
  { id, authorityId }: Pick<RosterImport, 'id' | 'authorityId'>,
): Promise<Record<string, number>> {
  const verdicts = await listRows<{ verdict: string; rows: number }>(db, sql('count_verdicts'), [id])
  const changes = await listRows<{ change: string; rows: number }>(db, sql('count_changes'), [id])
  const missing = await findRow<{ people: number }>(db, sql('count_missing'), [id, authorityId])
  return Object.fromEntries([
    ...verdicts.map(({ verdict, rows }) => [verdict, rows] as const),
    ...changes.map(({ change, rows }) => [`changed.${change}`, rows] as const),
    ['missing', missing!.people],
  ])
}

export type ListedRow = Pick<
  StagedRow,
  | 'no'
  | 'fullName'
  | 'birthOn'
  | 'unitText'
  | 'position'
  | 'verdict'
  | 'faults'
  | 'changes'
  | 'kinds'
  | 'endings'
  | 'ending'
> & { readonly unitName: string | null }

export async function listStaged(
  db: Db,
  id: ImportId,
  page: { verdict: Verdict | null; after: number; limit: number },
): Promise<ListedRow[]> {
  return listPage(db, sql('list_staged'), [id, page.verdict, page.after, page.limit])
}

export async function listDoubtfulUnits(db: Db, id: ImportId): Promise<{ unitText: string; rows: number }[]> {
  return listRows(db, sql('list_doubtful_units'), [id])
}

export type RowOfUnit = Pick<
  StagedRow,
  'no' | 'fullName' | 'nameKey' | 'searchKey' | 'birthOn' | 'position' | 'ending' | 'kinds' | 'hashes'
>

export async function listStagedOfUnit(
  db: Db,
  id: ImportId,
  unitText: string,
  page: { after: number; limit: number },
): Promise<RowOfUnit[]> {
  return listRows(db, sql('list_staged_of_unit'), [id, unitText, page.after, page.limit])
}

export async function writeVerdicts(
  db: Db,
  id: ImportId,
  unitId: string,
  verdicts: readonly Pick<StagedRow, 'no' | 'verdict' | 'personId' | 'changes' | 'faults'>[],
): Promise<void> {
  await listRows(db, sql('write_verdicts'), [id, unitId, JSON.stringify(verdicts)])
}

export async function listFaults(
  db: Db,
  id: ImportId,
  page: { after: number; limit: number },
): Promise<Pick<StagedRow, 'no' | 'faults' | 'verdict' | 'unitText'>[]> {
  return listRows(db, sql('list_faults'), [id, page.after, page.limit])
}

export type MissingPerson = {
  readonly id: PersonId
  readonly fullName: string
  readonly searchKey: string
  readonly birthOn: string | null
  readonly unitName: string
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000'

export async function listMissing(
  db: Pool,
  { id, authorityId }: Pick<RosterImport, 'id' | 'authorityId'>,
  page: { after: { searchKey: string; id: string } | null; limit: number },
): Promise<MissingPerson[]> {
  const { searchKey, id: last } = page.after ?? { searchKey: '', id: FIRST_ID }
  return inTransaction(db, async (tx) => {
    await listRows(tx, sql('put_together'))
    return listPage<MissingPerson>(tx, sql('list_missing'), [id, authorityId, searchKey, last, page.limit])
  })
}

export async function rememberUnit(
  tx: Tx,
  choice: { authorityId: string; nameKey: string; unitId: string; by: string; at: Date },
): Promise<void> {
  const { authorityId, nameKey, unitId, by, at } = choice
  await listRows(tx, sql('remember_unit'), [authorityId, nameKey, unitId, by, at])
}

export async function listRememberedUnits(db: Db, authorityId: string): Promise<Map<string, string>> {
  const rows = await listRows<{ nameKey: string; unitId: string }>(db, sql('list_remembered_units'), [
    authorityId,
  ])
  return new Map(rows.map(({ nameKey, unitId }) => [nameKey, unitId]))
}

export async function clearStaged(tx: Tx, id: ImportId): Promise<void> {
  await listRows(tx, sql('clear_staged'), [id])
}

/** N-6. The roster as the rows say, in the order in which one step needs the one before. Returns how many had left. */
export async function writeRoster(
  tx: Tx,
  { id, authorityId, asOf }: Pick<RosterImport, 'id' | 'authorityId' | 'asOf'>,
  { endMissing }: { endMissing: boolean },
): Promise<{ left: number; linked: number }> {
  const run = (name: string, ...values: unknown[]) => listRows(tx, confirming(name), [id, ...values])
  // Before anything is new: whoever is not in the file is compared with those who were known.
  const left = endMissing ? (await run('end_missing', authorityId, asOf)).length : 0
  await run('name_new')
  await run('insert_new_people', authorityId)
  await run('insert_new_spells', authorityId, asOf)
  await run('change_people')
  await run('drop_old_numbers')
  await run('insert_numbers', authorityId)
  await run('change_positions')
  await run('correct_units', asOf)
  await run('end_for_transfer', asOf)
  await run('begin_after_transfer', asOf, authorityId)
  await run('end_spells', asOf)
  await run('begin_leaves', authorityId)
  const linked = await run('link_contestants')
  return { left, linked: linked.length }
}
