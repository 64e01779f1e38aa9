import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { goodFiles, RULES } from '../../tests/support/contest-folder.ts'
import { questionCount } from './model.ts'
import { readYaml } from './read-yaml.ts'
import { rulebook } from './rulebook.ts'

const good = readYaml(RULES, goodFiles[RULES], rulebook).value ?? assert.fail('the good rulebook is not good')

/** Each value of one entry, and whether the schema takes it. */
function check(
  change: (value: never) => Record<string, unknown>,
  expected: [value: unknown, taken: boolean][],
) {
  for (const [value, taken] of expected) {
    const { success } = rulebook.safeParse({ ...good, ...change(value as never) })
    assert.equal(success, taken, JSON.stringify(value))
  }
}

const twoRounds = (first: object, second: object) => ({
  rounds: [
    { ...(good.rounds as object[])[0], ...first },
    { ...(good.rounds as object[])[1], ...second },
  ],
})

describe('the schema of the rulebook', () => {
  it('takes a time limit from 30 seconds to 24 hours', () =>
    check(
      (timeLimitSeconds) => ({ paper: { ...good.paper, timeLimitSeconds } }),
      [
        [29, false],
        [30, true],
        [86_400, true],
        [86_401, false],
      ],
    ))

  it('takes a cap from 1 to 1000, and no cap', () =>
    check(
      (perRound) => ({ attempts: { perRound }, counting: 'best' }),
      [
        [0, false],
        [1, true],
        [1000, true],
        [1001, false],
        [undefined, true],
      ],
    ))

  it('takes a round that opens as the one before closes, and not a second sooner', () =>
    check(
      (opensAt) => twoRounds({}, { opensAt }),
      [
        ['2023-08-20T20:59:59', false],
        ['2023-08-20T21:00', true],
        ['2023-08-20T21:00:00', true],
        ['2023-08-20T21:00:01', true],
      ],
    ))

  it('takes a round of one second, and none of no time, with or without seconds written', () =>
    check(
      (closesAt) => twoRounds({ closesAt }, {}),
      [
        ['2023-08-14T07:30', false],
        ['2023-08-14T07:30:00', false],
        ['2023-08-14T07:30:01', true],
      ],
    ))

  it('takes hours of the day to midnight, written 00:00', () =>
    check(
      (until) => twoRounds({ openHours: { weekdays: [1, 7], from: '07:30', until } }, {}),
      [
        ['07:29', false],
        ['07:30', false],
        ['07:31', true],
        ['00:00', true],
      ],
    ))

  it('lets the open one of the laid rounds be the last, and no later', () =>
    check(
      (openNow) => ({ rounds: { count: 4, days: 7, openNow } }),
      [
        [0, false],
        [1, true],
        [4, true],
        [5, false],
      ],
    ))

  it('takes up to 6 decimals, of a percentage only', () => {
    const asked = (target: string) => (decimals: never) => ({
      prediction: { ...good.prediction, target, decimals },
    })
    check(asked('percentAllCorrect'), [
      [0, true],
      [6, true],
      [7, false],
    ])
    check(asked('participants'), [
      [0, true],
      [1, false],
    ])
  })

  it('asks for one attempt where only that one counts', () =>
    check(
      (attempts) => ({ attempts }),
      [
        [{ perRound: 1 }, true],
        [{ perRound: 1, total: 2 }, true],
        [{ perRound: 2 }, false],
        [{ perDay: 1 }, false],
        [{}, false],
      ],
    ))

  it('counts the questions of a paper over its blueprint', () => assert.equal(questionCount(good), 2))
})
