/**
 * Closes the books of a round that is over: its standings are fixed, explained and, where the rulebook says so,
 * published (docs/rules/rounds.md, O-5 to O-9). Everything in one transaction: after a crash nothing of it is there,
 * and the next worker does it. Two workers close once: the second waits for the first, and finds the books closed.
 */
import { writeDownExpired } from '../attempts/write-down-expired.ts'
import type { PaperNeeds } from '../attempts/write-down-papers.ts'
import { recordDeed } from '../audit/record-deed.ts'
import type { ContestId } from '../contests/model.ts'
import { type Db, inTransaction, type Tx } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Contest, Round, RoundId } from '../rounds/model.ts'
import { closeBooks, listContests, lockBooks, markPublished } from '../rounds/store.ts'
import { gradeAgain } from '../rulings/grade-again.ts'
import type { RegradeId } from '../rulings/model.ts'
import { listQuestionRulings, putInForce } from '../rulings/store.ts'
import { publishSnapshots } from '../statistics/publish-snapshots.ts'
import { booksCloseAfter } from './books-close-after.ts'
import type { Ranking } from './model.ts'
import { writeRanking } from './write-ranking.ts'

export type Closed = { readonly ok: true; readonly ranking: Ranking; readonly final: Ranking | null }

export async function closeRound(
  needs: PaperNeeds,
  closing: { roundId: RoundId; at: Date },
): Promise<Closed | Refusal<'no-such-round' | 'round-not-over' | 'books-closed'>> {
  const { roundId, at } = closing
  const found = findRound(await listContests(needs.pool, at), roundId)
  if (!found) return refuse('no-such-round')
  if (found.round.closesAt > booksCloseAfter(at)) return refuse('round-not-over')
  if (found.round.booksClosedAt) return refuse('books-closed')
  // They are what they were, but nobody has graded them yet. In its own transactions: it may be done twice.
  await writeDownExpired(needs, { roundId, at })
  const regrade = await gradeRuledQuestions(needs, { ...found, at })

  return inTransaction(needs.pool, async (tx) => {
    // The last round's row stands for the contest: of two rounds closed at once, one must see the other.
    await lockBooks(tx, found.contest.rounds.at(-1)!.id)
    const { booksClosedAt } = await lockBooks(tx, roundId)
    if (booksClosedAt) return refuse('books-closed')
    // Read again behind the lock: the round may have been extended, another closed, the rules changed.
    const { contest, round } = findRound(await listContests(tx, at), roundId)!
    if (round.closesAt > booksCloseAfter(at)) return refuse('round-not-over')

    // A question was ruled on between the grading and the lock: it is done again by whoever tries next.
    if (regrade.basis !== (await ruledBasis(tx, contest.id))) throw new Error('a ruling was made meanwhile')
    await putInForce(tx, roundId, regrade.id)

    const publish = contest.rules.publication.standings === 'atClose'
    const ranking = await writeRanking(tx, contest, round, { at, reason: null, publish })
    await closeBooks(tx, roundId, at)
    if (publish) await markPublished(tx, roundId, at)
    await recordDeed(tx, {
      authorityId: contest.authorityId,
      actor: 'system',
      deed: 'round.closed',
      subject: roundId,
      details: {
        people: ranking.people,
        placed: ranking.placed,
        actual: ranking.actual,
        ranking: ranking.id,
      },
      at,
    })
    const final = await closeContest(tx, contest, round, { at, publish })
    await publishSnapshots(tx, { contestId: contest.id, at, pages: 'final' })
    return { ok: true, ranking, final }
  })
}

/** V-6. What was ruled on while the round ran counts at its close, as if it had been ruled on after. */
async function gradeRuledQuestions(
  needs: PaperNeeds,
  { contest, round, at }: { contest: Contest; round: Round; at: Date },
): Promise<{ id: RegradeId | null; basis: string }> {
  const basis = await ruledBasis(needs.pool, contest.id)
  if (basis === NOTHING_RULED) return { id: null, basis }
  const rulings = await listQuestionRulings(needs.pool, contest.id)
  const regrade = await gradeAgain(needs, { contest, round, rulings, at })
  return { id: regrade?.id ?? null, basis }
}

const NOTHING_RULED = ''

async function ruledBasis(db: Db, contestId: ContestId): Promise<string> {
  return (await listQuestionRulings(db, contestId)).map(({ id }) => id).join()
}

/** With the books of the last round, whichever closes last, the standings of the contest are fixed too. */
async function closeContest(
  tx: Tx,
  contest: Contest,
  closing: Round,
  { at, publish }: { at: Date; publish: boolean },
): Promise<Ranking | null> {
  const others = contest.rounds.filter(({ id }) => id !== closing.id)
  if (!contest.rules.cumulative || others.some(({ booksClosedAt }) => !booksClosedAt)) return null
  const final = await writeRanking(tx, contest, 'final', { at, reason: null, publish })
  await recordDeed(tx, {
    authorityId: contest.authorityId,
    actor: 'system',
    deed: 'contest.closed',
    subject: contest.id,
    details: { people: final.people, placed: final.placed, ranking: final.id },
    at,
  })
  return final
}

function findRound(
  contests: readonly Contest[],
  id: RoundId,
): { contest: Contest; round: Round } | undefined {
  for (const contest of contests) {
    const round = contest.rounds.find((each) => each.id === id)
    if (round) return { contest, round }
  }
  return undefined
}
