import type { AuthorityId, BankQuestion } from '../contests/model.ts'
import { type Db, listRows, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import type { Content, Key, VersionId } from './model.ts'

const sql = loadSql(import.meta.url)

type ApprovedRow = {
  code: string
  content: Content
  correct: BankQuestion['correct']
  explanation: string | null
}

/**
 * What is in force in an authority's bank, as a bank's file would have it, by code; all of it, or the named banks. Needs the
 * keeper's role or the owner's: it comes with the keys.
 */
export async function listApprovedQuestions(
  db: Db,
  authorityId: AuthorityId,
  banks?: readonly string[],
): Promise<BankQuestion[]> {
  const rows = await listRows<ApprovedRow>(db, sql('list_approved'), [authorityId, banks ?? null])
  return rows.map(({ code, content, correct, explanation }) => ({
    ...content,
    code,
    correct,
    ...(explanation !== null && { explanation }),
  }))
}

export type ApprovedShape = Pick<
  BankQuestion,
  'code' | 'topic' | 'difficulty' | 'kind' | 'practice' | 'validFrom' | 'validTo'
>

/** What a blueprint is checked against: without texts and keys, so that any role may read it. */
export async function listApprovedShapes(
  db: Db,
  authorityId: AuthorityId,
  banks?: readonly string[],
): Promise<ApprovedShape[]> {
  const rows = await listRows<ApprovedShape & { validTo: string | null }>(db, sql('list_approved_shapes'), [
    authorityId,
    banks ?? null,
  ])
  return rows.map(({ validTo, ...shape }) => ({ ...shape, ...(validTo !== null && { validTo }) }))
}

/** The banks (bộ câu hỏi) of an authority, and how many of their questions are approved. */
export async function listBanks(
  db: Db,
  authorityId: AuthorityId,
): Promise<{ bank: string; questions: number; approved: number }[]> {
  return listRows(db, sql('list_banks'), [authorityId])
}

export type LoadedVersion = {
  readonly id: VersionId
  readonly questionId: string
  readonly code: string
  readonly versionNo: number
  readonly content: Content
  readonly documentKey: string
  readonly searchKey: string
  readonly nearKey: string
} & Key

/** Versions that whoever loads a contest's files approves by loading them; what was in force is replaced. */
export async function enterVersions(
  tx: Tx,
  authorityId: AuthorityId,
  versions: readonly LoadedVersion[],
  { bank, by, at }: { bank: string; by: string; at: Date },
): Promise<void> {
  const codes = versions.map(({ code }) => code)
  const body = JSON.stringify(versions)
  await listRows(tx, sql('replace_loaded'), [authorityId, codes, at])
  await listRows(tx, sql('enter_loaded'), [authorityId, body, bank, at, by])
  await listRows(tx, sql('insert_keys'), [authorityId, body])
}

/** Every document that a question names has a row, which somebody may mark as replaced one day. */
export async function ensureSources(
  tx: Tx,
  authorityId: AuthorityId,
  named: readonly { documentKey: string; content: Pick<Content, 'source'> }[],
): Promise<void> {
  const sources = named
    .filter(({ documentKey }) => documentKey !== '')
    .map(({ documentKey, content: { source } }) => ({
      id: timeOrderedId(new Date(0)),
      documentKey,
      document: source.document,
      issuedOn: source.issuedOn,
    }))
  await listRows(tx, sql('ensure_sources'), [authorityId, JSON.stringify(sources)])
}
