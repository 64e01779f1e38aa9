import type { ContestId } from '../contests/model.ts'
import { type Db, findRow, listPage, listRows, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import { patternsOf } from '../platform/text.ts'
import type { Incident } from '../rounds/model.ts'
import type { ListedIncident } from './model.ts'

const sql = loadSql(import.meta.url)

export type NewIncident = Incident & {
  readonly authorityId: string
  readonly reason: string
  readonly decidedBy: string
  readonly closesAt: Date | null
  readonly closedBefore: Date | null
}

export async function insertIncident(tx: Tx, each: NewIncident): Promise<void> {
  await listRows(tx, sql('insert_incident'), [
    each.id,
    each.authorityId,
    each.contestId,
    each.roundId,
    each.contestantId,
    each.kind,
    each.reason,
    each.decidedBy,
    each.decidedAt,
    each.inForceAt,
    each.until,
    each.closesAt,
    each.closedBefore,
    each.percent,
    each.extraSeconds,
    each.textVi,
    each.textEn,
    each.noticeVi,
    each.noticeEn,
  ])
}

/** False where the round closes at another instant by now, or its books are closed. */
export async function extendRound(tx: Tx, incidentId: string): Promise<boolean> {
  return (await findRow<{ extended: boolean }>(tx, sql('extend_round'), [incidentId]))!.extended
}

export async function findPerson(
  db: Db,
  id: string,
  contestId: ContestId,
): Promise<{ fullName: string } | null> {
  return isId(id) ? findRow(db, sql('find_person'), [id, contestId]) : null
}

export async function listIncidents(
  db: Db,
  contestId: ContestId,
  page: { before: number | null; limit: number },
): Promise<ListedIncident[]> {
  return listPage(db, sql('list_incidents'), [contestId, page.before, page.limit])
}

/** False where a second person confirmed it before. */
export async function writeIncidentConfirmation(tx: Tx, id: string, by: string, at: Date): Promise<boolean> {
  return (await findRow(tx, sql('confirm_incident'), [id, by, at])) !== null
}

export type ListedPerson = { id: string; fullName: string; unitName: string; birthOn: string | null }

export async function listPersons(
  db: Db,
  contestId: ContestId,
  search: string,
  limit: number,
): Promise<ListedPerson[]> {
  const { all, longest } = patternsOf(search)
  return listPage(db, sql('list_persons'), [contestId, longest, all, limit])
}

export async function countIncidents(db: Db): Promise<number> {
  return (await findRow<{ incidents: number }>(db, sql('count_incidents')))!.incidents
}

/** How many incidents each living process knows of. */
export async function listHeard(db: Db): Promise<number[]> {
  return (await listRows<{ heard: number }>(db, sql('list_heard'))).map(({ heard }) => heard)
}
