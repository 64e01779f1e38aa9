import { type Db, listRows } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { PersonId, TurnoutStatus } from './model.ts'
import { type Key, patternsOf } from './store.ts'

const sql = loadSql(import.meta.url, 'turnout.sql')

/** Whose turnout: of an authority, below a unit or everywhere, in these rounds, as the roster is on a day. */
export type TurnoutScope = {
  readonly authorityId: string
  readonly contestId: string
  readonly unitId: string | null
  readonly roundIds: readonly string[]
  readonly on: string
}
export type TurnoutRow = {
  readonly id: PersonId
  readonly fullName: string
  readonly searchKey: string
  readonly birthOn: string | null
  readonly unitCode: string
  readonly unitName: string
  readonly position: string | null
  readonly status: TurnoutStatus
}
export type UnitTurnout = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly path: string
  readonly people: number
  readonly tookPart: number
  readonly byName: number
}

export async function listTurnout(
  db: Db,
  scope: TurnoutScope,
  page: { query: string; status: TurnoutStatus | 'all'; after: Key; limit: number },
): Promise<TurnoutRow[]> {
  const { authorityId, contestId, unitId, roundIds, on } = scope
  const { query, status, after, limit } = page
  return listRows(db, sql('list_turnout'), [
    authorityId,
    contestId,
    unitId,
    roundIds,
    on,
    patternsOf(query),
    status,
    after.searchKey,
    after.id,
    limit,
  ])
}

export async function listTurnoutUnits(
  db: Db,
  scope: TurnoutScope,
  page: { after: { path: string; id: string }; limit: number },
): Promise<UnitTurnout[]> {
  const { authorityId, contestId, unitId, roundIds, on } = scope
  const { after, limit } = page
  const values = [authorityId, contestId, unitId, roundIds, on, after.path, after.id, limit]
  return listRows(db, sql('list_turnout_units'), values)
}
