import type { ContestId } from '../contests/model.ts'
import { type Db, findRow, listPage, listRows } from '../platform/db.ts'
import { isId, timeOrderedId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import { type Patterns, patternsOf } from '../platform/text.ts'
import type { RoundId } from '../rounds/model.ts'
import type { AskedQuestion, AttemptRow, StandingRow } from './contract.ts'

const sql = loadSql(import.meta.url)

/** `voidedBy` is empty where a void has no ruling of its own, and null where the attempt stands. */
export async function findAttemptPlace(
  db: Db,
  attemptId: string,
): Promise<{ roundId: RoundId; voidedBy: string | null } | null> {
  return findRow(db, sql('find_attempt_place'), [attemptId])
}

export type PaperCounts = { papers: number; voided: number; regraded: number }

export async function countPapers(db: Db, contestId: ContestId): Promise<Map<RoundId, PaperCounts>> {
  const rows = await listRows<PaperCounts & { roundId: RoundId }>(db, sql('count_papers'), [contestId])
  return new Map(rows.map(({ roundId, ...counts }) => [roundId, counts]))
}

export async function listStandingRows(
  db: Db,
  rankingId: string,
  page: { after: number; limit: number },
): Promise<StandingRow[]> {
  return listRows(db, sql('list_standing_rows'), [rankingId, page.after, page.limit])
}

export type AskedRow = Omit<AskedQuestion, 'rounds'> & { roundNos: number[] }

/** `after`: the code and the id of the last one, joined by a slash. Nothing of a round that has not opened is shown. */
export async function listAskedQuestions(
  db: Db,
  contestId: ContestId,
  page: { search: string; after: string; limit: number; at: Date },
): Promise<AskedRow[]> {
  const cut = page.after.lastIndexOf('/')
  const after = cut < 0 ? ['', ''] : [page.after.slice(0, cut), page.after.slice(cut + 1)]
  const like = page.search.trim().replace(/[\\%_]/g, '\\$&')
  return listRows(db, sql('list_asked_questions'), [contestId, ...after, like, page.at, page.limit])
}

export async function findQuestion(
  db: Db,
  id: string,
): Promise<{ id: string; code: string; text: string } | null> {
  return findRow(db, sql('find_question'), [id])
}

export type FoundAttempt = Omit<AttemptRow, 'startedAt' | 'submittedAt'> & {
  startedAt: Date
  submittedAt: Date | null
}

/** More people than these, and a page of their attempts is soon met on the way back from the latest. */
const FEW = 1_000

/** `from` and `to`: before the first round began and after the last was over. */
export async function listAttempts(
  db: Db,
  contestId: ContestId,
  page: { search: string; after: string | null; limit: number; from: Date; to: Date },
): Promise<FoundAttempt[]> {
  const one = isId(page.search.trim()) ? page.search.trim() : null
  const { all, longest } = one === null ? patternsOf(page.search) : NO_WORDS
  const named = longest === '%' ? null : await listFewNamed(db, contestId, { all, longest })
  const until = page.after !== null && isId(page.after) ? page.after : timeOrderedId(page.to, LEAST)
  const values = [contestId, one, named, timeOrderedId(page.from, LEAST), until, longest, all, page.limit]
  return listPage(db, sql('list_attempts'), values)
}

const NO_WORDS: Patterns = { all: [], longest: '%' }
const LEAST = Buffer.alloc(10)

async function listFewNamed(db: Db, contestId: ContestId, words: Patterns): Promise<string[] | null> {
  const values = [contestId, words.longest, words.all, FEW]
  const found = await listPage<{ id: string }>(db, sql('list_few_named'), values)
  return found.length < FEW ? found.map(({ id }) => id) : null
}
