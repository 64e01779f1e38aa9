import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { GIVES_WAY_AT, type Rank, watchPressure } from './pressure.ts'

describe('under pressure', () => {
  const pressure = watchPressure()
  after(() => pressure.stop())
  let full = 0
  pressure.add(() => full)
  const ranks = Object.keys(GIVES_WAY_AT) as Rank[]
  const givingWay = (share: number) => {
    full = share
    return ranks.filter((rank) => pressure.mustGiveWay(rank))
  }

  it('looking gives way first and a submission last, in the stated order', () => {
    assert.deepEqual(givingWay(0), [])
    assert.deepEqual(givingWay(0.55), ['look'])
    assert.deepEqual(givingWay(0.65), ['look', 'registration'])
    assert.deepEqual(givingWay(0.75), ['look', 'registration', 'start'])
    assert.deepEqual(givingWay(0.9), ['look', 'registration', 'start', 'save'])
    assert.deepEqual(givingWay(1), ['look', 'registration', 'start', 'save', 'submission'])
  })
  it('is the hardest of all that presses', () => {
    pressure.add(() => 0.8)
    assert.deepEqual(givingWay(0), ['look', 'registration', 'start'])
  })
})
