import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { before, describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'

describe('the link to the other tongue', () => {
  const house = freshHouse({ server: { withPages: true } })
  let port = 0
  before(async () => {
    await house.app.listen({ port: 0, host: '127.0.0.1' })
    port = (house.app.server.address() as AddressInfo).port
  })
  /** As no browser would write it, so over a socket. */
  const leadsTo = async (target: string) => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(`GET ${target} HTTP/1.1\r\nHost: thi.example\r\nConnection: close\r\n\r\n`)
    const answer = (await socket.setEncoding('utf8').toArray()).join('')
    return /^location: (.*)\r$/im.exec(answer)?.[1]
  }

  it('leads back to the page it stood on, without the tongue', async () => {
    assert.equal(await leadsTo('/?lang=en'), '/')
    assert.equal(await leadsTo('/contests/thi/register?round=2&lang=en'), '/contests/thi/register?round=2')
  })
  it('never leads to another host', async () => {
    for (const target of [
      '//evil.example/x?lang=en',
      '///evil.example/x?lang=en',
      '/\\evil.example/x?lang=en',
      '/\\/evil.example/x?lang=en',
      'http://thi.example//evil.example/x?lang=en',
    ])
      assert.match((await leadsTo(target)) ?? '', /^\/[^/\\]/, target)
    assert.equal(await leadsTo('http://evil.example/x?lang=en'), '/evil.example/x')
  })
})
