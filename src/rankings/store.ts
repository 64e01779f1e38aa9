import type { ContestantId } from '../contestants/model.ts'
import type { ContestId, RankingKey } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { RoundId } from '../rounds/model.ts'
import type { Entry, FinishedAttempt, Ranking, RankingId, Standing } from './model.ts'

const sql = loadSql(import.meta.url)

/** Rows a statement: enough that the round trips do not matter, few enough that the parameters stay small. */
const AT_ONCE = 5000

/** A score is null while nobody has written down the paper of an attempt whose time ran out. */
export async function listFinished(
  tx: Tx,
  roundId: RoundId,
  at: Date,
): Promise<(Omit<FinishedAttempt, 'score'> & { readonly score: number | null })[]> {
  return listRows(tx, sql('list_finished'), [roundId, at])
}

export async function insertRanking(
  tx: Tx,
  ranking: Ranking & { readonly actualAsWritten: string | null; readonly reason: string | null },
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
  ])
}

export async function insertStandings(
  tx: Tx,
  ranking: Ranking,
  standings: readonly Standing[],
): Promise<void> {
  for (let from = 0; from < standings.length; from += AT_ONCE) {
    const rows = standings.slice(from, from + AT_ONCE)
    const column = <Value>(of: (entry: Entry) => Value) => rows.map(({ entry }) => of(entry))
    await listRows(tx, sql('insert_standings'), [
      ranking.id,
      ranking.authorityId,
      rows.map(({ position }) => position),
      rows.map(({ place }) => place),
      column((entry) => entry.attemptId),
      column((entry) => entry.contestantId),
      column((entry) => entry.unitId),
      column((entry) => entry.participated),
      column((entry) => entry.score),
      column((entry) => entry.total),
      column((entry) => entry.prediction),
      column((entry) => entry.distance),
      column((entry) => entry.startedAt),
      column((entry) => entry.submittedAt),
      column((entry) => entry.durationMs),
      column((entry) => entry.perfectAttempts),
      rows.map(({ decidedBy }) => decidedBy),
      rows.map(({ trace }) => trace.map((value) => `|${value}`).join('')),
    ])
  }
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
): Promise<Ranking | null> {
  return findRow(db, sql('find_published_ranking'), [contestId, roundNo])
}

export async function listEntries(db: Db, id: RankingId): Promise<Entry[]> {
  return listRows(db, sql('list_entries'), [id])
}

export async function markRankingPublished(tx: Tx, id: RankingId, at: Date): Promise<void> {
  await listRows(tx, sql('publish_ranking'), [id, at])
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
