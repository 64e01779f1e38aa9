import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Contest, Round } from '../rounds/model.ts'
import { listContests, lockBooks } from '../rounds/store.ts'
import type { Officer } from '../staff/model.ts'
import { proposeDeed } from '../staff/propose-deed.ts'
import type { Asked, Decision } from './model.ts'
import { decideExtraTime, decideIncident, inForceAfter, needsSecondPerson, type Verdict } from './rules.ts'
import { extendRound, findPerson, insertIncident, type NewIncident } from './store.ts'

export type Taken = {
  readonly ok: true
  readonly id: string
  readonly inForceAt: Date
  /** The rounds in which somebody's deadline may move. */
  readonly rounds: readonly Round[]
  /** What waits for a second person; null where none is needed. */
  readonly proposalId: string | null
}
export type Refused = Exclude<Verdict, { ok: true }> | Refusal<'not-found' | 'not-allowed'>

/**
 * A decision of the day (docs/rules/incidents.md): looked at as things stand behind the round's lock, written down with what
 * it is to change, and put before a second person, in one transaction. It is in force from the instant that it names.
 */
export async function takeDecision(
  needs: { keeper: Pool; leadMs: number },
  { slug, decision, by, at }: { slug: string; decision: Decision; by: Officer; at: Date },
): Promise<Taken | Refused> {
  return inTransaction(needs.keeper, async (tx) => {
    const inForceAt = inForceAfter(at, needs.leadMs)
    const place = await lockPlace(tx, slug, decision.roundNo, at)
    if (!place) return refuse('not-found')
    const { contest, round } = place
    const verdict = await judge(tx, decision, contest, round, inForceAt)
    if (!verdict.ok) return verdict

    const id = timeOrderedId(at)
    const incident = incidentOf(decision, { contest, round, id, by, at, inForceAt })
    await insertIncident(tx, incident)
    // Behind the lock it closes as it was seen, so this cannot fail but by a fault of ours.
    if (incident.closesAt && !(await extendRound(tx, id))) throw new Error(`round of ${id} was not extended`)
    const { kind, reason, until, closesAt, closedBefore, percent, extraSeconds, contestantId } = incident
    await recordDeed(tx, {
      authorityId: contest.authorityId,
      actor: by.id,
      deed: `incident.${kind}`,
      subject: round?.id ?? contest.id,
      details: {
        incident: id,
        reason,
        inForceAt,
        until,
        closesAt,
        closedBefore,
        percent,
        extraSeconds,
        contestantId,
      },
      at,
    })
    const moves = kind !== 'announcement' && kind !== 'notice'
    const rounds = moves ? (round ? [round] : contest.rounds) : []
    if (!needsSecondPerson(kind)) return { ok: true, id, inForceAt, rounds, proposalId: null }
    const details = {
      contest: slug,
      roundNo: round?.no ?? null,
      kind,
      until,
      closesAt,
      percent,
      extraSeconds,
    }
    const proposed = await proposeDeed(tx, {
      kind: 'incident',
      subject: id,
      authorityId: contest.authorityId,
      details,
      reason,
      by,
      at,
    })
    if (!proposed.ok) throw new Error(`${by.id} may decide an incident and not propose one`)
    return { ok: true, id, inForceAt, rounds, proposalId: proposed.proposal.id }
  })
}

/** The contest, and its round held: closing its books, and another decision about it, wait. */
async function lockPlace(
  tx: Tx,
  slug: string,
  roundNo: number | null,
  at: Date,
): Promise<{ contest: Contest; round: Round | null } | null> {
  const find = async () => (await listContests(tx, at)).find((each) => each.slug === slug)
  const contest = await find()
  if (!contest) return null
  if (roundNo === null) return { contest, round: null }
  const round = contest.rounds.find(({ no }) => no === roundNo)
  if (!round) return null
  await lockBooks(tx, round.id)
  const held = (await find())!
  return { contest: held, round: held.rounds.find(({ no }) => no === roundNo)! }
}

async function judge(
  tx: Tx,
  decision: Asked,
  contest: Contest,
  round: Round | null,
  inForceAt: Date,
): Promise<Verdict | Refusal<'not-found'>> {
  if (decision.kind === 'notice') return { ok: true }
  if (decision.kind !== 'extra-time') return decideIncident(decision, round!, inForceAt)
  if (!(await findPerson(tx, decision.contestantId, contest.id))) return refuse('not-found')
  return decideExtraTime(decision, round, inForceAt)
}

function incidentOf(
  decision: Decision,
  about: { contest: Contest; round: Round | null; id: string; by: Officer; at: Date; inForceAt: Date },
): NewIncident {
  const { contest, round, id, by, at, inForceAt } = about
  const { notice, reason, kind } = decision
  const closesAt = kind === 'extension' || kind === 'pause' ? (decision.closesAt ?? null) : null
  return {
    id,
    authorityId: contest.authorityId,
    contestId: contest.id,
    roundId: round?.id ?? null,
    contestantId: kind === 'extra-time' ? decision.contestantId : null,
    kind,
    reason,
    decidedBy: by.id,
    decidedAt: at,
    inForceAt,
    until: untilOf(decision, inForceAt),
    closesAt,
    closedBefore: closesAt && round!.closesAt,
    percent: kind === 'extra-time' ? decision.percent : null,
    extraSeconds: kind === 'extra-time' ? decision.extraSeconds : null,
    textVi: kind === 'announcement' ? decision.text.vi : null,
    textEn: kind === 'announcement' ? (decision.text.en ?? null) : null,
    noticeVi: notice?.vi ?? null,
    noticeEn: notice?.en ?? null,
  }
}

function untilOf(decision: Decision, inForceAt: Date): Date | null {
  if (decision.kind === 'pause') return decision.until
  return decision.kind === 'announcement' ? new Date(inForceAt.getTime() + decision.minutes * 60_000) : null
}
