import { compareRules } from '../contests/compare-rules.ts'
import type { AuthorityId, ContestId, Rulebook } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import { combinePauses } from './combine-pauses.ts'
import type { Contest, Incident, Notice, Round, RoundId, TimeGrant } from './model.ts'

const sql = loadSql(import.meta.url)

/** Changes with whatever the calendar says; and how many incidents it knows of, by which others see what it has heard. */
export async function findCalendarToken(db: Db, at: Date): Promise<{ token: string; incidents: number }> {
  return (await findRow<{ token: string; incidents: number }>(db, sql('calendar_token'), [at]))!
}

/** Every contest with the rules in force at `at`, and its rounds in order. */
export async function listContests(db: Db, at: Date): Promise<Contest[]> {
  const contests = await listRows<ContestRow>(db, sql('list_contests'), [at])
  const rounds = await listRows<Omit<Round, 'name' | 'openHours'>>(db, sql('list_rounds'))
  const incidents = await listRows<Incident>(db, sql('list_incidents'))
  return contests.map(({ laterVersions, ...contest }) => {
    const ofContest = incidents.filter(({ contestId }) => contestId === contest.id)
    const laid = rounds
      .filter(({ contestId }) => contestId === contest.id)
      .map((round) => ({
        ...round,
        ...asPrinted(contest.rules, round.no),
        ...asDecided(round.id, ofContest),
      }))
    return {
      ...contest,
      ruleChanges: laterVersions.map(({ no, effectiveAt, reason, rules, before }) => ({
        version: no,
        effectiveAt: new Date(effectiveAt),
        reason,
        changes: compareRules(before, rules),
      })),
      rounds: laid,
      notices: noticesOf(laid, ofContest),
      timeGrants: grantsOf(ofContest),
    }
  })
}

/** What organisers decided about a round while it ran. */
function asDecided(id: RoundId, incidents: readonly Incident[]): Pick<Round, 'pauses' | 'announcements'> {
  const ofRound = incidents.filter(({ roundId }) => roundId === id)
  return {
    pauses: combinePauses(ofRound),
    announcements: ofRound.flatMap(({ id, kind, inForceAt, until, textVi, textEn }) =>
      kind === 'announcement' && until && textVi
        ? [{ id, from: inForceAt, until, text: { vi: textVi, en: textEn } }]
        : [],
    ),
  }
}

const NOTICES_AT_MOST = 30

function noticesOf(rounds: readonly Pick<Round, 'id' | 'no'>[], incidents: readonly Incident[]): Notice[] {
  return incidents
    .flatMap(({ id, kind, roundId, decidedAt, noticeVi, noticeEn }) => {
      if (!noticeVi) return []
      const roundNo = rounds.find((round) => round.id === roundId)?.no ?? null
      return [{ id, kind, roundNo, at: decidedAt, text: { vi: noticeVi, en: noticeEn } }]
    })
    .reverse()
    .slice(0, NOTICES_AT_MOST)
}

function grantsOf(incidents: readonly Incident[]): Map<string, TimeGrant[]> {
  const grants = new Map<string, TimeGrant[]>()
  for (const { kind, contestantId, roundId, percent, extraSeconds } of incidents)
    if (kind === 'extra-time' && contestantId && percent !== null && extraSeconds !== null)
      grants.set(contestantId, [
        ...(grants.get(contestantId) ?? []),
        { contestantId, roundId, percent, extraSeconds },
      ])
  return grants
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
