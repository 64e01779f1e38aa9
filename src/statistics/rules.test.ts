import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { aRulebook } from '../../tests/support/laid-contest.ts'
import type { Rulebook } from '../contests/model.ts'
import type { Contest, Round } from '../rounds/model.ts'
import type { UnitId } from '../units/model.ts'
import { nextCount } from './jobs.ts'
import type { Count, FramedUnit } from './model.ts'
import { isWithheld, rateOf, rollUp, scopeOfContest, scopeOfRound, scopesOf } from './rules.ts'

const at = (day: number, ms = 0) => new Date(Date.UTC(2023, 7, day) + ms)
const unit = (code: string, parent: string | null, given: Partial<FramedUnit> = {}): FramedUnit => ({
  unitId: code as UnitId,
  code,
  name: code,
  parentId: parent as UnitId | null,
  choosable: true,
  headcount: null,
  ...given,
})

describe('a rate (S-7)', () => {
  for (const [persons, headcount, expected] of [
    [1, 3, 33.33],
    [2, 3, 66.67],
    [1, 8, 12.5],
    [1, 800, 0.13],
    [15, 12, 125],
    [0, 12, 0],
    [0, 0, null],
  ] as const)
    it(`of ${persons} in ${headcount} is ${expected}`, () =>
      assert.equal(rateOf(persons, headcount), expected))
})

describe('headcounts along the tree (S-7)', () => {
  const headcounts = (frame: FramedUnit[]) => rollUp(frame, new Map()).map(({ headcount }) => headcount)
  it('are added up where everybody below is covered', () =>
    assert.deepEqual(
      headcounts([
        unit('T', null, { choosable: false }),
        unit('A', 'T', { headcount: 7 }),
        unit('B', 'T', { headcount: 5 }),
      ]),
      [12, 7, 5],
    ))
  it('are not known where somebody may choose a unit that declares none', () =>
    assert.deepEqual(
      headcounts([unit('T', null, { choosable: false }), unit('A', 'T', { headcount: 7 }), unit('B', 'T')]),
      [null, 7, null],
    ))
  it('of a unit cover what is below it and declares none', () =>
    assert.deepEqual(headcounts([unit('A', null, { headcount: 9 }), unit('A.1', 'A')]), [9, null]))
  it('of a heading without anybody are not known', () =>
    assert.deepEqual(headcounts([unit('T', null, { choosable: false })]), [null]))
})

describe('the roll-up (S-10)', () => {
  const trees = fc
    .array(fc.record({ parent: fc.nat(), persons: fc.nat(9), attempts: fc.nat(9), full: fc.nat(9) }), {
      minLength: 1,
      maxLength: 30,
    })
    .map((nodes) => {
      const frame = nodes.map(({ parent }, no) => unit(`${no}`, no === 0 ? null : `${parent % no}`))
      const own = new Map<string, Count>(nodes.map(({ parent: _, ...count }, no) => [`${no}`, count]))
      return { frame, own }
    })
  it('is the unit and everything below it, in whatever order the units are listed', () =>
    fc.assert(
      fc.property(trees, fc.boolean(), ({ frame, own }, isTurned) => {
        const listed = isTurned ? frame.toReversed() : frame
        const isBelow = (code: string, top: string): boolean => {
          const parent = frame[Number(code)]!.parentId
          return code === top || (parent !== null && isBelow(parent, top))
        }
        rollUp(listed, own).forEach(({ rolled }, index) => {
          const below = frame.filter(({ code }) => isBelow(code, listed[index]!.code))
          for (const key of ['persons', 'attempts', 'full'] as const)
            assert.equal(
              rolled[key],
              below.reduce((sum, { code }) => sum + own.get(code)![key], 0),
            )
        })
      }),
    ))
})

describe('what would give the prediction away (S-8, S-9)', () => {
  const round = (no: number, given: Partial<Round> = {}): Round =>
    ({
      id: `r${no}`,
      no,
      opensAt: at(no * 7),
      closesAt: at(no * 7 + 7),
      booksClosedAt: null,
      publishedAt: null,
      ...given,
    }) as Round
  const contest = (
    target: NonNullable<Rulebook['prediction']>['target'],
    rounds: Round[],
    freezeAt?: string,
  ): Contest => {
    const rules = aRulebook({
      prediction: { text: { vi: '?', en: '?' }, target, decimals: 0, required: false },
      publication: { standings: 'atClose', names: 'full', score: 'never', freezeAt },
    })
    return { rules, rounds } as unknown as Contest
  }

  it('is withheld from the opening until the standings are published', () => {
    const open = round(1)
    const it_ = contest('participants', [open])
    assert.deepEqual(
      [at(7, -1), at(7), at(14), at(30)].map((when) => isWithheld(it_, open, when)),
      [false, true, true, true],
    )
    assert.equal(isWithheld(it_, round(1, { publishedAt: at(15) }), at(16)), false)
  })
  it('is nothing where the prediction is of those who answered everything right', () =>
    assert.equal(isWithheld(contest('allCorrectPersons', [round(1)]), round(1), at(8)), false))
  it('is withheld from the freeze on, where the rulebook names one', () => {
    const frozen = contest('attempts', [round(1)], '2023-08-12T07:00')
    assert.deepEqual(
      [at(11), at(12, -1), at(12)].map((when) => isWithheld(frozen, round(1), when)),
      [false, false, true],
    )
  })
  it('leaves the round out of the figures of the contest', () => {
    const done = round(1, { booksClosedAt: at(14), publishedAt: at(14) })
    const scope = scopeOfContest(contest('participants', [done, round(2), round(3)]), at(15))
    assert.deepEqual(
      [scope.rounds.map(({ no }) => no), scope.fullRounds.map(({ no }) => no), scope.hides, scope.withheld],
      [[1], [1], 'nothing', true],
    )
  })
  it('hides all figures of the contest where those of the round were public until the freeze', () =>
    assert.equal(
      scopeOfContest(contest('participants', [round(1)], '2023-08-12T07:00'), at(13)).hides,
      'everything',
    ))
  it('hides full participation of a round whose predecessors are withheld', () => {
    const waiting = [round(1), round(2, { publishedAt: at(22) })]
    assert.equal(scopeOfRound(contest('participants', waiting), waiting[1]!, at(23)).hides, 'full')
  })
  it('before the last round, full participation is of every round closed so far', () => {
    const full = (when: Date) =>
      scopeOfContest(contest('allCorrectPersons', [round(1), round(2)]), when).fullRounds.map(({ no }) => no)
    assert.deepEqual([at(7), at(14, -1), at(14), at(21)].map(full), [[], [], [1], [1, 2]])
  })
  it('figures are there from the opening of the first round', () => {
    const scopes = (when: Date) => scopesOf(contest('allCorrectPersons', [round(1), round(2)]), when)
    assert.deepEqual(
      [at(7, -1), at(7), at(14)].map((when) => scopes(when).map(({ roundNo }) => roundNo)),
      [[], [1, null], [1, 2, null]],
    )
  })
})

describe('the next count', () => {
  for (const [took, expected] of [
    [0, 5_000],
    [100, 5_000],
    [500, 5_000],
    [2_000, 20_000],
  ] as const)
    it(`after one of ${took} ms begins ${expected} ms after it began`, () =>
      assert.equal(nextCount(at(1), took).getTime() - at(1).getTime(), expected))
})
