import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { clockFrom } from '../server-clock.ts'
import { leftText, warningBetween, warningsOf } from './clock.ts'

const TEN_MINUTES = 600_000

describe('the clock of a paper', () => {
  it('shows nought only when time is over', () => {
    const shown = {
      600000: '10:00',
      599999: '10:00',
      1000: '00:01',
      1: '00:01',
      0: '00:00',
      [-5000]: '00:00',
    }
    for (const [ms, text] of Object.entries(shown)) assert.equal(leftText(Number(ms)), text, ms)
    assert.equal(leftText(3_600_000 + 61_000), '1:01:01')
  })

  it('speaks at half time, five minutes, one minute, thirty seconds and at the end', () => {
    const long = warningsOf(1_200_000).map(({ name }) => name)
    assert.deepEqual(long, ['half', 'fiveMinutes', 'oneMinute', 'thirtySeconds', 'over'])
  })

  it('does not speak twice of one instant, nor of marks before the start', () => {
    assert.deepEqual(
      warningsOf(TEN_MINUTES).map(({ name }) => name),
      ['fiveMinutes', 'oneMinute', 'thirtySeconds', 'over'],
    )
    assert.deepEqual(
      warningsOf(60_000).map(({ name }) => name),
      ['thirtySeconds', 'over'],
    )
  })

  it('speaks when a mark is passed: not before, and not again', () => {
    assert.equal(warningBetween(TEN_MINUTES, 300_001, 300_000), 'fiveMinutes')
    assert.equal(warningBetween(TEN_MINUTES, 300_500, 300_001), null)
    assert.equal(warningBetween(TEN_MINUTES, 300_000, 299_000), null)
  })

  it('after a sleep says only the latest', () => {
    assert.equal(warningBetween(TEN_MINUTES, 500_000, 50_000), 'oneMinute')
    assert.equal(warningBetween(TEN_MINUTES, 500_000, -1), 'over')
  })
})

describe('the server’s clock on a phone', () => {
  it('runs by the time that passes, whatever the phone’s own clock says', () => {
    let monotonic = 1000
    const clock = clockFrom('2026-11-22T03:00:00.000Z', 1000, () => monotonic)
    monotonic += 90_000
    assert.equal(new Date(clock.now()).toISOString(), '2026-11-22T03:01:30.000Z')
  })

  it('is set right by any reply, taking half of its way for the way back', () => {
    let monotonic = 0
    const clock = clockFrom('2026-11-22T03:00:00.000Z', 0, () => monotonic)
    monotonic = 10_000
    clock.heard('2026-11-22T03:00:20.000Z', 9000, 10_000)
    assert.equal(new Date(clock.now()).toISOString(), '2026-11-22T03:00:20.500Z')
  })

  it('is not thrown off by a reply without a time', () => {
    const clock = clockFrom('2026-11-22T03:00:00.000Z', 0, () => 0)
    clock.heard('', 0, 0)
    assert.equal(new Date(clock.now()).toISOString(), '2026-11-22T03:00:00.000Z')
  })
})
