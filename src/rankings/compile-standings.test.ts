/**
 * What PostgreSQL puts in line is what rules.ts says, for contests that nobody thought of: every key, policy, target and
 * gate, with ties, missing predictions, void, expired and repeated attempts, over one round and over all of them.
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { type FreshDatabase, freshDatabase } from '../../tests/support/database.ts'
import {
  aRulebook,
  DAY,
  type LaidAttempt,
  type LaidContest,
  layAttempts,
  layContest,
  MINUTE,
  voidAttempt,
} from '../../tests/support/laid-contest.ts'
import type { ContestantId } from '../contestants/model.ts'
import { type PredictionRule, RANKING_KEYS, type RankingKey, type Rulebook } from '../contests/model.ts'
import { inTransaction, openPool, type Pool } from '../platform/db.ts'
import { listContests } from '../rounds/store.ts'
import type { UnitId } from '../units/model.ts'
import { compileFinalStandings, compileStandings } from './compile-standings.ts'
import type { Draw, Entry, FinishedAttempt, Scaled } from './model.ts'
import { actualOf, cumulativeEntries, entriesOf, standingsOf, writeScaled } from './rules.ts'
import { writeRanking } from './write-ranking.ts'

const OPENS = new Date('2023-08-14T00:30:00Z')
const at = (ms: number) => new Date(OPENS.getTime() + ms)
const END = at(40 * DAY)
const CONTESTS = 80
const TARGETS: PredictionRule['target'][] = [
  'allCorrectPersons',
  'participants',
  'attempts',
  'percentAllCorrect',
]

type Given = Omit<LaidAttempt, 'unit'> & { isVoid: boolean }
type Case = { rules: Rulebook; rounds: number; papers: Given[] }

const someKeys = (asks: boolean) =>
  fc
    .subarray(
      RANKING_KEYS.filter((key) => asks || key !== 'predictionDistance'),
      { minLength: 1 },
    )
    .chain((keys) => fc.shuffledSubarray(keys, { minLength: keys.length }))
    // The draw comes last, and breaks ties only where it is asked for (the rulebook's own checks).
    .map((keys): RankingKey[] => [
      ...keys.filter((key) => key !== 'seededDraw'),
      ...keys.filter((key) => key === 'seededDraw'),
    ])
const anOrder = (asks: boolean) =>
  fc.record({ keys: someKeys(asks), wishes: fc.boolean() }).map(({ keys, wishes }) => ({
    keys,
    ties: wishes && keys.includes('seededDraw') ? ('broken' as const) : ('shared' as const),
  }))

/** Few values of everything, so that ties are common. */
const aPaper = (rounds: number, tries: number, decimals: number): fc.Arbitrary<Given> =>
  fc.record({
    person: fc.integer({ min: 0, max: 9 }).map((no) => `p${no}`),
    round: fc.integer({ min: 1, max: rounds }),
    attemptNo: fc.integer({ min: 1, max: tries }),
    startedAt: fc.integer({ min: 0, max: 3 }).map((no) => at(DAY + no * 1001)),
    ending: fc.constantFrom('submitted' as const, 'submitted' as const, 'expired' as const),
    durationMs: fc.constantFrom(MINUTE, 2 * MINUTE, 2 * MINUTE + 1),
    score: fc.constantFrom(0, 9, 10),
    total: fc.constantFrom(10, 10, 10, 0),
    saved: fc.boolean(),
    prediction: fc.option(
      fc.integer({ min: 0, max: 14 * 10 ** decimals }).map((units) => units / 10 ** decimals),
      { freq: 4, nil: null },
    ),
    isVoid: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
  })

const aCase: fc.Arbitrary<Case> = fc
  .record({
    rounds: fc.integer({ min: 1, max: 3 }),
    tries: fc.constantFrom(1, 3),
    asks: fc.option(
      fc.record({ target: fc.constantFrom(...TARGETS), decimals: fc.integer({ min: 0, max: 3 }) }),
      { freq: 5 },
    ),
    counting: fc.constantFrom('first', 'last', 'best', 'bestEarliest', 'only'),
    gate: fc.constantFrom('none', 'allCorrect'),
    policy: fc.constantFrom('sum', 'best'),
  })
  .chain(({ rounds, tries, asks, counting, gate, policy }) => {
    const decimals = asks?.target === 'percentAllCorrect' ? asks.decimals : 0
    return fc
      .record({
        ranking: anOrder(asks !== null),
        cumulative: anOrder(asks !== null),
        papers: fc.uniqueArray(aPaper(rounds, tries, decimals), {
          maxLength: 40,
          size: 'max',
          selector: ({ person, round, attemptNo }) => `${person} ${round} ${attemptNo}`,
        }),
      })
      .map(({ ranking, cumulative, papers }) => ({
        rounds,
        papers,
        rules: aRulebook({
          counting: counting as Rulebook['counting'],
          ranking: { ...ranking, gate: gate as 'none' },
          cumulative: { ...cumulative, policy: policy as 'sum' },
          prediction: asks && { ...aRulebook().prediction!, target: asks.target, decimals },
        }),
      }))
  })

