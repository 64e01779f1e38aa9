import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createPatience, LONGEST_MS, TRIES } from './patience.ts'

describe('a phone that tries again', () => {
  it('waits anything up to a bound that doubles, and never longer than 30 seconds', () => {
    const longest = createPatience(
      () => 1,
      () => 0,
    )
    assert.deepEqual(
      Array.from({ length: 7 }, () => longest.failed()),
      [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000],
    )
    const shortest = createPatience(
      () => 0,
      () => 0,
    )
    assert.equal(shortest.failed(), 0)
  })

  it('never comes sooner than the server asked, nor together with those who were told the same', () => {
    for (const [random, least] of [
      [0, 7000],
      [1, 8000],
    ] as const) {
      const patience = createPatience(
        () => random,
        () => 0,
      )
      assert.equal(patience.failed(7000), least)
    }
  })

  it('has ten tries in its purse; then it tries seldom, however quick the dice would be', () => {
    const patience = createPatience(
      () => 0,
      () => 0,
    )
    for (let no = 0; no < TRIES; no++) assert.equal(patience.failed(), 0)
    assert.equal(patience.failed(), LONGEST_MS / 2)
  })

  it('earns a try back with every yes and every half minute', () => {
    let now = 0
    const patience = createPatience(
      () => 0,
      () => now,
    )
    for (let no = 0; no < TRIES; no++) patience.failed()
    patience.succeeded()
    assert.equal(patience.failed(), 0)
    assert.equal(patience.failed(), LONGEST_MS / 2)
    now += LONGEST_MS
    assert.equal(patience.failed(), 0)
  })
})
