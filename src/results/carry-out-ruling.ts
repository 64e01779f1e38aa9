import { recordDeed } from '../audit/record-deed.ts'
import type { Tx } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { RankingId } from '../rankings/model.ts'
import { insertRanking, listVersions } from '../rankings/store.ts'
import type { Contest } from '../rounds/model.ts'
import { listContests, lockBooks } from '../rounds/store.ts'
import type { Ruling, RulingId } from '../rulings/model.ts'
import {
  carryOutVoids,
  countPeriod,
  countRuledAttempts,
  countStandingVoids,
  decideRuling,
  findBasis,
  findRuling,
  liftRuling,
  listRulingRounds,
  putInForce,
  type RulingRound,
} from '../rulings/store.ts'
import type { Proposal } from '../staff/model.ts'
import { publishSnapshots } from '../statistics/publish-snapshots.ts'
import type { Drawn } from './draw-up-ruling.ts'

/**
 * V-9. A second person has confirmed it: what was drawn up counts from now on, as it was shown to both. Where anything that
 * it was drawn up from has changed since, nothing is done.
 */
export async function carryOutRuling(
  tx: Tx,
  proposal: Proposal,
  at: Date,
): Promise<{ ok: true } | Refusal<'conflict'>> {
  const ruling = await findRuling(tx, proposal.subject)
  const contest = (await listContests(tx, at)).find(({ id }) => id === ruling?.contestId)
  if (!ruling?.readyAt || ruling.failed || ruling.decidedAt || !contest) return refuse('conflict')
  const rounds = await listRulingRounds<Drawn>(tx, ruling.id)
  // The rows that a closing and a publication hold, in their order.
  await lockBooks(tx, contest.rounds.at(-1)!.id)
  for (const { roundId } of rounds) if (roundId) await lockBooks(tx, roundId)
  if (ruling.basis !== (await findBasis(tx, contest.id, at))) return refuse('conflict')
  if (await hasGrown(tx, ruling, contest)) return refuse('conflict')

  await decideRuling(tx, ruling.id, at)
  const changed = await carryOutVoids(tx, ruling.id)
  if (ruling.kind === 'lift') await liftWhole(tx, ruling.lifts, at)
  for (const round of rounds) if (round.rankingId) await putVersion(tx, contest, ruling, round, at)
  await recordDeed(tx, {
    authorityId: contest.authorityId,
    actor: proposal.confirmedBy ?? 'system',
    deed: `ruling.${ruling.kind}`,
    subject: ruling.id,
    details: {
      proposal: proposal.id,
      reason: ruling.reason,
      attempts: changed,
      rounds: rounds.map(({ roundNo }) => roundNo),
      ...(ruling.kind === 'question' && { question: ruling.questionId, way: ruling.way }),
      ...(ruling.kind === 'lift' && { lifts: ruling.lifts }),
      scope: ruling.scope,
    },
    at,
  })
  await publishSnapshots(tx, { contestId: contest.id, at, pages: 'final' })
  return { ok: true }
}

/** While a round is open, more may have been begun or handed in during a period than when it was looked at. */
async function hasGrown(tx: Tx, ruling: Ruling, contest: Contest): Promise<boolean> {
  if (ruling.kind !== 'void' || ruling.scope.of !== 'period') return false
  const { scope } = ruling
  const round = contest.rounds.find(({ no }) => no === scope.roundNo)!
  return (await countPeriod(tx, round.id, scope)) !== (await countRuledAttempts(tx, ruling.id))
}

/** A ruling on a question is lifted whole; a void when the last of its attempts is no longer void. */
async function liftWhole(tx: Tx, id: RulingId, at: Date): Promise<void> {
  if ((await countStandingVoids(tx, id)) === 0) await liftRuling(tx, id, at)
}

/** The standings that were drawn up get their head; shown at once where the version before them is shown. */
async function putVersion(
  tx: Tx,
  contest: Contest,
  ruling: Ruling,
  round: RulingRound<Drawn>,
  at: Date,
): Promise<void> {
  const { head, diff } = round.drawn
  if (!head || !diff) throw new Error(`ruling ${ruling.id} has no standings for round ${round.roundNo}`)
  if (round.roundId) await putInForce(tx, round.roundId, round.regradeId)
  const [before] = await listVersions(tx, contest.id, head.roundNo)
  const isShown = before?.publishedAt != null && before.withdrawnAt === null
  const id = round.rankingId as RankingId
  await insertRanking(tx, {
    ...head,
    id,
    closedAt: new Date(head.closedAt),
    publishedAt: isShown ? at : null,
    reason: ruling.reason,
    notice: ruling.notice,
    rulingId: ruling.id,
    diff,
  })
  await recordDeed(tx, {
    authorityId: contest.authorityId,
    actor: 'system',
    deed: 'ranking.made-again',
    subject: id,
    details: {
      round: head.roundNo ?? 'final',
      version: head.version,
      reason: ruling.reason,
      ruling: ruling.id,
    },
    at,
  })
}
