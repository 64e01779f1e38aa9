/**
 * Computes what a ruling would do, before anybody decides (docs/rules/rulings.md, V-7): every paper that held the question
 * graded again, the standings of each round and of the contest as they would be, and what changes in them. All of it is
 * written under ids that nothing refers to; confirming is to refer to them.
 */
import { inTransaction, type Pool } from '../platform/db.ts'
import type { Banks } from '../questions/keep-banks.ts'
import { compareRankings } from '../rankings/compare-rankings.ts'
import type { Diff, Ranking, RankingId } from '../rankings/model.ts'
import { findNewestRanking } from '../rankings/store.ts'
import { type LinedUp, lineUp } from '../rankings/write-ranking.ts'
import type { Contest, Round, RoundId } from '../rounds/model.ts'
import { listContests } from '../rounds/store.ts'
import { gradeAgain } from '../rulings/grade-again.ts'
import type { QuestionRuling, RegradeId, Ruling, RulingId } from '../rulings/model.ts'
import {
  findBasis,
  findRegradeInForce,
  findRuling,
  insertRulingRound,
  listPoolRounds,
  listQuestionRulings,
  listRuledRounds,
  loadRulingKey,
  markFailed,
  markReady,
  noteProgress,
} from '../rulings/store.ts'

type Needs = {
  keeper: Pool
  banks: Banks
  clock: { now(): Date }
  log: (line: string) => void
}

/** What is kept of standings that are drawn up: their head, and what they change. */
export type Drawn = {
  readonly papers: number | null
  readonly head: (LinedUp & { closedAt: string | Date }) | null
  readonly diff: Diff | null
}

/** Never rejects: whoever asked looks at the ruling, and finds how it went. */
export async function drawUpRuling(needs: Needs, id: RulingId): Promise<void> {
  try {
    await drawUp(needs, id)
  } catch (error) {
    needs.log(`ruling ${id} could not be drawn up: ${(error as Error).message}`)
    await markFailed(needs.keeper, id, 'error').catch(() => {})
  }
}

async function drawUp({ keeper, banks, clock }: Needs, id: RulingId): Promise<void> {
  const at = clock.now()
  const ruling = (await findRuling(keeper, id))!
  const basis = await findBasis(keeper, ruling.contestId, at)
  const contest = (await listContests(keeper, at)).find((each) => each.id === ruling.contestId)!
  const { rounds, questions } = await reachOf(keeper, ruling)
  const instead = new Map<number, RankingId>()
  for (const round of contest.rounds.filter((each) => rounds.includes(each.id))) {
    if (!round.booksClosedAt) {
      await inTransaction(keeper, (tx) => insertRulingRound<Drawn>(tx, ruling, atClose(round)))
      continue
    }
    const regrade = questions
      ? await gradeAgain(
          { pool: keeper, banks },
          {
            contest,
            round,
            rulings: questions,
            at,
            progress: (papers) => noteProgress(keeper, id, papers, clock.now()),
          },
        )
      : null
    const regradeId = questions ? (regrade?.id ?? null) : await findRegradeInForce(keeper, round.id)
    const papers = regrade?.papers ?? null
    const ranking = await drawStandings(keeper, { ruling, contest, of: round, regradeId, papers, at })
    instead.set(round.no, ranking.id)
  }
  if (instead.size > 0 && (await findNewestRanking(keeper, contest.id, null)))
    await drawStandings(keeper, {
      ruling,
      contest,
      of: 'final',
      regradeId: null,
      papers: null,
      instead,
      at,
    })
  await inTransaction(keeper, async (tx) => {
    if ((await findBasis(tx, contest.id, clock.now())) !== basis) await markFailed(tx, id, 'changed')
    else await markReady(tx, id, basis, clock.now())
  })
}

/** Which rounds it concerns, and the rulings on questions that would stand; null: it is about no question. */
async function reachOf(
  db: Pool,
  ruling: Ruling,
): Promise<{ rounds: readonly RoundId[]; questions: readonly QuestionRuling[] | null }> {
  if (ruling.kind === 'void') return { rounds: await listRuledRounds(db, ruling.id), questions: null }
  const standing = await listQuestionRulings(db, ruling.contestId)
  if (ruling.kind === 'question') {
    const { questionId, way } = ruling
    const own: QuestionRuling =
      way === 'another-key'
        ? { questionId, way, correct: await loadRulingKey(db, ruling.id) }
        : { questionId, way }
    return { rounds: await listPoolRounds(db, ruling.contestId, questionId), questions: [...standing, own] }
  }
  const lifted = (await findRuling(db, ruling.lifts))!
  if (lifted.kind !== 'question') return { rounds: await listRuledRounds(db, ruling.id), questions: null }
  return {
    rounds: await listPoolRounds(db, ruling.contestId, lifted.questionId),
    questions: standing.filter(({ id }) => id !== lifted.id),
  }
}

function atClose({ no, id }: Round) {
  const drawn = { papers: null, head: null, diff: null }
  return { roundNo: no, roundId: id, regradeId: null, rankingId: null, previousId: null, drawn }
}

async function drawStandings(
  keeper: Pool,
  given: {
    ruling: Ruling
    contest: Contest
    of: Round | 'final'
    regradeId: RegradeId | null
    papers: number | null
    instead?: ReadonlyMap<number, RankingId>
    at: Date
  },
): Promise<Pick<Ranking, 'id'>> {
  const { ruling, contest, of, regradeId, papers, instead, at } = given
  return inTransaction(keeper, async (tx) => {
    const roundNo = of === 'final' ? null : of.no
    const before = (await findNewestRanking(tx, contest.id, roundNo))!
    const as = of === 'final' ? { at, instead: instead! } : { at, ruling: { id: ruling.id, regradeId } }
    const head = await lineUp(tx, contest, of, as)
    const diff = await compareRankings(tx, contest.rules, before, head)
    await insertRulingRound<Drawn>(tx, ruling, {
      roundNo: roundNo ?? 0,
      roundId: of === 'final' ? null : of.id,
      regradeId,
      rankingId: head.id,
      previousId: before.id,
      drawn: { papers, head, diff },
    })
    return head
  })
}
