/**
 * Writes one version of the standings of a round, or of the contest, in an open transaction that holds the books.
 * A version is never edited: what was decided later makes the next one (docs/rules/rankings.md, R-13).
 */
import type { Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import type { Contest, Round } from '../rounds/model.ts'
import { loadRoundSecret } from '../rounds/store.ts'
import { compileFinalStandings, compileStandings } from './compile-standings.ts'
import type { Ranking, RankingId } from './model.ts'
import { writeScaled } from './rules.ts'
import { findNewestRanking, hasTriedTwice, insertRanking, insertStandings } from './store.ts'

type Occasion = { readonly at: Date; readonly reason: string | null; readonly publish: boolean }

export async function writeRanking(
  tx: Tx,
  contest: Contest,
  round: Round | 'final',
  occasion: Occasion,
): Promise<Ranking & { people: number }> {
  const { rules } = contest
  // The final standings are drawn with the seed of the last round, which nobody knows before it has closed.
  const seedOf = round === 'final' ? contest.rounds.at(-1)! : round
  const seed = (await loadRoundSecret(tx, seedOf.id)).tieSeed.toString('hex')
  const roundNo = round === 'final' ? null : round.no
  const before = await findNewestRanking(tx, contest.id, roundNo)
  const { keys } = round === 'final' ? rules.cumulative! : rules.ranking
  const decimals = rules.prediction?.decimals ?? 0
  const id = timeOrderedId(occasion.at) as RankingId

  const { people, placed, units, unwritten } = await insertStandings(
    tx,
    round === 'final'
      ? compileFinalStandings(rules.cumulative!)
      : // The constraint one_standing_each stands behind this: a second attempt that nobody saw would undo it all.
        compileStandings(rules, (await hasTriedTwice(tx, round.id)) ? 'several' : 'one each'),
    { id, authorityId: contest.authorityId, decimals, draw: { seed, round: roundNo ?? 'final' } },
    round === 'final'
      ? [await listNewestRankings(tx, contest), rules.paper.timeLimitSeconds * 1000]
      : [round.id, occasion.at],
  )
  // Their time ran out and nobody has written them down: the closing is tried again when somebody has.
  if (unwritten > 0) throw new Error(`${unwritten} attempts are over and not yet written down`)
  const actualAsWritten = units === null ? null : writeScaled({ units, decimals })
  const ranking: Ranking = {
    id,
    authorityId: contest.authorityId,
    contestId: contest.id,
    roundNo,
    version: (before?.version ?? 0) + 1,
    ruleVersion: contest.ruleVersion,
    keys,
    actual: actualAsWritten === null ? null : Number(actualAsWritten),
    drawSeed: keys.includes('seededDraw') ? seed : null,
    placed,
    closedAt: occasion.at,
    publishedAt: occasion.publish ? occasion.at : null,
  }
  await insertRanking(tx, { ...ranking, actualAsWritten, reason: occasion.reason })
  return { ...ranking, people }
}

/** Of every round, in their order: what was decided about a round is decided for the contest too. */
async function listNewestRankings(tx: Tx, { id, rounds }: Contest): Promise<RankingId[]> {
  const newest: RankingId[] = []
  for (const { no } of rounds) {
    const ranking = await findNewestRanking(tx, id, no)
    if (!ranking) throw new Error(`the books of round ${no} are closed and it has no standings`)
    newest.push(ranking.id)
  }
  return newest
}
