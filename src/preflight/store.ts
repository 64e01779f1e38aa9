import type { ContestId } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { Facts, Finding } from './model.ts'

const sql = loadSql(import.meta.url)

export async function countKeys(db: Db, contestId: ContestId): Promise<Facts['keys']> {
  return (await findRow<Facts['keys']>(db, sql('count_keys'), [contestId]))!
}

export async function countOfficers(db: Db, authorityId: string): Promise<Facts['officers']> {
  return (await findRow<Facts['officers']>(db, sql('count_officers'), [authorityId]))!
}

export async function findBestRehearsal(
  db: Db,
  contestId: ContestId,
  ruleVersion: number,
): Promise<Facts['rehearsal']> {
  return findRow(db, sql('find_rehearsal'), [contestId, ruleVersion])
}

export async function findBackup(db: Db): Promise<Facts['backup']> {
  return findRow(db, sql('find_backup'))
}

export type Opening = {
  openedAt: Date | null
  reason: string | null
  preflight: Finding[] | null
  decidedByName: string | null
}

export async function findOpening(db: Db, contestId: ContestId): Promise<Opening> {
  return (await findRow<Opening>(db, sql('find_opening'), [contestId]))!
}

/** Holds the contest: a second decision waits here, and then finds the first. */
export async function lockDecision(tx: Tx, contestId: ContestId): Promise<{ decided: boolean }> {
  await listRows(tx, sql('lock_contest'), [contestId])
  return (await findRow<{ decided: boolean }>(tx, sql('is_decided'), [contestId]))!
}

export async function writeOpening(
  tx: Tx,
  opening: {
    contestId: ContestId
    authorityId: string
    by: string
    at: Date
    reason: string | null
    findings: readonly Finding[]
  },
): Promise<void> {
  const { contestId, authorityId, by, at, reason, findings } = opening
  await listRows(tx, sql('open_contest'), [contestId, at])
  await listRows(tx, sql('insert_opening'), [
    contestId,
    authorityId,
    by,
    at,
    reason,
    JSON.stringify(findings),
  ])
}
