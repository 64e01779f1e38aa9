import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { ContestantId } from '../contestants/model.ts'
import type { RankingKey, RankingRule } from '../contests/model.ts'
import type { UnitId } from '../units/model.ts'
import type { Entry, FinishedAttempt } from './model.ts'
import {
  actualOf,
  cumulativeEntries,
  distanceOf,
  drawOf,
  entriesOf,
  initialsOf,
  standingsOf,
  writeScaled,
} from './rules.ts'

const T0 = Date.parse('2023-08-14T00:30:00Z')
const figures = { draw: { seed: 'ab'.repeat(32), round: 1 }, decimals: 0 }
let nextNo = 0

function attempt(
  given: Partial<Omit<FinishedAttempt, 'contestantId'>> & { who?: string } = {},
): FinishedAttempt {
  const { who = `person ${nextNo}`, ...rest } = given
  nextNo += 1
  return {
    attemptId: `attempt ${String(nextNo).padStart(6, '0')}`,
    contestantId: who as ContestantId,
    unitId: 'unit' as UnitId,
    attemptNo: 1,
    participated: true,
    score: 8,
    total: 10,
    prediction: null,
    startedAt: new Date(T0),
    submittedAt: new Date(T0 + 300_000),
    durationMs: 300_000,
    ...rest,
  }
}

function rank(keys: RankingKey[], attempts: FinishedAttempt[], rule: Partial<RankingRule> = {}, units = 5) {
  const entries = entriesOf(attempts, 'best', { units, decimals: 0 })
  return standingsOf(entries, { gate: 'none', keys, ties: 'shared', ...rule }, figures)
}
const names = (standings: ReturnType<typeof rank>) => standings.map(({ entry }) => entry.contestantId)
const places = (standings: ReturnType<typeof rank>) => standings.map(({ place }) => place)

describe('the keys of a ranking (R-3, R-6)', () => {
  const order: [RankingKey, Partial<FinishedAttempt>, Partial<FinishedAttempt>][] = [
    ['score', { score: 9 }, { score: 8 }],
    ['predictionDistance', { prediction: 4 }, { prediction: 7 }],
    ['predictionDistance', { prediction: 1_000_000 }, { prediction: null }],
    ['durationMs', { durationMs: 299_999 }, { durationMs: 300_000 }],
    ['submittedAt', { submittedAt: new Date(T0) }, { submittedAt: new Date(T0 + 1) }],
    ['startedAt', { startedAt: new Date(T0 - 1) }, { startedAt: new Date(T0) }],
  ]
  for (const [key, better, worse] of order)
    it(`${key}: ${JSON.stringify(better)} comes before ${JSON.stringify(worse)}`, () => {
      const standings = rank(
        [key],
        [attempt({ who: 'worse', ...worse }), attempt({ who: 'better', ...better })],
      )
      assert.deepEqual(names(standings), ['better', 'worse'])
      assert.equal(standings[1]?.decidedBy, key)
    })

  it('perfectAttempts: who answered everything right more often comes first', () => {
    const perfect = (who: string, attemptNo: number) => attempt({ who, attemptNo, score: 10 })
    const standings = rank(
      ['perfectAttempts'],
      [perfect('once', 1), perfect('twice', 1), perfect('twice', 2)],
    )
    assert.deepEqual(names(standings), ['twice', 'once'])
    assert.deepEqual(
      standings.map(({ trace }) => trace),
      [['2'], ['1']],
    )
  })

  it('a guess too high is as far as one too low', () =>
    assert.deepEqual(
      places(rank(['predictionDistance'], [attempt({ prediction: 3 }), attempt({ prediction: 7 })])),
      [1, 1],
    ))

  it('equal in every key share a place, and the next is skipped', () => {
    const standings = rank(
      ['score'],
      [10, 9, 9, 8, 8, 8, 7].map((score) => attempt({ score })),
    )
    assert.deepEqual(places(standings), [1, 2, 2, 4, 4, 4, 7])
    assert.deepEqual(
      standings.map(({ decidedBy }) => decidedBy),
      [null, 'score', null, 'score', null, null, 'score'],
    )
  })

  it('the draw breaks every tie, and anybody can do it again with sha256sum', () => {
    const standings = rank(
      ['score', 'seededDraw'],
      [1, 2, 3, 4].map(() => attempt()),
      { ties: 'broken' },
    )
    assert.deepEqual(places(standings), [1, 2, 3, 4])
    const draws = standings.map(({ trace }) => trace[1]!)
    assert.deepEqual(draws, draws.toSorted())
    const { attemptId } = standings[0]!.entry
    const again = createHash('sha256').update(`${figures.draw.seed}:1:${attemptId}`).digest('hex')
    assert.equal(again, draws[0])
    assert.notEqual(drawOf({ ...figures.draw, round: 'final' }, attemptId), draws[0])
  })
})

