import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshHouse } from './support/a-house.ts'
import { brokenInvariants } from './support/invariants.ts'
import { later, one, register, save, start, submit } from './support/people.ts'

describe('two thousand honest participants behind one address', () => {
  const house = freshHouse()

  it('finish an attempt each, and none is ever told to slow down or to come back', async () => {
    const from = '203.0.113.7'
    const statuses = new Map<number, number>()
    const noted = (status: number) => statuses.set(status, (statuses.get(status) ?? 0) + 1)
    let waiting = 2000
    const office = Array.from({ length: 100 }, async () => {
      while (waiting-- > 0) {
        const person = await register(house, {}, { from })
        const going = await start(house, person, { from })
        for (const sequence of [1, 2, 3])
          noted((await save(house, going, { sequence, answers: one(going, sequence) }, { from })).status)
        noted(
          (await submit(house, going, { answers: one(going) }, { from, at: later(going.startedAt, 60_000) }))
            .status,
        )
      }
    })
    await Promise.all(office)
    assert.deepEqual([...statuses].sort(), [
      [200, 6000],
      [201, 2000],
    ])
    assert.equal(await house.count('SELECT count(*) FROM participation_ledger WHERE participated'), 2000)
    assert.deepEqual(await brokenInvariants(house), [])
  })
})
