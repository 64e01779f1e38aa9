import type { AuthorityId, BankQuestion, Difficulty, QuestionKind } from '../contests/model.ts'
import { type Db, findRow, listPage, listRows, type Tx } from '../platform/db.ts'
import { isId, timeOrderedId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import type {
  BankedQuestion,
  Content,
  Key,
  QuestionState,
  Version,
  VersionId,
  VersionState,
} from './model.ts'

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

export type QuestionRow = BankedQuestion & {
  readonly topic: string
  readonly difficulty: Difficulty
  readonly kind: QuestionKind
  readonly practice: boolean
  readonly text: string
  readonly writers: readonly string[]
  readonly submittedAt: Date | null
  readonly replacedBy: string | null
  readonly sourceFrom: string | null
  readonly sourceTo: string | null
  readonly sourceReplacedBy: string | null
}
export type QuestionSearch = {
  readonly after: string
  /** Each must be in the text or the code, without diacritics. */
  readonly words: readonly string[]
  readonly state: QuestionState | null
  readonly topic: string | null
  readonly difficulty: Difficulty | null
  readonly kind: QuestionKind | null
  readonly bank: string | null
  readonly documentKey: string | null
  /** Only those whose source is not in force on this day. */
  readonly warnedOn: string | null
  readonly limit: number
}

export async function listQuestions(
  db: Db,
  authorityId: AuthorityId,
  search: QuestionSearch,
): Promise<QuestionRow[]> {
  const { after, words, state, topic, difficulty, kind, bank, documentKey, warnedOn, limit } = search
  const values = [authorityId, after, patternsOf(words), state, topic, difficulty, kind, bank, documentKey]
  const longest = patternsOf(words).toSorted((one, other) => other.length - one.length)[0] ?? '%'
  return listPage(db, sql('list_questions'), [...values, warnedOn, limit, longest])
}

const patternsOf = (words: readonly string[]) => words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)

export async function countStates(
  db: Db,
  authorityId: AuthorityId,
): Promise<{ state: QuestionState; questions: number }[]> {
  return listRows(db, sql('count_states'), [authorityId])
}

export async function listTopics(
  db: Db,
  authorityId: AuthorityId,
): Promise<{ topic: string; questions: number }[]> {
  return listRows(db, sql('list_topics'), [authorityId])
}

export async function findQuestion(db: Db, id: string): Promise<BankedQuestion | null> {
  return isId(id) ? findRow(db, sql('find_question'), [id]) : null
}

export async function lockQuestion(tx: Tx, id: string): Promise<BankedQuestion | null> {
  return isId(id) ? findRow(tx, sql('lock_question'), [id]) : null
}

export async function findVersion(db: Db, id: string): Promise<Version | null> {
  return isId(id) ? findRow(db, sql('find_version'), [id]) : null
}

export async function loadVersion(db: Db, id: VersionId): Promise<Version> {
  const version = await findVersion(db, id)
  if (!version) throw new Error(`version ${id} is referenced but does not exist`)
  return version
}

/** The newest first. */
export async function listVersions(db: Db, questionId: string): Promise<Version[]> {
  return listRows(db, sql('list_versions'), [questionId])
}

/** What the list shows of a question, taken from its newest version. */
export type Shown = {
  readonly state: QuestionState
  readonly newestId: VersionId
  readonly inForceId: VersionId | null
  readonly content: Content
  readonly documentKey: string
  readonly searchKey: string
  readonly nearKey: string
}

const shownValues = ({ content, documentKey, searchKey, nearKey }: Shown) => {
  const { topic, difficulty, kind, practice, text } = content
  return [topic, difficulty, kind, practice, text, documentKey, searchKey, nearKey]
}

/** False where the code is another question's. */
export async function insertQuestion(
  tx: Tx,
  question: Pick<BankedQuestion, 'id' | 'authorityId' | 'code' | 'bank'>,
  shown: Shown,
  at: Date,
): Promise<boolean> {
  const { id, authorityId, code, bank } = question
  const values = [id, authorityId, code, bank, shown.state, ...shownValues(shown), shown.newestId, at]
  return (await findRow(tx, sql('insert_question'), values)) !== null
}

export async function showVersion(tx: Tx, id: string, shown: Shown, at: Date): Promise<void> {
  const { state, newestId, inForceId } = shown
  await listRows(tx, sql('show_version'), [id, state, newestId, inForceId, ...shownValues(shown), at])
}

export type NewVersion = Pick<Version, 'id' | 'questionId' | 'content' | 'why'> & {
  readonly authorityId: AuthorityId
  readonly state: 'draft' | 'in-review'
  readonly by: string
  readonly at: Date
}

export async function insertVersion(tx: Tx, version: NewVersion): Promise<void> {
  const { id, authorityId, questionId, state, content, by, at, why } = version
  const submittedAt = state === 'in-review' ? at : null
  const values = [id, authorityId, questionId, state, JSON.stringify(content), [by], at, why, submittedAt]
  await listRows(tx, sql('insert_version'), values)
}

