import type { AuthorityId, BankQuestion } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import { searchKeyOf } from '../platform/text.ts'
import type { Known } from '../question-files/find-repeats.ts'
import type { ItemFault } from '../question-files/model.ts'
import type { Content, ImportState, Verdict } from './model.ts'

const sql = loadSql(import.meta.url, 'imports.sql')

export type Import = {
  readonly id: string
  readonly authorityId: AuthorityId
  readonly staffId: string
  readonly fileName: string
  readonly digest: string | null
  readonly format: string | null
  readonly state: ImportState
  readonly counted: number
  readonly fault: ItemFault | null
  readonly warnings: readonly ItemFault[]
  readonly headings: readonly string[] | null
  readonly madeAt: Date
  readonly endedAt: Date | null
  readonly verdicts: Partial<Record<Verdict, number>> | null
}
export type ImportItem = {
  readonly no: number
  readonly place: string
  readonly verdict: Verdict
  readonly content: Content
  readonly correct: BankQuestion['correct']
  readonly explanation: string | null
  readonly faults: readonly ItemFault[]
  /** What it is, or is nearly: a code of the bank, or another item of the file. */
  readonly near: { readonly name: string; readonly share: number } | null
  readonly version: number
}

export async function insertImport(
  tx: Tx,
  begun: { id: string; authorityId: AuthorityId; staffId: string; fileName: string; at: Date },
): Promise<void> {
  const { id, authorityId, staffId, fileName, at } = begun
  await listRows(tx, sql('insert_import'), [id, authorityId, staffId, fileName, at])
}

export async function findImport(db: Db, id: string): Promise<Import | null> {
  return isId(id) ? findRow(db, sql('find_import'), [id]) : null
}

export async function listImports(db: Db, authorityId: AuthorityId): Promise<Import[]> {
  return listRows(db, sql('list_imports'), [authorityId])
}

export async function lockImport(
  tx: Tx,
  id: string,
): Promise<Pick<Import, 'id' | 'authorityId' | 'state'> | null> {
  return isId(id) ? findRow(tx, sql('lock_import'), [id]) : null
}

export async function writeCount(db: Db, id: string, counted: number): Promise<void> {
  await listRows(db, sql('write_count'), [id, counted])
}

/** False where somebody dropped it meanwhile. */
export async function endReading(
  tx: Tx,
  read: Pick<Import, 'id' | 'state' | 'digest' | 'format' | 'counted' | 'fault' | 'warnings' | 'headings'>,
): Promise<boolean> {
  const { id, state, digest, format, counted, fault, warnings, headings } = read
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
  const values = [id, state, digest, format, counted, json(fault), json(warnings), json(headings)]
  return (await findRow(tx, sql('end_reading'), values)) !== null
}

export async function writeImportState(
  tx: Tx,
  id: string,
  state: ImportState,
  endedAt: Date | null,
): Promise<void> {
  await listRows(tx, sql('write_state'), [id, state, endedAt])
}

export async function insertItems(
  tx: Tx,
  id: string,
  items: readonly Omit<ImportItem, 'version'>[],
): Promise<void> {
  await listRows(tx, sql('insert_items'), [id, JSON.stringify(items)])
}

export async function listItems(
  db: Db,
  id: string,
  page: { after: number; verdict: Verdict | null; limit: number },
): Promise<ImportItem[]> {
  return listRows(db, sql('list_items'), [id, page.after, page.verdict, page.limit])
}

export async function lockItem(tx: Tx, id: string, no: number): Promise<ImportItem | null> {
  return findRow(tx, sql('lock_item'), [id, no])
}

export async function writeItem(tx: Tx, id: string, item: Omit<ImportItem, 'version'>): Promise<void> {
  const { no, verdict, content, correct, faults, near } = item
  const values = [id, no, verdict, JSON.stringify(content), JSON.stringify(correct), JSON.stringify(faults)]
  await listRows(tx, sql('write_item'), [...values, near && JSON.stringify(near)])
}

/** What the items of a file are compared with. */
export async function listTexts(db: Db, authorityId: AuthorityId): Promise<Known[]> {
  return listRows(db, sql('list_texts'), [authorityId])
}

/** How this authority's columns are called: { 'Stem': 'Câu hỏi' }. */
export async function listColumnNames(
  db: Db,
  authorityId: AuthorityId,
): Promise<Readonly<Record<string, string>>> {
  const rows = await listRows<{ name: string; ours: string }>(db, sql('list_columns'), [authorityId])
  return Object.fromEntries(rows.map(({ name, ours }) => [name, ours]))
}

export async function writeColumnNames(
  tx: Tx,
  authorityId: AuthorityId,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, ours] of Object.entries(columns))
    await listRows(tx, sql('write_column'), [authorityId, searchKeyOf(name), name, ours])
}

export async function lockCodes(tx: Tx, authorityId: AuthorityId): Promise<void> {
  await listRows(tx, sql('lock_codes'), [authorityId])
}

export type NewDraft = {
  readonly id: string
  readonly questionId: string
  readonly code: string
  readonly state: 'draft' | 'in-review'
  readonly content: Content
  readonly correct: BankQuestion['correct']
  readonly explanation: string | null
  readonly documentKey: string
  readonly searchKey: string
  readonly nearKey: string
}

/** Many new questions in one statement. */
export async function enterDrafts(
  tx: Tx,
  into: { authorityId: AuthorityId; bank: string; by: string; at: Date },
  drafts: readonly NewDraft[],
): Promise<void> {
  const { authorityId, bank, by, at } = into
  await listRows(tx, sql('enter_drafts'), [authorityId, JSON.stringify(drafts), bank, by, at])
}
