import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'

describe('the search for a unit', () => {
  const house = freshHouse()
  const search = (query: string) => house.ask('GET', `/api/v1/contests/thi/units?${query}`)

  it('takes whatever an address may hold', async () => {
    const found = (await search('query=so%20noi%20vu')).text
    assert.equal((await search('query=so%20noi%20vu%00')).text, found)
    for (const odd of ['%00', '%ff%fe', '%ed%a0%80', '%25%5f%5c', "'%22;--", '%e2%80%ae', 'x'.repeat(200)])
      for (const name of ['query', 'parent', 'stream']) {
        const reply = await search(`${name}=${odd.slice(0, name === 'query' ? 200 : 40)}`)
        assert.equal(reply.status, 200, `${name}=${odd} ${reply.text}`)
      }
  })
})
