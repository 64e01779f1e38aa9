import { createHash } from 'node:crypto'
import type { ContestId } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { Contest, RoundId } from '../rounds/model.ts'
import { listHeadcounts, listUnits } from '../units/store.ts'
import type { Count, FramedUnit, Scope, Snapshot, Tally } from './model.ts'

const sql = loadSql(import.meta.url)

export async function lockSnapshots(tx: Tx, contestId: ContestId): Promise<void> {
  await listRows(tx, sql('lock_snapshots'), [contestId])
}

export async function countVoids(db: Db, rounds: readonly RoundId[]): Promise<Map<RoundId, number>> {
  const rows = await listRows<{ roundId: RoundId; voids: number }>(db, sql('count_voids'), [rounds])
  return new Map(rows.map(({ roundId, voids }) => [roundId, voids]))
}

/** From the ledger itself, line by line; `below`: only of transactions before this one. */
export async function countAgain(
  db: Db,
  tally: Tally & { readonly below?: string },
): Promise<Map<string, Count>> {
  const statement = sql(tally.roundNo === null ? 'count_contest' : 'count_round')
  return countsOf(await listRows(db, statement, [tally.rounds, tally.fullRounds, tally.below ?? null]))
}

/** From the totals, as far as they are folded. */
export async function readTotals(db: Db, contestId: ContestId, scope: Scope): Promise<Map<string, Count>> {
  const numbers = scope.rounds.map(({ no }) => no)
  return countsOf(await listRows(db, sql('read_totals'), [contestId, scope.roundNo ?? 0, numbers]))
}

function countsOf(rows: (Count & { unitId: string })[]): Map<string, Count> {
  return new Map(rows.map(({ unitId, persons, attempts, full }) => [unitId, { persons, attempts, full }]))
}

export type Frame = { readonly digest: string; readonly units: readonly FramedUnit[] }

/** The units of the contest as they are now, and the headcounts declared for the contest. */
export async function frameNow(db: Db, contest: Contest): Promise<Frame> {
  const headcounts = await listHeadcounts(db, contest.id)
  const units = (await listUnits(db, contest.id)).map((unit) => ({
    unitId: unit.id,
    code: unit.code,
    name: unit.name,
    parentId: unit.parentId,
    choosable: unit.choosable,
    headcount: headcounts.get(unit.id) ?? null,
  }))
  return { digest: createHash('sha256').update(JSON.stringify(units)).digest('hex'), units }
}

export async function insertFrame(tx: Tx, contest: Contest, frame: Frame): Promise<void> {
  await listRows(tx, sql('insert_frame'), [frame.digest, contest.authorityId, JSON.stringify(frame.units)])
}

export async function loadFrame(db: Db, digest: string): Promise<readonly FramedUnit[]> {
  const frame = await findRow<{ units: FramedUnit[] }>(db, sql('load_frame'), [digest])
  if (!frame) throw new Error(`frame ${digest} is referenced but does not exist`)
  return frame.units
}

export async function listNewestSnapshots(
  db: Db,
  contestId: ContestId,
): Promise<Map<number | null, Snapshot>> {
  const rows = await listRows<Snapshot>(db, sql('list_newest_snapshots'), [contestId])
  return new Map(rows.map((snapshot) => [snapshot.roundNo, snapshot]))
}

export async function findNewestSnapshot(
  db: Db,
  contestId: ContestId,
  roundNo: number | null,
): Promise<Snapshot | null> {
  return findRow(db, sql('find_newest_snapshot'), [contestId, roundNo])
}

/** Final figures are kept for ever; those that still move are one row, overwritten. */
export async function writeSnapshot(
  tx: Tx,
  contest: Contest,
  snapshot: Snapshot,
  { isFinal }: Pick<Scope, 'isFinal'>,
): Promise<void> {
  await listRows(tx, sql(isFinal ? 'insert_snapshot' : 'overwrite_live'), [
    contest.authorityId,
    contest.id,
    snapshot.roundNo,
    snapshot.asOf,
    snapshot.digest,
    snapshot.basis,
    snapshot.frame,
    JSON.stringify(snapshot.figures),
  ])
}
