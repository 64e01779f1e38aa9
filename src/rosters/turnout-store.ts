import { inTransaction, listPage, listRows, type Pool, type Tx } from '../platform/db.ts'
import { loadSql, type Statement } from '../platform/sql.ts'
import { patternsOf } from '../platform/text.ts'
import type { PersonId, TurnoutStatus } from './model.ts'
import { type Key, listFew } from './store.ts'

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
  db: Pool,
  scope: TurnoutScope,
  page: { query: string; status: TurnoutStatus | 'all'; after: Key; limit: number },
): Promise<TurnoutRow[]> {
  const { authorityId, contestId, unitId, roundIds, on } = scope
  const { query, status, after, limit } = page
  const { all, longest } = patternsOf(query)
  const asked = [authorityId, contestId, unitId, roundIds, on, all, status, after.searchKey, after.id, limit]
  const few = await listFew(db, { authorityId, root: unitId, on })
  if (status === 'all' || few !== null) return listPage(db, sql('list_turnout'), [...asked, few, longest])
  return listWide(db, sql('list_turnout_of'), [...asked, longest])
}

/** A page for which much has to be put together first: with the memory that it takes. */
function listWide<Row>(db: Pool, statement: Statement, values: readonly unknown[]): Promise<Row[]> {
  return inTransaction(db, async (tx: Tx) => {
    await listRows(tx, sql('widen_memory'))
    return listPage<Row>(tx, statement, values)
  })
}

export async function listTurnoutUnits(
  db: Pool,
  scope: TurnoutScope,
  page: { after: { path: string; id: string }; limit: number },
): Promise<UnitTurnout[]> {
  const { authorityId, contestId, unitId, roundIds, on } = scope
  const { after, limit } = page
  const values = [authorityId, contestId, unitId, roundIds, on, after.path, after.id, limit]
  return listWide(db, sql('list_turnout_units'), values)
}
