import { recordDeed } from '../audit/record-deed.ts'
import type { ContestId } from '../contests/model.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { listContests, lockBooks, markPublished } from '../rounds/store.ts'
import { publishSnapshots } from '../statistics/publish-snapshots.ts'
import type { Ranking } from './model.ts'
import { findNewestRanking, markRankingPublished } from './store.ts'

/** Publishes the newest standings of a round, or (roundNo null) of the contest, as the organisers decided (O-8). */
export async function publishRanking(
  needs: { pool: Pool },
  publication: { contestId: ContestId; roundNo: number | null; actor: string; at: Date },
): Promise<{ ok: true; ranking: Ranking } | Refusal<'no-such-round' | 'books-open' | 'already-published'>> {
  const { contestId, roundNo, actor, at } = publication
  return inTransaction(needs.pool, async (tx) => {
    const contest = (await listContests(tx, at)).find(({ id }) => id === contestId)
    const round = contest?.rounds.find(({ no }) => no === roundNo) ?? contest?.rounds.at(-1)
    if (!contest || !round || (roundNo !== null && round.no !== roundNo)) return refuse('no-such-round')
    // The rows that a closing holds: a version that is being made is published whole or not at all.
    await lockBooks(tx, contest.rounds.at(-1)!.id)
    await lockBooks(tx, round.id)
    const ranking = await findNewestRanking(tx, contestId, roundNo)
    if (!ranking) return refuse('books-open')
    if (ranking.publishedAt) return refuse('already-published')

    await markRankingPublished(tx, ranking.id, at)
    if (roundNo !== null) await markPublished(tx, round.id, at)
    await recordDeed(tx, {
      authorityId: contest.authorityId,
      actor,
      deed: 'ranking.published',
      subject: ranking.id,
      details: { round: roundNo ?? 'final', version: ranking.version },
      at,
    })
    await publishSnapshots(tx, { contestId, at, pages: 'final' })
    return { ok: true, ranking: { ...ranking, publishedAt: at } }
  })
}
