import { writeDownExpired } from '../attempts/write-down-expired.ts'
import type { PaperNeeds } from '../attempts/write-down-papers.ts'
import { recordDeed } from '../audit/record-deed.ts'
import type { ContestId } from '../contests/model.ts'
import { inTransaction } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { listContests, lockBooks } from '../rounds/store.ts'
import { publishSnapshots } from '../statistics/publish-snapshots.ts'
import type { Ranking } from './model.ts'
import { findNewestRanking } from './store.ts'
import { writeRanking } from './write-ranking.ts'

/**
 * Makes the next version of the standings of a closed round after something in it was decided (an attempt declared
 * void), and of the contest where it has any. The versions before stay as they are; publishing is a decision
 * of its own, except where the rulebook publishes at the close.
 */
export async function rankAgain(
  needs: PaperNeeds,
  order: { contestId: ContestId; roundNo: number; reason: string; actor: string; at: Date },
): Promise<{ ok: true; ranking: Ranking; final: Ranking | null } | Refusal<'no-such-round' | 'books-open'>> {
  const { contestId, roundNo, reason, actor, at } = order
  const known = (await listContests(needs.pool, at)).find(({ id }) => id === contestId)
  const over = known?.rounds.find(({ no, booksClosedAt }) => no === roundNo && booksClosedAt)
  // The closing left none; but one that came back with a backup would stop every version from now on.
  if (over) await writeDownExpired(needs, { roundId: over.id, at })
  return inTransaction(needs.pool, async (tx) => {
    const contest = (await listContests(tx, at)).find(({ id }) => id === contestId)
    const round = contest?.rounds.find(({ no }) => no === roundNo)
    if (!contest || !round) return refuse('no-such-round')
    await lockBooks(tx, contest.rounds.at(-1)!.id)
    const { booksClosedAt } = await lockBooks(tx, round.id)
    if (!booksClosedAt) return refuse('books-open')

    const publish = contest.rules.publication.standings === 'atClose'
    const ranking = await writeRanking(tx, contest, round, { at, reason, publish })
    const hasFinal = (await findNewestRanking(tx, contestId, null)) !== null
    const final = hasFinal ? await writeRanking(tx, contest, 'final', { at, reason, publish }) : null
    await recordDeed(tx, {
      authorityId: contest.authorityId,
      actor,
      deed: 'ranking.made-again',
      subject: ranking.id,
      details: { round: roundNo, version: ranking.version, reason },
      at,
    })
    await publishSnapshots(tx, { contestId, at, pages: 'final' })
    return { ok: true, ranking, final }
  })
}
