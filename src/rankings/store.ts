import type { ContestantId } from '../contestants/model.ts'
import type { AuthorityId, ContestId, RankingKey } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { RoundId } from '../rounds/model.ts'
import type { RulingId } from '../rulings/model.ts'
import type { Diff, Draw, PublishedRanking, Ranking, RankingId, Version } from './model.ts'

const sql = loadSql(import.meta.url)

export async function insertRanking(
  tx: Tx,
  ranking: Ranking & {
    readonly actualAsWritten: string | null
    readonly reason: string | null
    readonly notice: string | null
    readonly rulingId?: RulingId
    readonly diff?: Diff
  },
): Promise<void> {
  await listRows(tx, sql('insert_ranking'), [
    ranking.id,
    ranking.authorityId,
    ranking.contestId,
    ranking.roundNo,
    ranking.version,
    ranking.ruleVersion,
    ranking.keys,
    ranking.actualAsWritten,
    ranking.drawSeed,
    ranking.placed,
    ranking.closedAt,
    ranking.reason,
    ranking.publishedAt,
    ranking.notice,
    ranking.rulingId ?? null,
    ranking.diff ? JSON.stringify(ranking.diff) : null,
  ])
}

/**
 * A whole round is read as it lies on the disk and put in order by itself: by an index, each paper would be looked up
 * alone, in no order, which took twenty times as long for a million.
 */
const IN_BULK = `SET LOCAL work_mem = '64MB'; SET LOCAL enable_indexscan = off; SET LOCAL enable_nestloop = off`
const AS_BEFORE = `SET LOCAL work_mem TO DEFAULT; SET LOCAL enable_indexscan TO DEFAULT; SET LOCAL enable_nestloop TO DEFAULT`

export async function hasTriedTwice(db: Db, roundId: RoundId): Promise<boolean> {
  return (await findRow<{ is: boolean }>(db, sql('has_tried_twice'), [roundId]))!.is
}

/** What a compiled statement wrote (see compile-standings.ts), and the figure asked for in its smallest step. */
export type Written = {
  readonly people: number
  readonly placed: number
  readonly units: number | null
  /** Attempts that are over and that nobody has graded. */
  readonly unwritten: number
}

export async function insertStandings(
  tx: Tx,
  statement: string,
  given: { id: RankingId; authorityId: AuthorityId; decimals: number; draw: Draw },
  more: readonly unknown[],
): Promise<Written> {
  await tx.query(IN_BULK)
  const { id, authorityId, decimals, draw } = given
  const { rows } = await tx.query<Written>(statement, [
    id,
    authorityId,
    10 ** decimals,
    decimals,
    `${draw.seed}:${draw.round}:`,
    ...more,
  ])
  await tx.query(AS_BEFORE)
  return rows[0]!
}

export async function findNewestRanking(
  db: Db,
  contestId: ContestId,
  roundNo: number | null,
): Promise<Ranking | null> {
  return findRow(db, sql('find_newest_ranking'), [contestId, roundNo])
}

export async function findPublishedRanking(
  db: Db,
  contestId: ContestId,
  roundNo: number | null,
): Promise<PublishedRanking | null> {
  return findRow(db, sql('find_published_ranking'), [contestId, roundNo])
}

export async function markRankingPublished(tx: Tx, id: RankingId, at: Date): Promise<void> {
  await listRows(tx, sql('publish_ranking'), [id, at])
}

/** Standings that were shown are taken back, or shown again; when they were first published stays. */
export async function markRankingWithdrawn(tx: Tx, id: RankingId, at: Date | null): Promise<void> {
  await listRows(tx, sql('withdraw_ranking'), [id, at])
}

/** Every version of one table of standings, the newest first. */
export async function listVersions(db: Db, contestId: ContestId, roundNo: number | null): Promise<Version[]> {
  return listRows(db, sql('list_versions'), [contestId, roundNo])
}

export type ShownRow = {
  readonly place: number
  readonly fullName: string
  readonly unit: string
  readonly score: number
  readonly prediction: number | null
  readonly durationMs: number
  readonly submittedAt: Date
  readonly attemptId: string
  readonly decidedBy: string | null
  readonly trace: readonly string[]
}

/** Who is placed, from one position up to and not including another. */
export async function listShownRows(db: Db, id: RankingId, from: number, until: number): Promise<ShownRow[]> {
  return listRows(db, sql('list_rows'), [id, from, until])
}

export type PlaceOf = {
  readonly roundNo: number | null
  readonly placed: number
  readonly keys: readonly RankingKey[]
  readonly place: number | null
  readonly decidedBy: string | null
  readonly trace: readonly string[]
  readonly attemptId: string
}

export async function listPlacesOf(
  db: Db,
  contestId: ContestId,
  contestantId: ContestantId,
): Promise<PlaceOf[]> {
  return listRows(db, sql('list_places_of'), [contestId, contestantId])
}
