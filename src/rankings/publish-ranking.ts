import { recordDeed } from '../audit/record-deed.ts'
import type { ContestId } from '../contests/model.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { listContests, lockBooks, markPublished } from '../rounds/store.ts'
import { publishSnapshots } from '../statistics/publish-snapshots.ts'
import type { Ranking } from './model.ts'
import { findNewestRanking, listVersions, markRankingPublished, markRankingWithdrawn } from './store.ts'

type Publication = { contestId: ContestId; roundNo: number | null; actor: string; at: Date; reason?: string }
type Outcome = { ok: true; ranking: Ranking } | Refusal<'no-such-round' | 'books-open' | 'already-published'>

/** Publishes the newest standings of a round, or (roundNo null) of the contest, as the organisers decided (O-8). */
export async function publishRanking(needs: { pool: Pool }, publication: Publication): Promise<Outcome> {
  return inTransaction(needs.pool, (tx) => publishNewest(tx, publication))
}

/** In the transaction of whoever confirmed it. Standings that were withdrawn are shown again. */
export async function publishNewest(tx: Tx, publication: Publication): Promise<Outcome> {
  const { contestId, roundNo, actor, at, reason } = publication
  const found = await lockNewest(tx, contestId, roundNo, at)
  if (!found.ok) return found
  const { contest, round, ranking, withdrawnAt } = found
  if (ranking.publishedAt && !withdrawnAt) return refuse('already-published')

  if (ranking.publishedAt) await markRankingWithdrawn(tx, ranking.id, null)
  else await markRankingPublished(tx, ranking.id, at)
  if (roundNo !== null && !round.publishedAt) await markPublished(tx, round.id, at)
  await recordDeed(tx, {
    authorityId: contest.authorityId,
    actor,
    deed: 'ranking.published',
    subject: ranking.id,
    details: { round: roundNo ?? 'final', version: ranking.version, ...(reason && { reason }) },
    at,
  })
  await publishSnapshots(tx, { contestId, at, pages: 'final' })
  return { ok: true, ranking: { ...ranking, publishedAt: ranking.publishedAt ?? at } }
}

/**
 * Takes published standings back: nothing is shown until they, or a later version, are published. Figures that were
 * published with them stay: they count papers, and no place.
 */
export async function withdrawNewest(
  tx: Tx,
  withdrawal: Publication & { reason: string },
): Promise<{ ok: true; ranking: Ranking } | Refusal<'no-such-round' | 'books-open' | 'not-published'>> {
  const { contestId, roundNo, actor, at, reason } = withdrawal
  const found = await lockNewest(tx, contestId, roundNo, at)
  if (!found.ok) return found
  const { contest, ranking, withdrawnAt } = found
  if (!ranking.publishedAt || withdrawnAt) return refuse('not-published')
  await markRankingWithdrawn(tx, ranking.id, at)
  await recordDeed(tx, {
    authorityId: contest.authorityId,
    actor,
    deed: 'ranking.withdrawn',
    subject: ranking.id,
    details: { round: roundNo ?? 'final', version: ranking.version, reason },
    at,
  })
  return { ok: true, ranking }
}

/** Behind the rows that a closing holds: a version that is being made is published whole or not at all. */
async function lockNewest(tx: Tx, contestId: ContestId, roundNo: number | null, at: Date) {
  const contest = (await listContests(tx, at)).find(({ id }) => id === contestId)
  const round = contest?.rounds.find(({ no }) => no === roundNo) ?? contest?.rounds.at(-1)
  if (!contest || !round || (roundNo !== null && round.no !== roundNo)) return refuse('no-such-round')
  await lockBooks(tx, contest.rounds.at(-1)!.id)
  await lockBooks(tx, round.id)
  const [newest] = await listVersions(tx, contestId, roundNo)
  const ranking = await findNewestRanking(tx, contestId, roundNo)
  if (!ranking || !newest) return refuse('books-open')
  return { ok: true as const, contest, round, ranking, withdrawnAt: newest.withdrawnAt }
}
