import type { AuthorityId, ContestId } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import type { QuestionId } from '../questions/model.ts'
import type { RoundId } from '../rounds/model.ts'
import type {
  LiftScope,
  QuestionRuling,
  RegradedPaper,
  RegradeId,
  RoundPlace,
  Ruling,
  RulingId,
  SealedPaper,
  VoidScope,
} from './model.ts'

const sql = loadSql(import.meta.url)

export async function insertRuling(tx: Tx, ruling: Ruling): Promise<void> {
  const { id, authorityId, contestId, kind, scope, mayRetake, madeBy, madeAt, papers } = ruling
  const question = kind === 'question' ? [ruling.questionId, ruling.way] : [null, null]
  const lifts = kind === 'lift' ? ruling.lifts : null
  const values = [id, authorityId, contestId, kind, ...question, lifts, JSON.stringify(scope)]
  await listRows(tx, sql('insert_ruling'), [...values, mayRetake, madeBy, madeAt, papers])
}

export async function insertRulingKey(
  tx: Tx,
  ruling: Pick<Ruling, 'id' | 'authorityId'>,
  correct: readonly (number | string)[],
): Promise<void> {
  await listRows(tx, sql('insert_ruling_key'), [ruling.id, ruling.authorityId, JSON.stringify(correct)])
}

export async function findRuling(db: Db, id: string): Promise<Ruling | null> {
  return isId(id) ? findRow(db, sql('find_ruling'), [id]) : null
}

export async function listRulings(
  db: Db,
  contestId: ContestId,
  page: { after: string | null; limit: number },
): Promise<Ruling[]> {
  const after = page.after !== null && isId(page.after) ? page.after : null
  return listRows(db, sql('list_rulings'), [contestId, after, page.limit])
}

/** Needs the keeper's role: other keys come with them. */
export async function listQuestionRulings(
  db: Db,
  contestId: ContestId,
): Promise<(QuestionRuling & { id: RulingId })[]> {
  return listRows(db, sql('list_question_rulings'), [contestId])
}

/** Needs the keeper's role. */
export async function loadRulingKey(db: Db, id: RulingId): Promise<(number | string)[]> {
  const row = await findRow<{ correct: (number | string)[] }>(db, sql('find_ruling_key'), [id])
  if (!row) throw new Error(`ruling ${id} has no key`)
  return row.correct
}

export async function noteProgress(tx: Db, id: RulingId, papers: number, at: Date): Promise<void> {
  await listRows(tx, sql('note_progress'), [id, papers, at])
}

export async function markReady(tx: Tx, id: RulingId, basis: string, at: Date): Promise<void> {
  await listRows(tx, sql('mark_ready'), [id, basis, at])
}

export async function markFailed(db: Db, id: RulingId, why: string): Promise<void> {
  await listRows(db, sql('mark_failed'), [id, why.slice(0, 500)])
}

export async function wordRuling(tx: Tx, id: RulingId, reason: string, notice: string): Promise<void> {
  await listRows(tx, sql('word_ruling'), [id, reason, notice])
}

export async function decideRuling(tx: Tx, id: RulingId, at: Date): Promise<void> {
  await listRows(tx, sql('decide_ruling'), [id, at])
}

export async function liftRuling(tx: Tx, id: RulingId, at: Date): Promise<void> {
  await listRows(tx, sql('lift_ruling'), [id, at])
}

/** Declares what a decided ruling declares void, and lifts what it lifts; how many attempts that were. */
export async function carryOutVoids(tx: Tx, id: RulingId): Promise<number> {
  return (await findRow<{ changed: number }>(tx, sql('carry_out_voids'), [id]))!.changed
}

/** Drawings up that nobody confirmed in time; what was computed for them is thrown away. */
export async function dropStaleDrafts(tx: Tx, contestId: ContestId, madeBefore: Date): Promise<number> {
  const stale = await listRows<{ id: RulingId }>(tx, sql('list_stale_drafts'), [contestId, madeBefore])
  for (const { id } of stale) await listRows(tx, sql('drop_draft'), [id])
  return stale.length
}

export async function insertVoided(tx: Tx, id: RulingId, roundId: RoundId, scope: VoidScope): Promise<void> {
  if (scope.of === 'attempt') await listRows(tx, sql('insert_void_one'), [id, scope.attemptId])
  else await listRows(tx, sql('insert_void_period'), [id, roundId, scope.from, scope.until, scope.by])
}

/** How many attempts a period is about now: in a round that is not over it may have become more. */
export async function countPeriod(
  db: Db,
  roundId: RoundId,
  { from, until, by }: Extract<VoidScope, { of: 'period' }>,
): Promise<number> {
  return countOf(await findRow(db, sql('count_void_period'), [roundId, from, until, by]))
}