describe('standings made by PostgreSQL', () => {
  let database: FreshDatabase
  let owner: Pool
  let pool: Pool
  before(async () => {
    database = await freshDatabase()
    owner = openPool(database.url, { size: 2, log: () => {} })
    pool = openPool(database.url, { role: 'hoithi_keeper', size: 2, log: () => {} })
  })
  after(async () => {
    await pool.end()
    await owner.end()
    await database.drop()
  })

  const lay = async ({ rules, rounds, papers }: Case) => {
    const contest = await layContest(owner, {
      rules,
      rounds: Array.from({ length: rounds }, (_, no) => ({
        opensAt: at(no * 7 * DAY),
        closesAt: at((no + 1) * 7 * DAY),
      })),
      units: [{ code: 'T' }, { code: 'U' }],
    })
    const laid = papers.map((paper, no) => ({ ...paper, unit: no % 2 ? 'T' : 'U' }))
    const ids = await layAttempts(owner, contest, laid)
    for (const [no, id] of ids.entries()) if (papers[no]!.isVoid) await voidAttempt(owner, contest, id, END)
    const finished = (round: number) =>
      laid.flatMap((paper, no) =>
        paper.round === round && !paper.isVoid ? [asFinished(contest, paper, ids[no]!)] : [],
      )
    return { contest, finished }
  }

  const write = async (slug: string, round: number | 'final') => {
    const contest = (await listContests(pool, END)).find((each) => each.slug === slug)!
    const of = round === 'final' ? round : contest.rounds[round - 1]!
    const ranking = await inTransaction(pool, (tx) =>
      writeRanking(tx, contest, of, { at: END, reason: null, publish: true }),
    )
    const { rows } = await pool.query(
      `SELECT position, place, decided_by AS "decidedBy", trace, attempt_id AS "attemptId", contestant_id AS "contestantId",
         unit_id AS "unitId", participated, score, total, prediction, distance, started_at AS "startedAt",
         submitted_at AS "submittedAt", duration_ms AS "durationMs", perfect_attempts AS "perfectAttempts"
       FROM standings WHERE ranking_id = $1 ORDER BY position`,
      [ranking.id],
    )
    return { ranking, rows }
  }

  it(`is what the rules say, on ${CONTESTS} contests that nobody thought of`, async () => {
    let several = 0
    await fc.assert(
      fc.asyncProperty(aCase, async (given) => {
        const { contest, finished } = await lay(given)
        const { rules } = given
        const decimals = rules.prediction?.decimals ?? 0
        const entries: Entry[][] = []
        for (let no = 1; no <= given.rounds; no++) {
          const draw: Draw = { seed: contest.rounds[no - 1]!.tieSeed, round: no }
          const actual = actualOf(finished(no), rules.prediction)
          entries.push(entriesOf(finished(no), rules.counting, actual))
          if (new Set(finished(no).map(({ contestantId }) => contestantId)).size < finished(no).length)
            several += 1
          const standings = standingsOf(entries.at(-1)!, rules.ranking, { draw, decimals })
          const { ranking, rows } = await write(contest.slug, no)
          assert.deepEqual(rows, flat(standings))
          assert.deepEqual(
            [ranking.actual, ranking.placed, ranking.people],
            [written(actual), standings.filter(({ place }) => place !== null).length, standings.length],
          )
        }
        const draw: Draw = { seed: contest.rounds.at(-1)!.tieSeed, round: 'final' }
        const timeLimitMs = rules.paper.timeLimitSeconds * 1000
        const everybody = cumulativeEntries(entries, rules.cumulative!, { timeLimitMs, draw, decimals })
        const final = standingsOf(everybody, { ...rules.cumulative!, gate: 'none' }, { draw, decimals })
        assert.deepEqual((await write(contest.slug, 'final')).rows, flat(final))
      }),
      { numRuns: CONTESTS, seed: 19, endOnFailure: true },
    )
    assert.ok(several > CONTESTS / 4, 'in many rounds somebody tried twice')
  })

  it('reads nothing of a rulebook but names out of closed lists', () => {
    const rules = aRulebook({ name: `'; DROP TABLE standings; --`, slug: 'evil' })
    for (const attempts of ['one each', 'several'] as const)
      assert.doesNotMatch(compileStandings(rules, attempts), /DROP|evil/)
    assert.doesNotMatch(compileFinalStandings(rules.cumulative!), /DROP|evil/)
  })
})

function asFinished(contest: LaidContest, paper: LaidAttempt & Given, attemptId: string): FinishedAttempt {
  return {
    attemptId,
    contestantId: contest.contestantIds.get(paper.person) as ContestantId,
    unitId: contest.unitIds.get(paper.unit) as UnitId,
    attemptNo: paper.attemptNo ?? 1,
    participated: paper.ending === 'submitted' || paper.saved === true,
    score: paper.score,
    total: paper.total ?? 10,
    prediction: paper.prediction ?? null,
    startedAt: paper.startedAt,
    submittedAt: new Date(paper.startedAt.getTime() + paper.durationMs),
    durationMs: paper.durationMs,
  }
}

function flat(standings: ReturnType<typeof standingsOf>) {
  return standings.map(({ entry, position, place, decidedBy, trace }) => ({
    position,
    place,
    decidedBy,
    trace: [...trace],
    ...entry,
  }))
}

function written(actual: Scaled | null): number | null {
  return actual && Number(writeScaled(actual))
}
