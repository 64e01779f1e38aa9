import { type Db, findRow, listRows } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { RoundId } from '../rounds/model.ts'
import type { Node, Sample, StoredSample } from './model.ts'

const sql = loadSql(import.meta.url)

export type Presence = { nodeId: string; heard: number; memoryMb: number; hasWorker: boolean }

/** Null where another process took it at the same moment, or all are taken. */
export async function takeSeat(
  db: Db,
  { nodeId, heard, memoryMb, hasWorker }: Presence,
): Promise<number | null> {
  const values = [nodeId, heard, memoryMb, hasWorker]
  return (await findRow<{ seat: number }>(db, sql('take_seat'), values))?.seat ?? null
}

/** False where somebody else sits there by now. */
export async function keepSeat(db: Db, seat: number, presence: Presence): Promise<boolean> {
  const { nodeId, heard, memoryMb, hasWorker } = presence
  return (await findRow(db, sql('keep_seat'), [seat, nodeId, heard, memoryMb, hasWorker])) !== null
}

export async function leaveSeat(db: Db, seat: number, nodeId: string): Promise<void> {
  await listRows(db, sql('leave_seat'), [seat, nodeId])
}

export async function writeSample(
  db: Db,
  sample: { seat: number; slot: number; at: Date; figures: Sample },
): Promise<void> {
  const { seat, slot, at, figures } = sample
  await listRows(db, sql('write_sample'), [seat, slot, at, JSON.stringify(figures)])
}

export async function listSamples(db: Db, from: Date): Promise<StoredSample[]> {
  return listRows(db, sql('list_samples'), [from])
}

export async function listNodes(db: Db): Promise<Node[]> {
  return listRows(db, sql('list_nodes'))
}

/** How many papers people have in hand, by round. */
export async function countOpen(db: Db, rounds: readonly RoundId[], at: Date): Promise<Map<string, number>> {
  const rows = await listRows<{ roundId: string; open: number }>(db, sql('count_open'), [rounds, at])
  return new Map(rows.map(({ roundId, open }) => [roundId, open]))
}
