import type { AuthorityId, BankQuestion, ContestId, Rulebook, UnitRow } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { RoundId } from '../rounds/model.ts'

const sql = loadSql(import.meta.url)

export async function lockLoading(tx: Tx): Promise<void> {
  await listRows(tx, sql('lock_loading'))
}

export async function findContest(
  db: Db,
  slug: string,
): Promise<{
  id: ContestId
  authorityId: AuthorityId
  authorityCode: string
  versionNo: number
  digest: string
} | null> {
  return findRow(db, sql('find_contest'), [slug])
}

export async function ensureAuthority(
  tx: Tx,
  authority: { id: string; code: string; name: string },
): Promise<AuthorityId> {
  const row = await findRow<{ id: AuthorityId }>(tx, sql('ensure_authority'), [
    authority.id,
    authority.code,
    authority.name,
  ])
  return row!.id
}

export async function insertContest(
  tx: Tx,
  contest: {
    id: ContestId
    authorityId: AuthorityId
    slug: string
    name: string
    sample: boolean
    at: Date
    openedAt: Date | null
  },
): Promise<void> {
  const { id, authorityId, slug, name, sample, at, openedAt } = contest
  await listRows(tx, sql('insert_contest'), [id, authorityId, slug, name, sample, at, openedAt])
}

export async function renameContest(tx: Tx, id: ContestId, slug: string): Promise<void> {
  await listRows(tx, sql('rename_contest'), [id, slug])
}

export async function insertRuleVersion(
  tx: Tx,
  contest: { id: ContestId; authorityId: AuthorityId },
  version: {
    no: number
    rules: object
    digest: string
    at: Date
    reason: string | null
    approvedBy: string | null
  },
): Promise<void> {
  await listRows(tx, sql('insert_rule_version'), [
    contest.id,
    contest.authorityId,
    version.no,
    JSON.stringify(version.rules),
    version.digest,
    version.at,
    version.reason,
    version.approvedBy,
  ])
}

export type RoundWindow = {
  readonly id: RoundId
  readonly no: number
  readonly opensAt: Date
  readonly closesAt: Date
}

export async function listRoundWindows(db: Db, contestId: ContestId): Promise<RoundWindow[]> {
  return listRows(db, sql('list_round_windows'), [contestId])
}

export async function moveRound(tx: Tx, round: RoundWindow): Promise<void> {
  await listRows(tx, sql('move_round'), [round.id, round.opensAt, round.closesAt])
}

export async function clearRoundPool(tx: Tx, id: RoundId): Promise<void> {
  await listRows(tx, sql('clear_round_pool'), [id])
}

export async function clearPracticePool(tx: Tx, id: ContestId): Promise<void> {
  await listRows(tx, sql('clear_practice_pool'), [id])
}

/** Takes a round that has not opened out of the calendar, with what was laid for it. */
export async function removeRound(tx: Tx, id: RoundId): Promise<void> {
  await clearRoundPool(tx, id)
  await listRows(tx, sql('remove_round_secret'), [id])
  await listRows(tx, sql('remove_round'), [id])
}

/** Rounds that have opened by this instant are guarded by the database, too. */
export async function sayWhen(tx: Tx, at: Date): Promise<void> {
  await listRows(tx, sql('say_when'), [at])
}

export async function listExclusions(
  db: Db,
  id: ContestId,
): Promise<{ field: string; hash: Buffer; reason: { vi: string; en: string } }[]> {
  return listRows(db, sql('list_exclusions'), [id])
}

export async function clearExclusions(tx: Tx, id: ContestId): Promise<void> {
  await listRows(tx, sql('clear_exclusions'), [id])
}

/** The rules in their newest version; names of those who may not take part are not in it. */
export async function loadRules(db: Db, contestId: ContestId): Promise<Rulebook> {
  const row = await findRow<{ rules: Rulebook }>(db, sql('load_rules'), [contestId])
  if (!row) throw new Error(`contest ${contestId} has no rules`)
  return row.rules
}

export async function listUnitsBack(db: Db, contestId: ContestId): Promise<UnitRow[]> {
  return listRows(db, sql('list_units_back'), [contestId])
}

/** With their keys: needs the keeper's role. */
export async function listBankBack(db: Db, contestId: ContestId): Promise<BankQuestion[]> {
  const rows = await listRows<Record<string, unknown>>(db, sql('list_bank_back'), [contestId])
  // What a file leaves out is absent, not null.
  return rows.map(
    (row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as BankQuestion,
  )
}
