import { type Db, findRow, listPage, listRows, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import type { Proposal, ProposalId, ProposalKind, StaffId } from './model.ts'

const sql = loadSql(import.meta.url, 'proposals.sql')

export async function insertProposal(
  tx: Tx,
  proposal: Omit<Proposal, 'confirmedBy' | 'confirmedAt' | 'withdrawnAt'>,
): Promise<void> {
  const { id, authorityId, kind, subject, details, reason, proposedBy, proposedAt } = proposal
  const values = [id, authorityId, kind, subject, JSON.stringify(details), reason, proposedBy, proposedAt]
  await listRows(tx, sql('insert_proposal'), values)
}

export async function lockProposal(tx: Tx, id: string): Promise<Proposal | null> {
  return isId(id) ? findRow(tx, sql('lock_proposal'), [id]) : null
}

/** The newest first; `openSince`: only those that are undecided and were made after it. */
export async function listProposals(
  db: Db,
  page: { authorityId: string | null; before: string | null; limit: number; openSince: Date | null },
): Promise<Proposal[]> {
  const { authorityId, before, limit, openSince } = page
  const from = before !== null && isId(before) ? before : null
  return listPage(db, sql('list_proposals'), [authorityId, from, limit, openSince !== null, openSince])
}

export async function writeConfirmation(tx: Tx, id: ProposalId, by: StaffId, at: Date): Promise<void> {
  await listRows(tx, sql('confirm_proposal'), [id, by, at])
}

export async function writeWithdrawal(tx: Tx, id: ProposalId, at: Date): Promise<void> {
  await listRows(tx, sql('withdraw_proposal'), [id, at])
}

/** One that can still be confirmed: what has been proposed is not proposed a second time beside it. */
export async function findOpenProposal(
  db: Db,
  kind: ProposalKind,
  subject: string,
  openSince: Date,
): Promise<ProposalId | null> {
  const found = await findRow<{ id: ProposalId }>(db, sql('find_open_proposal'), [kind, subject, openSince])
  return found?.id ?? null
}
