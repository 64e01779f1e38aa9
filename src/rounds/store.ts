import { compareRules } from '../contests/compare-rules.ts'
import type { AuthorityId, ContestId, Rulebook } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { Contest, Round, RoundId } from './model.ts'

const sql = loadSql(import.meta.url)

export async function findCalendarToken(db: Db, at: Date): Promise<string> {
  return (await findRow<{ token: string }>(db, sql('calendar_token'), [at]))!.token
}

/** Every contest with the rules in force at `at`, and its rounds in order. */
export async function listContests(db: Db, at: Date): Promise<Contest[]> {
  const contests = await listRows<ContestRow>(db, sql('list_contests'), [at])
  const rounds = await listRows<Omit<Round, 'name' | 'openHours'>>(db, sql('list_rounds'))
  return contests.map(({ laterVersions, ...contest }) => ({
    ...contest,
    ruleChanges: laterVersions.map(({ no, effectiveAt, reason, rules, before }) => ({
      version: no,
      effectiveAt: new Date(effectiveAt),
      reason,
      changes: compareRules(before, rules),
    })),
    rounds: rounds
      .filter((round) => round.contestId === contest.id)
      .map((round) => ({ ...round, ...asPrinted(contest.rules, round.no) })),
  }))
}

type ContestRow = Omit<Contest, 'rounds' | 'ruleChanges'> & {
  laterVersions: { no: number; effectiveAt: string; reason: string; rules: Rulebook; before: Rulebook }[]
}

function asPrinted(rules: Rulebook, no: number): Pick<Round, 'name' | 'openHours'> {
  const printed = Array.isArray(rules.rounds) ? rules.rounds.find((each) => each.no === no) : undefined
  return {
    name: printed?.name ?? { vi: `Tuần ${no}`, en: `Week ${no}` },
    openHours: printed?.openHours,
  }
}

export async function insertRounds(
  tx: Tx,
  contest: { id: ContestId; authorityId: AuthorityId },
  rounds: { id: RoundId; no: number; opensAt: Date; closesAt: Date; drawSecret: Buffer; tieSeed: Buffer }[],
): Promise<void> {
  const column = <Key extends keyof (typeof rounds)[number]>(key: Key) => rounds.map((round) => round[key])
  await tx.query(sql('insert_rounds').text, [
    contest.authorityId,
    contest.id,
    column('id'),
    column('no'),
    column('opensAt'),
    column('closesAt'),
  ])
  await tx.query(sql('insert_round_secrets').text, [
    contest.authorityId,
    column('id'),
    column('drawSecret'),
    column('tieSeed'),
  ])
}

export async function loadRoundSecret(db: Db, id: RoundId): Promise<{ drawSecret: Buffer; tieSeed: Buffer }> {
  const secret = await findRow<{ drawSecret: Buffer; tieSeed: Buffer }>(db, sql('find_round_secret'), [id])
  if (!secret) throw new Error(`round ${id} has no secret`)
  return secret
}

/** Holds the round's row: a second worker waits here, and then sees that the books are closed. */
export async function lockBooks(tx: Tx, id: RoundId): Promise<{ booksClosedAt: Date | null }> {
  const round = await findRow<{ booksClosedAt: Date | null }>(tx, sql('claim_books'), [id])
  if (!round) throw new Error(`round ${id} does not exist`)
  return round
}

export async function closeBooks(tx: Tx, id: RoundId, at: Date): Promise<void> {
  await listRows(tx, sql('close_books'), [id, at])
}

export async function markPublished(tx: Tx, id: RoundId, at: Date): Promise<void> {
  await listRows(tx, sql('publish_standings'), [id, at])
}

/** Rounds that have closed and whose books are still open, the longest due first. */
export async function listDueRounds(db: Db, at: Date): Promise<RoundId[]> {
  return (await listRows<{ id: RoundId }>(db, sql('list_due_rounds'), [at])).map(({ id }) => id)
}