describe('the gate (R-4)', () => {
  it('places only who answered everything right, and shows the others behind them', () => {
    const attempts = [attempt({ who: 'nine', score: 9 }), attempt({ who: 'ten', score: 10 })]
    const standings = rank(['durationMs', 'score'], attempts, { gate: 'allCorrect' })
    assert.deepEqual(names(standings), ['ten', 'nine'])
    assert.deepEqual(places(standings), [1, null])
    assert.deepEqual(standings[1]?.decidedBy, null)
  })
  it('places nobody whose time ran out with nothing saved', () =>
    assert.deepEqual(
      places(rank(['score'], [attempt({ participated: false, score: 0 }), attempt({ score: 0 })])),
      [1, null],
    ))
})

describe('the attempt that counts (R-1)', () => {
  const two = [
    attempt({ who: 'An', attemptNo: 1, score: 7, durationMs: 100, submittedAt: new Date(T0) }),
    attempt({ who: 'An', attemptNo: 2, score: 9, durationMs: 300, submittedAt: new Date(T0 + 1) }),
    attempt({ who: 'An', attemptNo: 3, score: 9, durationMs: 200, submittedAt: new Date(T0 + 2) }),
    attempt({ who: 'An', attemptNo: 4, score: 1, durationMs: 50, submittedAt: new Date(T0 + 3) }),
  ]
  const numberOf = (counting: Parameters<typeof entriesOf>[1]) =>
    two.findIndex(({ attemptId }) => attemptId === entriesOf(two, counting, null)[0]!.attemptId) + 1
  it('is the first, the last, the best and fastest, or the best and earliest, as the rulebook says', () =>
    assert.deepEqual(
      (['only', 'first', 'last', 'best', 'bestEarliest'] as const).map(numberOf),
      [1, 1, 4, 3, 2],
    ))
})

