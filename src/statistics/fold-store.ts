import type { AuthorityId, ContestId } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { RoundId } from '../rounds/model.ts'
import type { Count, Tally } from './model.ts'

const sql = loadSql(import.meta.url, 'fold.sql')

/** Numbers of transactions, as text: they may be larger than a number holds. */
export type Horizon = {
  readonly settled: string
  readonly unborn: string
  readonly cluster: string
  readonly hasForeignLines: boolean
}

export type Fold = {
  readonly foldedBelow: string
  readonly lines: number
  readonly voids: number
  readonly cluster: string
  readonly hasForeignLines: boolean
  readonly checked: boolean
}

export async function findHorizon(tx: Tx, roundId: RoundId): Promise<Horizon> {
  return (await findRow<Horizon>(tx, sql('find_horizon'), [roundId]))!
}

export async function findFold(db: Db, roundId: RoundId): Promise<(Fold & { voidsNow: number }) | null> {
  return findRow(db, sql('find_fold'), [roundId])
}

/** Lines of a round, from one transaction up to and not including another. */
export type Part = { readonly roundId: RoundId; readonly from: string; readonly until: string }

/** The next so many lines, or fewer: those of one transaction are never parted. */
export async function findPart(
  tx: Tx,
  roundId: RoundId,
  span: { from: string; settled: string; atMost: number },
): Promise<Part> {
  const values = [roundId, span.from, span.settled, span.atMost]
  const found = await findRow<{ until: string }>(tx, sql('find_part'), values)
  return { roundId, from: span.from, until: found?.until ?? span.settled }
}

export async function listPartPersons(tx: Tx, part: Part): Promise<string[]> {
  const rows = await listRows<{ id: string }>(tx, sql('list_part_persons'), valuesOf(part))
  return rows.map(({ id }) => id)
}

export async function foldPersons(tx: Tx, part: Part): Promise<void> {
  await listRows(tx, sql('fold_persons'), valuesOf(part))
}

export type Lines = { readonly count: number; readonly attempts: ReadonlyMap<string, number> }

export async function countPart(tx: Tx, part: Part): Promise<Lines> {
  return linesOf(await listRows(tx, sql('count_part'), valuesOf(part)))
}

export async function refoldPersons(tx: Tx, roundId: RoundId, horizon: Horizon): Promise<void> {
  await listRows(tx, sql('refold_persons'), settledOf(roundId, horizon))
}

export async function countSettled(tx: Tx, roundId: RoundId, horizon: Horizon): Promise<Lines> {
  return linesOf(await listRows(tx, sql('count_settled'), settledOf(roundId, horizon)))
}

function settledOf(roundId: RoundId, { settled, unborn, hasForeignLines }: Horizon) {
  return [roundId, settled, hasForeignLines ? unborn : null]
}

function linesOf(rows: { unitId: string | null; attempts: number }[]): Lines {
  const count = rows.find(({ unitId }) => unitId === null)?.attempts ?? 0
  const units = rows.flatMap(({ unitId, attempts }) => (unitId === null ? [] : [[unitId, attempts] as const]))
  return { count, attempts: new Map(units) }
}

export async function countVoidsOf(tx: Tx, roundId: RoundId): Promise<number> {
  return (await findRow<{ voids: number }>(tx, sql('count_voids_of'), [roundId]))!.voids
}

export async function writeFold(
  tx: Tx,
  round: { id: RoundId; authorityId: AuthorityId },
  fold: Omit<Fold, 'checked'>,
): Promise<void> {
  const { foldedBelow, lines, voids, cluster, hasForeignLines } = fold
  const values = [round.id, round.authorityId, foldedBelow, lines, voids, cluster, hasForeignLines]
  await listRows(tx, sql('write_fold'), values)
}

export async function markChecked(tx: Tx, roundId: RoundId): Promise<void> {
  await listRows(tx, sql('mark_checked'), [roundId])
}

type Place = { readonly id: ContestId; readonly authorityId: AuthorityId }

/** A page of figures as the totals know it: 0 stands for the contest. */
const noOf = (roundNo: number | null) => roundNo ?? 0

export async function listTallies(db: Db, contestId: ContestId): Promise<Tally[]> {
  const rows = await listRows<Tally & { roundNo: number }>(db, sql('list_tallies'), [contestId])
  return rows.map((tally) => ({ ...tally, roundNo: tally.roundNo === 0 ? null : tally.roundNo }))
}

export async function writeTally(tx: Tx, contest: Place, tally: Tally): Promise<void> {
  const { roundNo, rounds, fullRounds } = tally
  await listRows(tx, sql('write_tally'), [contest.id, contest.authorityId, noOf(roundNo), rounds, fullRounds])
}

/** What these people (absent: everybody) add to a page of figures: persons and full participation, by unit. */
export async function tallyPersons(
  tx: Tx,
  tally: Tally,
  people?: readonly string[],
): Promise<Map<string, Count>> {
  const block = tally.roundNo === null ? 'tally_contest' : 'tally_round'
  const rounds = [tally.rounds, tally.fullRounds]
  const rows = await listRows<{ unitId: string; persons: number; full: number }>(
    tx,
    sql(people ? `${block}_of` : block),
    people ? [...rounds, people] : rounds,
  )
  return new Map(rows.map(({ unitId, persons, full }) => [unitId, { persons, full, attempts: 0 }]))
}

export async function listTotals(
  db: Db,
  contestId: ContestId,
  roundNo: number | null,
): Promise<Map<string, Count>> {
  const values = [contestId, noOf(roundNo)]
  const rows = await listRows<Count & { unitId: string }>(db, sql('list_totals'), values)
  return new Map(rows.map(({ unitId, persons, attempts, full }) => [unitId, { persons, attempts, full }]))
}

export async function changeTotals(
  tx: Tx,
  contest: Place,
  roundNo: number | null,
  changes: ReadonlyMap<string, Count>,
): Promise<void> {
  if (changes.size === 0) return
  const units = [...changes.keys()]
  const of = (key: keyof Count) => Array.from(changes.values(), (change) => change[key])
  await listRows(tx, sql('add_to_totals'), [contest.id, contest.authorityId, noOf(roundNo), units])
  const columns = [units, of('persons'), of('full'), of('attempts')]
  await listRows(tx, sql('change_totals'), [contest.id, noOf(roundNo), ...columns])
}

export async function findLag(db: Db, at: Date): Promise<number> {
  return (await findRow<{ seconds: number }>(db, sql('find_lag'), [at]))!.seconds
}

function valuesOf({ roundId, from, until }: Part) {
  return [roundId, from, until]
}
