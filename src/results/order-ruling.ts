import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { isId, timeOrderedId } from '../platform/ids.ts'
import type { PointerFault } from '../platform/problem.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Banks } from '../questions/keep-banks.ts'
import type { QuestionId } from '../questions/model.ts'
import type { Contest, Round, RoundId } from '../rounds/model.ts'
import type { Ruling, RulingId, VoidScope } from '../rulings/model.ts'
import { keyFault } from '../rulings/rules.ts'
import {
  countPeriod,
  countSealedPapers,
  dropStaleDrafts,
  findRuling,
  insertLifted,
  insertRuling,
  insertRulingKey,
  insertVoided,
  listPoolRounds,
  listQuestionRulings,
} from '../rulings/store.ts'
import type { Officer } from '../staff/model.ts'
import { oldestOpenProposal } from '../staff/rules.ts'
import type { Order } from './contract.ts'
import { findAttemptPlace } from './store.ts'

type Needs = { keeper: Pool; banks: Banks }
type Asked = { contest: Contest; order: Order; by: Officer; at: Date }
export type Ordered =
  | { ok: true; ruling: Ruling }
  | Refusal<'not-found' | 'already-decided'>
  | (Refusal<'malformed'> & { faults: PointerFault[] })

const malformed = (pointer: string, expected: string) => ({
  ...refuse('malformed'),
  faults: [{ pointer, expected }],
})

/**
 * Somebody wants to know what a ruling would do (V-7). It is written down as asked and counts for nothing: no paper, no
 * standings and no figure is touched by it, now or when it has been drawn up.
 */
export async function orderRuling(needs: Needs, asked: Asked): Promise<Ordered> {
  const { contest, order, by, at } = asked
  const base = {
    id: timeOrderedId(at) as RulingId,
    authorityId: contest.authorityId,
    contestId: contest.id,
    madeBy: by.id,
    madeAt: at,
    seenAt: at,
    papers: 0,
    papersDone: 0,
    mayRetake: false,
    ...NOT_YET,
  }
  return inTransaction(needs.keeper, async (tx): Promise<Ordered> => {
    // What nobody confirmed while it could be is in nobody's way any longer.
    await dropStaleDrafts(tx, contest.id, oldestOpenProposal(oldestOpenProposal(at)))
    switch (order.kind) {
      case 'question':
        return ruleOnQuestion(needs, tx, contest, order, base)
      case 'void': {
        const round = contest.rounds.find(({ no }) => no === order.round)
        if (!round) return malformed('/round', 'a round of this contest')
        const { from, until, by: which } = order
        if (new Date(from) >= new Date(until)) return malformed('/until', 'an instant after /from')
        const scope = { of: 'period', roundNo: round.no, from, until, by: which } as const
        return declareVoid(tx, round, { ...base, kind: 'void', scope, mayRetake: order.mayRetake })
      }
      case 'void-one': {
        const place = isId(order.attemptId) ? await findAttemptPlace(tx, order.attemptId) : null
        const round = contest.rounds.find(({ id }) => id === place?.roundId)
        if (!round) return refuse('not-found')
        if (place?.voidedBy !== null) return refuse('already-decided')
        const scope = { of: 'attempt', roundNo: round.no, attemptId: order.attemptId } as const
        return declareVoid(tx, round, { ...base, kind: 'void', scope, mayRetake: order.mayRetake })
      }
      case 'lift':
        return liftWhatStands(tx, contest, order, base)
    }
  })
}

const NOT_YET = {
  basis: null,
  readyAt: null,
  failed: null,
  reason: null,
  notice: null,
  decidedAt: null,
  liftedAt: null,
}
type Base = Omit<Extract<Ruling, { kind: 'void' }>, 'kind' | 'scope'>

async function ruleOnQuestion(
  { banks }: Needs,
  tx: Tx,
  contest: Contest,
  order: Extract<Order, { kind: 'question' }>,
  base: Base,
): Promise<Ordered> {
  const questionId = order.questionId as QuestionId
  const rounds = isId(questionId) ? await listPoolRounds(tx, contest.id, questionId) : []
  if (rounds.length === 0) return refuse('not-found')
  const standing = await listQuestionRulings(tx, contest.id)
  if (standing.some((each) => each.questionId === questionId)) return refuse('already-decided')
  const { way, correct } = order
  if ((way === 'another-key') !== (correct !== undefined))
    return malformed('/correct', 'the new key with `another-key`, and nothing otherwise')
  if (correct) {
    const bank = await banks.ofRound(rounds[0]!)
    const fault = keyFault(bank.questions.find(({ id }) => id === questionId)!, correct)
    if (fault === 'form') return malformed('/correct', 'a key in the form of this question')
    if (fault === 'same') return malformed('/correct', 'another key than the one it has')
  }
  const papers = await countSealedPapers(tx, closedOf(contest, rounds))
  const ruling: Ruling = { ...base, papers, kind: 'question', questionId, way, scope: {} }
  await insertRuling(tx, ruling)
  if (correct) await insertRulingKey(tx, ruling, correct)
  return { ok: true, ruling }
}

async function declareVoid(
  tx: Tx,
  round: Round,
  ruling: Base & { kind: 'void'; scope: VoidScope },
): Promise<Ordered> {
  // Who could no longer take it is promised nothing.
  if (ruling.mayRetake && round.closesAt <= ruling.madeAt)
    return malformed('/mayRetake', 'false: the round is over')
  const { scope } = ruling
  // A deed about nobody is none.
  if (scope.of === 'period' && (await countPeriod(tx, round.id, scope)) === 0)
    return malformed('/from', 'a period with at least one attempt that is not void')
  await insertRuling(tx, ruling)
  await insertVoided(tx, ruling.id, round.id, scope)
  return { ok: true, ruling }
}

async function liftWhatStands(
  tx: Tx,
  contest: Contest,
  { rulingId, attemptId }: Extract<Order, { kind: 'lift' }>,
  base: Base,
): Promise<Ordered> {
  const lifted = await findRuling(tx, rulingId)
  if (!lifted?.decidedAt || lifted.contestId !== contest.id || lifted.kind === 'lift')
    return refuse('not-found')
  if (lifted.liftedAt) return refuse('already-decided')
  if (attemptId !== undefined) {
    const place = isId(attemptId) ? await findAttemptPlace(tx, attemptId) : null
    if (place?.voidedBy !== lifted.id)
      return malformed('/attemptId', 'an attempt that is void by this ruling')
  }
  const scope = attemptId === undefined ? ({ of: 'whole' } as const) : ({ of: 'one', attemptId } as const)
  const papers =
    lifted.kind === 'question'
      ? await countSealedPapers(
          tx,
          closedOf(contest, await listPoolRounds(tx, contest.id, lifted.questionId)),
        )
      : 0
  const ruling: Ruling = { ...base, papers, kind: 'lift', lifts: lifted.id, scope }
  await insertRuling(tx, ruling)
  if (lifted.kind === 'void') await insertLifted(tx, ruling.id, lifted.id, scope)
  return { ok: true, ruling }
}

function closedOf(contest: Contest, rounds: readonly RoundId[]): RoundId[] {
  return contest.rounds.flatMap(({ id, booksClosedAt }) => (booksClosedAt && rounds.includes(id) ? [id] : []))
}
