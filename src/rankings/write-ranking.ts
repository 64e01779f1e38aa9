/**
 * Writes one version of the standings of a round, or of the contest, in an open transaction that holds the books.
 * A version is never edited: what was decided later makes the next one (docs/rules/rankings.md, R-13).
 */
import type { Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import type { Contest, Round } from '../rounds/model.ts'
import { loadRoundSecret } from '../rounds/store.ts'
import type { Draw, Ranking, RankingId, Scaled, Standing } from './model.ts'
import { actualOf, cumulativeEntries, entriesOf, standingsOf, writeScaled } from './rules.ts'
import {
  findNewestRanking,
  insertRanking,
  insertStandings,
  listEntries,
  listFinished,
  markRankingPublished,
} from './store.ts'

type Occasion = { readonly at: Date; readonly reason: string | null; readonly publish: boolean }

export async function writeRanking(
  tx: Tx,
  contest: Contest,
  round: Round | 'final',
  occasion: Occasion,
): Promise<Ranking & { people: number }> {
  const { rules } = contest
  const order = round === 'final' ? { ...rules.cumulative!, gate: 'none' as const } : rules.ranking
  // The final standings are drawn with the seed of the last round, which nobody knows before it has closed.
  const seedOf = round === 'final' ? contest.rounds.at(-1)! : round
  const draw: Draw = {
    seed: (await loadRoundSecret(tx, seedOf.id)).tieSeed.toString('hex'),
    round: round === 'final' ? 'final' : round.no,
  }
  const { actual, standings } =
    round === 'final'
      ? { actual: null, standings: await standInContest(tx, contest, draw) }
      : await standInRound(tx, contest, round, draw, occasion.at)

  const roundNo = round === 'final' ? null : round.no
  const before = await findNewestRanking(tx, contest.id, roundNo)
  const ranking: Ranking = {
    id: timeOrderedId(occasion.at) as RankingId,
    authorityId: contest.authorityId,
    contestId: contest.id,
    roundNo,
    version: (before?.version ?? 0) + 1,
    ruleVersion: contest.ruleVersion,
    keys: order.keys,
    actual: actual && Number(writeScaled(actual)),
    drawSeed: order.keys.includes('seededDraw') ? draw.seed : null,
    placed: standings.filter(({ place }) => place !== null).length,
    closedAt: occasion.at,
    publishedAt: null,
  }
  const actualAsWritten = actual && writeScaled(actual)
  await insertRanking(tx, { ...ranking, actualAsWritten, reason: occasion.reason })
  await insertStandings(tx, ranking, standings)
  if (!occasion.publish) return { ...ranking, people: standings.length }
  await markRankingPublished(tx, ranking.id, occasion.at)
  return { ...ranking, publishedAt: occasion.at, people: standings.length }
}

async function standInRound(
  tx: Tx,
  { rules }: Contest,
  round: Round,
  draw: Draw,
  at: Date,
): Promise<{ actual: Scaled | null; standings: Standing[] }> {
  const finished = (await listFinished(tx, round.id, at)).map(({ score, ...attempt }) => {
    // Its time ran out and nobody has written it down: the closing is tried again when somebody has.
    if (score === null) throw new Error(`attempt ${attempt.attemptId} is over and not yet written down`)
    return { ...attempt, score }
  })
  const actual = actualOf(finished, rules.prediction)
  const entries = entriesOf(finished, rules.counting, actual)
  return { actual, standings: standingsOf(entries, rules.ranking, { draw, decimals: actual?.decimals ?? 0 }) }
}

/** From the newest standings of every round: what was decided about a round is decided for the contest too. */
async function standInContest(tx: Tx, { id, rules, rounds }: Contest, draw: Draw): Promise<Standing[]> {
  const cumulative = rules.cumulative!
  const taken = []
  for (const round of rounds) {
    const ranking = await findNewestRanking(tx, id, round.no)
    if (!ranking) throw new Error(`the books of round ${round.no} are closed and it has no standings`)
    taken.push(await listEntries(tx, ranking.id))
  }
  const figures = { draw, decimals: rules.prediction?.decimals ?? 0 }
  const entries = cumulativeEntries(taken, cumulative, {
    ...figures,
    timeLimitMs: rules.paper.timeLimitSeconds * 1000,
  })
  return standingsOf(entries, { ...cumulative, gate: 'none' }, figures)
}
