import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aGoing, askToStart, one, save, submit } from '../../tests/support/people.ts'

describe('what the API says of an attempt', () => {
  const house = freshHouse()

  it('is kept by no browser and by no proxy', async () => {
    const going = await aGoing(house)
    const { token } = going.person
    const url = `/api/v1/attempts/${going.attemptId}`
    for (const reply of [
      await askToStart(house, going.person),
      await house.ask('GET', `${url}/paper`, { token }),
      await save(house, going, { sequence: 1, answers: one(going) }),
      await house.ask('GET', url, { token }),
      await submit(house, going),
      await house.ask('GET', url, { token }),
      await house.ask('GET', `${url}/paper`, { token }),
      await house.ask('GET', url),
    ])
      assert.match(String(reply.headers['cache-control']), /\bno-store$/, `${reply.status} ${reply.text}`)
  })
})