describe('the figure that was asked for (R-5)', () => {
  const attempts = [
    attempt({ who: 'An', score: 10 }),
    attempt({ who: 'An', attemptNo: 2, score: 10 }),
    attempt({ who: 'Bình', score: 9 }),
    attempt({ who: 'Chi', score: 8 }),
    attempt({ who: 'Dũng', score: 0, participated: false }),
  ]
  for (const [target, expected] of [
    ['allCorrectPersons', '1'],
    ['participants', '3'],
    ['attempts', '5'],
  ] as const)
    it(`${target}: ${expected}`, () =>
      assert.equal(writeScaled(actualOf(attempts, { target, decimals: 0 })!), expected))

  it('a percentage is rounded half up', () => {
    const percent = (decimals: number, of = attempts) =>
      writeScaled(actualOf(of, { target: 'percentAllCorrect', decimals })!)
    assert.deepEqual(
      [0, 1, 2, 5].map((decimals) => percent(decimals)),
      ['33', '33.3', '33.33', '33.33333'],
    )
    const eight = Array.from({ length: 8 }, (_, no) => attempt({ score: no === 0 ? 10 : 9 }))
    assert.deepEqual([percent(1, eight), percent(0, eight), percent(2, [])], ['12.5', '13', '0.00'])
  })

  it('the shares of the bands of Huế, first week of 2025, are those that were printed', () => {
    const bands = [5945, 11_228, 7851, 956]
    const shares = bands.map((band) => {
      const people = Array.from({ length: 25_980 }, (_, no) =>
        attempt({ who: `${no}`, score: no < band ? 10 : 9 }),
      )
      return writeScaled(actualOf(people, { target: 'percentAllCorrect', decimals: 2 })!)
    })
    assert.deepEqual(shares, ['22.88', '43.22', '30.22', '3.68'])
  })

  it('601 perfect papers of the four weeks of Hòa Bình 2022 are attempts, not people', () => {
    const weeks = [93, 111, 152, 245].map((people) =>
      Array.from({ length: people }, (_, no) => attempt({ who: `${no}`, score: 10 })),
    )
    const actuals = weeks.map((week) => actualOf(week, { target: 'allCorrectPersons', decimals: 0 })!.units)
    assert.equal(
      actuals.reduce((sum, each) => sum + each, 0),
      601,
    )
    assert.equal(actualOf(weeks.flat(), { target: 'allCorrectPersons', decimals: 0 })!.units, 245)
  })

  it('distances of decimals are whole numbers of the last one', () => {
    assert.equal(distanceOf(87.65432, { units: 8_765_433, decimals: 5 }), 1)
    assert.equal(distanceOf(0.3, { units: 1, decimals: 1 }), 2)
    assert.equal(writeScaled({ units: 5, decimals: 3 }), '0.005')
  })
})

const KEYS: RankingKey[] = [
  'score',
  'predictionDistance',
  'durationMs',
  'submittedAt',
  'startedAt',
  'perfectAttempts',
  'seededDraw',
]
const anEntry: fc.Arbitrary<Omit<Entry, 'attemptId'>> = fc.record({
  contestantId: fc.uuid() as fc.Arbitrary<string> as fc.Arbitrary<ContestantId>,
  unitId: fc.constant('unit' as UnitId),
  participated: fc.boolean(),
  score: fc.integer({ min: 0, max: 3 }),
  total: fc.constant(3),
  prediction: fc.constant(null),
  distance: fc.option(fc.integer({ min: 0, max: 3 })),
  startedAt: fc.integer({ min: 0, max: 2 }).map((ms) => new Date(T0 + ms)),
  submittedAt: fc.integer({ min: 0, max: 2 }).map((ms) => new Date(T0 + 9 + ms)),
  durationMs: fc.integer({ min: 0, max: 2 }),
  perfectAttempts: fc.integer({ min: 0, max: 2 }),
})
const entries = fc
  .array(anEntry, { maxLength: 25 })
  .map((list) => list.map((entry, no): Entry => ({ ...entry, attemptId: `attempt ${no}` })))
const aRule: fc.Arbitrary<RankingRule> = fc.record({
  gate: fc.constantFrom('none' as const, 'allCorrect' as const),
  keys: fc.shuffledSubarray(KEYS, { minLength: 1 }),
  ties: fc.constant('shared' as const),
})

/** Written as the rules are read aloud, for every pair: it shares nothing with what it checks. */
function naivePlace(of: Entry, all: Entry[], rule: RankingRule): number | null {
  const isPlaced = (entry: Entry) =>
    entry.participated && (rule.gate === 'none' || entry.score === entry.total)
  if (!isPlaced(of)) return null
  const isBefore = (a: Entry, b: Entry): boolean => {
    for (const key of rule.keys) {
      if (key === 'score' && a.score !== b.score) return a.score > b.score
      if (key === 'perfectAttempts' && a.perfectAttempts !== b.perfectAttempts)
        return a.perfectAttempts > b.perfectAttempts
      if (key === 'predictionDistance' && a.distance !== b.distance)
        return b.distance === null || (a.distance !== null && a.distance < b.distance)
      if (key === 'durationMs' && a.durationMs !== b.durationMs) return a.durationMs < b.durationMs
      if (key === 'submittedAt' && +a.submittedAt !== +b.submittedAt) return a.submittedAt < b.submittedAt
      if (key === 'startedAt' && +a.startedAt !== +b.startedAt) return a.startedAt < b.startedAt
      if (key === 'seededDraw') return drawOf(figures.draw, a.attemptId) < drawOf(figures.draw, b.attemptId)
    }
    return false
  }
  return 1 + all.filter((other) => isPlaced(other) && other !== of && isBefore(other, of)).length
}

