import type { ContestantId } from '../contestants/model.ts'
import type { AuthorityId } from '../contests/model.ts'
import { findRow, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { RoundId } from '../rounds/model.ts'
import type { Place, Room } from './model.ts'

const sql = loadSql(import.meta.url)

type Where = { readonly roundId: RoundId; readonly authorityId: AuthorityId }

/** The room, made where there is none; nobody else gives instants out until this transaction ends. */
export async function holdRoom(tx: Tx, { roundId, authorityId }: Where, fresh: Room): Promise<Room> {
  return (await findRow<Room>(tx, sql('hold_room'), [roundId, authorityId, fresh.freeAt]))!
}

export async function findPlaces(
  tx: Tx,
  roundId: RoundId,
  contestants: readonly ContestantId[],
): Promise<Map<ContestantId, Place>> {
  const rows = await listRows<{ contestantId: ContestantId; admittedAt: Date | null }>(
    tx,
    sql('find_places'),
    [roundId, contestants],
  )
  return new Map(
    rows.map(({ contestantId, admittedAt }) => [contestantId, { admittedAt: admittedAt?.getTime() ?? null }]),
  )
}

/** Whoever draws lots, in the order of the lots. */
export async function listLots(tx: Tx, roundId: RoundId): Promise<ContestantId[]> {
  const rows = await listRows<{ contestantId: ContestantId }>(tx, sql('list_lots'), [roundId])
  return rows.map(({ contestantId }) => contestantId)
}

export type NewPlace = Place & { readonly contestantId: ContestantId; readonly lot: Buffer }

export async function writePlaces(tx: Tx, where: Where, places: readonly NewPlace[]): Promise<void> {
  if (places.length === 0) return
  await listRows(tx, sql('write_places'), [
    where.roundId,
    where.authorityId,
    places.map(({ contestantId }) => contestantId),
    places.map(({ lot }) => lot),
    places.map(({ admittedAt }) => (admittedAt === null ? null : new Date(admittedAt))),
  ])
}

export async function writeRoom(tx: Tx, roundId: RoundId, { freeAt, lots, isDrawn }: Room): Promise<void> {
  await listRows(tx, sql('write_room'), [roundId, freeAt, lots, isDrawn])
}