export async function insertKey(tx: Tx, id: VersionId, authorityId: AuthorityId, key: Key): Promise<void> {
  const values = [id, authorityId, JSON.stringify(key.correct), key.explanation ?? null]
  await listRows(tx, sql('insert_key'), values)
}

export async function copyKey(tx: Tx, from: VersionId, to: VersionId): Promise<void> {
  await listRows(tx, sql('copy_key'), [from, to])
}

export async function writeContent(
  tx: Tx,
  id: VersionId,
  { content, by, at }: { content: Content; by: string; at: Date },
): Promise<void> {
  await listRows(tx, sql('write_content'), [id, JSON.stringify(content), by, at])
}

export async function writeKey(tx: Tx, id: VersionId, key: Key): Promise<void> {
  await listRows(tx, sql('write_key'), [id, JSON.stringify(key.correct), key.explanation ?? null])
}

/** Needs the keeper's role. */
export async function loadKey(db: Db, id: VersionId): Promise<Key> {
  const row = await findRow<{ correct: Key['correct']; explanation: string | null }>(db, sql('find_key'), [
    id,
  ])
  if (!row) throw new Error(`version ${id} has no key`)
  return { correct: row.correct, ...(row.explanation !== null && { explanation: row.explanation }) }
}

export async function submitVersion(tx: Tx, id: VersionId, at: Date): Promise<void> {
  await listRows(tx, sql('submit_version'), [id, at])
}

export async function returnVersion(tx: Tx, id: VersionId, by: string, because: string): Promise<void> {
  await listRows(tx, sql('return_version'), [id, by, because])
}

export async function approveVersion(
  tx: Tx,
  id: VersionId,
  { by, at, versionNo }: { by: string; at: Date; versionNo: number },
): Promise<void> {
  await listRows(tx, sql('approve_version'), [id, by, at, versionNo])
}

export async function endVersion(
  tx: Tx,
  id: VersionId,
  ending: { state: VersionState; at: Date; by?: string; because?: string },
): Promise<void> {
  const { state, at, by = null, because = null } = ending
  await listRows(tx, sql('end_version'), [id, state, at, by, because])
}

/** The number that the next version to be approved gets. */
export async function nextVersionNo(tx: Tx, questionId: string): Promise<number> {
  const row = await findRow<{ versionNo: number }>(tx, sql('number_version'), [questionId])
  return row!.versionNo
}

export async function listCodes(db: Db, authorityId: AuthorityId, prefix: string): Promise<string[]> {
  const rows = await listRows<{ code: string }>(db, sql('list_codes'), [authorityId, `${prefix}-%`])
  return rows.map(({ code }) => code)
}

/** A round in whose pool a version stands, and how it did there, once that is measured. */
export type Use = {
  readonly slug: string
  readonly contest: string
  readonly roundId: string
  readonly roundNo: number
  readonly opensAt: Date
  readonly closesAt: Date
  readonly versionNo: number
  readonly drawn: number | null
  readonly correct: number | null
  readonly blank: number | null
  readonly discrimination: number | null
  readonly choices: readonly number[] | null
  readonly papers: number | null
  readonly measuredAt: Date | null
}

export async function listUses(db: Db, questionId: string): Promise<Use[]> {
  return listRows(db, sql('list_uses'), [questionId])
}

export type Near = {
  readonly id: string
  readonly code: string
  readonly state: QuestionState
  readonly newestId: VersionId
  readonly share: number
}

/** K-7. Questions of the bank whose words are nearly these. In a transaction: the index works by a setting of it. */
export async function listNear(
  tx: Tx,
  authorityId: AuthorityId,
  like: { nearKey: string; except: string | null; from: number },
): Promise<Near[]> {
  await listRows(tx, sql('set_nearness'), [String(like.from)])
  const except = like.except !== null && isId(like.except) ? like.except : null
  return listRows(tx, sql('list_near'), [authorityId, like.nearKey, except])
}

/** Names of officers by their ids; the operator has none. */
export async function namesOf(db: Db, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(ids.filter((id) => id !== null && isId(id)))]
  const rows = await listRows<{ id: string; name: string }>(db, sql('list_names'), [asked])
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export type KeyLook = {
  readonly id: number
  readonly actor: string
  readonly name: string | null
  readonly deed: 'question-key.seen' | 'questions.exported'
  readonly subject: string
  readonly details: Readonly<Record<string, unknown>>
  readonly at: Date
}

/** K-10. The newest first. */
export async function listKeyLooks(
  db: Db,
  authorityId: AuthorityId,
  page: { before: number | null; question: string | null; limit: number },
): Promise<KeyLook[]> {
  return listPage(db, sql('list_key_looks'), [authorityId, page.before, page.question, page.limit])
}

/** The authority of that code; without one, the only one there is. */
export async function findAuthority(db: Db, code: string | null): Promise<AuthorityId | null> {
  return (await findRow<{ id: AuthorityId }>(db, sql('find_named_authority'), [code]))?.id ?? null
}
