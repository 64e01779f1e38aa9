/**
 * Writes one version of the standings of a round, or of the contest, in an open transaction that holds the books.
 * A version is never edited: what was decided later makes the next one (docs/rules/rankings.md, R-13).
 */
import type { Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import type { Contest, Round } from '../rounds/model.ts'
import { loadRoundSecret } from '../rounds/store.ts'
import type { RegradeId, RulingId } from '../rulings/model.ts'
import { compileFinalStandings, compileStandings } from './compile-standings.ts'
import type { Ranking, RankingId } from './model.ts'
import { writeScaled } from './rules.ts'
import { findNewestRanking, hasTriedTwice, insertRanking, insertStandings } from './store.ts'

type Occasion = {
  readonly at: Date
  readonly reason: string | null
  readonly publish: boolean
  readonly notice?: string | null
}

export async function writeRanking(
  tx: Tx,
  contest: Contest,
  round: Round | 'final',
  occasion: Occasion,
): Promise<Ranking & { people: number }> {
  const { people, actualAsWritten, ...line } = await lineUp(tx, contest, round, { at: occasion.at })
  const ranking = { ...line, publishedAt: occasion.publish ? occasion.at : null }
  await insertRanking(tx, {
    ...ranking,
    actualAsWritten,
    reason: occasion.reason,
    notice: occasion.notice ?? null,
  })
  return { ...ranking, people }
}

/** Everybody in line under the id of a ranking that is not there yet: nobody sees it before its head is written. */
export type LinedUp = Omit<Ranking, 'publishedAt'> & { people: number; actualAsWritten: string | null }

export async function lineUp(
  tx: Tx,
  contest: Contest,
  round: Round | 'final',
  /** `ruling`: as it would be under one that is drawn up, and then of some rounds other standings than the newest. */
  {
    at,
    ruling,
    instead,
  }: {
    at: Date
    ruling?: { id: RulingId; regradeId: RegradeId | null }
    instead?: ReadonlyMap<number, RankingId>
  },
): Promise<LinedUp> {
  const { rules } = contest
  // The final standings are drawn with the seed of the last round, which nobody knows before it has closed.
  const seedOf = round === 'final' ? contest.rounds.at(-1)! : round
  const seed = (await loadRoundSecret(tx, seedOf.id)).tieSeed.toString('hex')
  const roundNo = round === 'final' ? null : round.no
  const before = await findNewestRanking(tx, contest.id, roundNo)
  const { keys } = round === 'final' ? rules.cumulative! : rules.ranking
  const decimals = rules.prediction?.decimals ?? 0
  const id = timeOrderedId(at) as RankingId

  const { people, placed, units, unwritten } = await insertStandings(
    tx,
    round === 'final'
      ? compileFinalStandings(rules.cumulative!)
      : // The constraint one_standing_each stands behind this: a second attempt that nobody saw would undo it all.
        compileStandings(
          rules,
          (await hasTriedTwice(tx, round.id)) ? 'several' : 'one each',
          ruling ? 'ruled' : 'decided',
        ),
    { id, authorityId: contest.authorityId, decimals, draw: { seed, round: roundNo ?? 'final' } },
    round === 'final'
      ? [await listNewestRankings(tx, contest, instead), rules.paper.timeLimitSeconds * 1000]
      : [round.id, at, ...(ruling ? [ruling.id, ruling.regradeId] : [])],
  )
  // Their time ran out and nobody has written them down: the closing is tried again when somebody has.
  if (unwritten > 0) throw new Error(`${unwritten} attempts are over and not yet written down`)
  const actualAsWritten = units === null ? null : writeScaled({ units, decimals })
  return {
    id,
    authorityId: contest.authorityId,
    contestId: contest.id,
    roundNo,
    version: (before?.version ?? 0) + 1,
    ruleVersion: contest.ruleVersion,
    keys,
    actual: actualAsWritten === null ? null : Number(actualAsWritten),
    actualAsWritten,
    drawSeed: keys.includes('seededDraw') ? seed : null,
    placed,
    closedAt: at,
    people,
  }
}

/** Of every round, in their order: what was decided about a round is decided for the contest too. */
async function listNewestRankings(
  tx: Tx,
  { id, rounds }: Contest,
  instead: ReadonlyMap<number, RankingId> = new Map(),
): Promise<RankingId[]> {
  const newest: RankingId[] = []
  for (const { no } of rounds) {
    const rankingId = instead.get(no) ?? (await findNewestRanking(tx, id, no))?.id
    if (!rankingId) throw new Error(`the books of round ${no} are closed and it has no standings`)
    newest.push(rankingId)
  }
  return newest
}