export async function insertLifted(tx: Tx, id: RulingId, lifts: RulingId, scope: LiftScope): Promise<void> {
  await listRows(tx, sql('insert_lifted'), [id, lifts, scope.of === 'one' ? scope.attemptId : null])
}

export async function countRuledAttempts(db: Db, id: RulingId): Promise<number> {
  return countOf(await findRow(db, sql('count_ruled_attempts'), [id]))
}

export async function countStandingVoids(db: Db, id: RulingId): Promise<number> {
  return countOf(await findRow(db, sql('count_standing_voids'), [id]))
}

export async function listRuledRounds(db: Db, id: RulingId): Promise<RoundId[]> {
  return (await listRows<{ id: RoundId }>(db, sql('list_ruled_rounds'), [id])).map((row) => row.id)
}

export async function listPoolRounds(
  db: Db,
  contestId: ContestId,
  questionId: QuestionId,
): Promise<RoundId[]> {
  const rows = await listRows<{ id: RoundId }>(db, sql('list_pool_rounds'), [contestId, questionId])
  return rows.map((row) => row.id)
}

/** What a ruling does to one table of standings; `drawn` is what rankings know of it. */
export type RulingRound<Drawn> = {
  readonly roundNo: number
  readonly roundId: RoundId | null
  readonly regradeId: RegradeId | null
  readonly rankingId: string | null
  readonly previousId: string | null
  readonly drawn: Drawn
}

export async function insertRulingRound<Drawn>(
  tx: Tx,
  ruling: Pick<Ruling, 'id' | 'authorityId'>,
  round: RulingRound<Drawn>,
): Promise<void> {
  const { roundNo, roundId, regradeId, rankingId, previousId, drawn } = round
  const values = [ruling.id, ruling.authorityId, roundNo, roundId, regradeId, rankingId, previousId]
  await listRows(tx, sql('insert_ruling_round'), [...values, JSON.stringify(drawn)])
}

export async function listRulingRounds<Drawn>(db: Db, id: RulingId): Promise<RulingRound<Drawn>[]> {
  return listRows(db, sql('list_ruling_rounds'), [id])
}

export async function insertRegrade(tx: Tx, id: RegradeId, round: RoundPlace, at: Date): Promise<void> {
  await listRows(tx, sql('insert_regrade'), [id, round.authorityId, round.id, at])
}

export async function insertRegradings(
  tx: Tx,
  id: RegradeId,
  authorityId: AuthorityId,
  papers: readonly RegradedPaper[],
): Promise<void> {
  const column = (key: keyof RegradedPaper) => papers.map((paper) => paper[key])
  await listRows(tx, sql('insert_regradings'), [
    id,
    authorityId,
    column('attemptId'),
    column('score'),
    column('total'),
  ])
}

const BEFORE_EVERYBODY = { contestantId: '00000000-0000-0000-0000-000000000000', attemptNo: 0 }

export async function listSealedPapers(
  db: Db,
  roundId: RoundId,
  after: Pick<SealedPaper, 'contestantId' | 'attemptNo'> | null,
  atMost: number,
): Promise<SealedPaper[]> {
  const { contestantId, attemptNo } = after ?? BEFORE_EVERYBODY
  return listRows(db, sql('list_sealed_papers'), [roundId, contestantId, attemptNo, atMost])
}

export async function countSealedPapers(db: Db, rounds: readonly RoundId[]): Promise<number> {
  return countOf(await findRow(db, sql('count_sealed_papers'), [rounds]))
}

export async function findRegradeInForce(db: Db, roundId: RoundId): Promise<RegradeId | null> {
  return (await findRow<{ id: RegradeId }>(db, sql('find_regrade_in_force'), [roundId]))?.id ?? null
}

/** From here on papers of the round are worth what this regrade says; null: what they were sealed with. */
export async function putInForce(tx: Tx, roundId: RoundId, id: RegradeId | null): Promise<void> {
  await listRows(tx, sql('end_regrade'), [roundId])
  if (id) await listRows(tx, sql('put_regrade_in_force'), [id])
}

/** Of these attempts, those that are worth something else now than when they were sealed, or were looked at again. */
export async function listRegradings(
  db: Db,
  rounds: readonly RoundId[],
  attempts: readonly string[],
): Promise<Map<string, { score: number; total: number }>> {
  const rows = await listRows<RegradedPaper>(db, sql('list_regradings'), [rounds, attempts])
  return new Map(rows.map(({ attemptId, score, total }) => [attemptId, { score, total }]))
}

export async function findBasis(db: Db, contestId: ContestId, at: Date): Promise<string> {
  return (await findRow<{ basis: string }>(db, sql('find_basis'), [contestId, at]))!.basis
}

const countOf = (row: { count: number } | null) => row!.count
