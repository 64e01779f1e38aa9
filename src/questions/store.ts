import type { AuthorityId, BankQuestion, ContestId } from '../contests/model.ts'
import { type Db, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { RoundId } from '../rounds/model.ts'
import type { KeyedQuestion, QuestionId } from './model.ts'

const sql = loadSql(import.meta.url)

export type VersionedQuestion = BankQuestion & { id: QuestionId; versionNo: number; digest: string }

/** The newest version of each question of an authority, by code. */
export async function listNewestQuestions(
  db: Db,
  authorityId: AuthorityId,
): Promise<Map<string, { id: QuestionId; versionNo: number; digest: string }>> {
  const rows = await listRows<{ code: string; id: QuestionId; versionNo: number; digest: string }>(
    db,
    sql('list_newest_questions'),
    [authorityId],
  )
  return new Map(rows.map((row) => [row.code, row]))
}

export async function insertQuestions(
  tx: Tx,
  authorityId: AuthorityId,
  questions: VersionedQuestion[],
): Promise<void> {
  const body = JSON.stringify(questions)
  await listRows(tx, sql('insert_questions'), [authorityId, body])
  await listRows(tx, sql('insert_question_keys'), [authorityId, body])
}

export async function insertRoundPool(
  tx: Tx,
  authorityId: AuthorityId,
  roundId: RoundId,
  questions: QuestionId[],
): Promise<void> {
  await listRows(tx, sql('insert_round_questions'), [authorityId, roundId, questions])
}

export async function insertPracticePool(
  tx: Tx,
  authorityId: AuthorityId,
  contestId: ContestId,
  questions: QuestionId[],
): Promise<void> {
  await listRows(tx, sql('insert_practice_questions'), [authorityId, contestId, questions])
}

/** Needs the keeper's role: the pool comes with its keys. */
export async function listRoundPool(db: Db, roundId: RoundId): Promise<KeyedQuestion[]> {
  return listRows(db, sql('list_round_pool'), [roundId])
}

/** Needs the keeper's role. */
export async function listPracticePool(db: Db, contestId: ContestId): Promise<KeyedQuestion[]> {
  return listRows(db, sql('list_practice_pool'), [contestId])
}

export type BankedQuestion = KeyedQuestion & { readonly code: string }

/** Needs the keeper's role, or the owner's. */
export async function listContestBank(db: Db, contestId: ContestId): Promise<BankedQuestion[]> {
  return listRows(db, sql('list_contest_bank'), [contestId])
}

/** What a pool is filled by. */
export type BankAddition = Pick<
  BankQuestion,
  'code' | 'topic' | 'difficulty' | 'kind' | 'validFrom' | 'validTo' | 'practice'
> & { readonly id: QuestionId }

/** Questions that came from somebody's file after the contest was loaded. */
export async function listBankAdditions(db: Db, contestId: ContestId): Promise<BankAddition[]> {
  const rows = await listRows<BankAddition & { validTo: string | null }>(db, sql('list_bank_additions'), [
    contestId,
  ])
  return rows.map(({ validTo, ...row }) => ({ ...row, ...(validTo !== null && { validTo }) }))
}

export async function insertBankAdditions(
  tx: Tx,
  contest: { authorityId: AuthorityId; id: ContestId },
  questions: readonly QuestionId[],
  at: Date,
): Promise<void> {
  await listRows(tx, sql('insert_bank_additions'), [contest.authorityId, contest.id, questions, at])
}
