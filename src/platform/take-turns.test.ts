import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as aMoment } from 'node:timers/promises'
import { takeTurns } from './take-turns.ts'

describe('taking turns', () => {
  /** Runs work on subjects and tells when each began and ended. */
  async function happened(asked: string[][]): Promise<string[]> {
    const inTurn = takeTurns()
    const told: string[] = []
    await Promise.all(
      asked.map((subjects, index) =>
        inTurn(subjects, async () => {
          told.push(`${index} begins`)
          await aMoment()
          await aMoment()
          told.push(`${index} ends`)
        }),
      ),
    )
    return told
  }

  it('lets work on one subject follow in the order of asking', async () =>
    assert.deepEqual(await happened([['a'], ['a'], ['a']]), [
      '0 begins',
      '0 ends',
      '1 begins',
      '1 ends',
      '2 begins',
      '2 ends',
    ]))
  it('lets work on different subjects go on side by side', async () =>
    assert.deepEqual((await happened([['a'], ['b']])).slice(0, 2), ['0 begins', '1 begins']))
  it('does not stand still where two share subjects in different orders', async () => {
    const told = await happened([
      ['a', 'b'],
      ['b', 'a'],
      ['b', 'c', 'b'],
    ])
    // All three share b: none begins while another is under way.
    assert.equal(told.length, 6)
    for (const at of [0, 2, 4]) assert.equal(told[at]?.replace('begins', 'ends'), told[at + 1])
  })
  it('goes on after a failure, which only its own asker hears of', async () => {
    const inTurn = takeTurns()
    const failing = inTurn(['a'], () => Promise.reject(new Error('bad')))
    const next = inTurn(['a'], () => Promise.resolve('good'))
    await assert.rejects(failing, /bad/)
    assert.equal(await next, 'good')
  })
})