describe('standings', () => {
  it('agree with a naive computation, whatever the keys and their order', () =>
    fc.assert(
      fc.property(entries, aRule, (list, rule) => {
        for (const { entry, place } of standingsOf(list, rule, figures))
          assert.equal(place, naivePlace(entry, list, rule))
      }),
      { numRuns: 500 },
    ))

  it('do not depend on the order in which papers were read', () =>
    fc.assert(
      fc.property(
        entries.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        aRule,
        ([list, shuffled], rule) =>
          assert.deepEqual(standingsOf(shuffled, rule, figures), standingsOf(list, rule, figures)),
      ),
    ))

  it('name the key that set a row apart from the row above, and its values differ there first', () =>
    fc.assert(
      fc.property(entries, aRule, (list, rule) => {
        const standings = standingsOf(list, rule, figures)
        standings.forEach(({ place, decidedBy, trace }, index) => {
          const above = standings[index - 1]
          const isApart = above !== undefined && place !== null && place !== above.place
          const differs = trace.findIndex((value, key) => value !== above?.trace[key])
          assert.equal(decidedBy, isApart ? rule.keys[differs] : null)
        })
      }),
    ))

  it('count nobody twice: as many rows as people, positions without a gap', () =>
    fc.assert(
      fc.property(entries, aRule, (list, rule) => {
        const standings = standingsOf(list, rule, figures)
        assert.deepEqual(
          standings.map(({ position }) => position),
          list.map((_, index) => index + 1),
        )
        assert.equal(new Set(standings.map(({ entry }) => entry.attemptId)).size, list.length)
      }),
    ))
})

describe('the standings of the contest (R-10 to R-12)', () => {
  const entry = (who: string, given: Partial<FinishedAttempt> = {}) =>
    entriesOf([attempt({ who, ...given })], 'only', { units: 5, decimals: 0 })[0]!
  const sum = (rounds: Entry[][], policy: 'sum' | 'best' = 'sum') =>
    cumulativeEntries(
      rounds,
      { policy, keys: ['score', 'durationMs'], ties: 'shared' },
      { ...figures, timeLimitMs: 600_000 },
    )

  it('add up points, distances and times; who missed a round has its whole time limit and no distance', () => {
    const [an, binh] = sum([
      [entry('An', { prediction: 5 }), entry('Bình', { prediction: 5 })],
      [entry('An', { prediction: 7 })],
    ])
    assert.deepEqual([an!.score, an!.distance, an!.durationMs], [16, 2, 600_000])
    assert.deepEqual([binh!.score, binh!.distance, binh!.durationMs], [8, null, 900_000])
  })
  it('take the moment and the attempt of the latest round', () => {
    const later = entry('An', { submittedAt: new Date(T0 + 7 * 86_400_000) })
    const [an] = sum([[entry('An')], [later]])
    assert.deepEqual([an!.submittedAt, an!.attemptId], [later.submittedAt, later.attemptId])
  })
  it('or count the best round alone', () => {
    const [an] = sum(
      [[entry('An', { score: 7 })], [entry('An', { score: 9 })], [entry('An', { score: 8 })]],
      'best',
    )
    assert.equal(an!.score, 9)
  })
  it('leave out who never took part', () =>
    assert.deepEqual(sum([[entry('An', { participated: false })]]), []))
})

it('initials keep their marks (R-14)', () =>
  assert.deepEqual(['Nguyễn Thị Ánh', ' đỗ  Văn Ơn '].map(initialsOf), ['N.T.Á.', 'Đ.V.Ơ.']))
