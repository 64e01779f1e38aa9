import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import Fastify, { type FastifyInstance } from 'fastify'
import { arrivalOf, asArrivedAt, stampArrivals } from './arrival.ts'

const NOON = Date.parse('2023-08-14T12:00:00Z')

describe('the arrival of a request', () => {
  let now = NOON
  let app: FastifyInstance
  before(async () => {
    app = Fastify()
    // As ours: no text at all is no body.
    app.removeContentTypeParser('application/json')
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) =>
      done(null, text || undefined),
    )
    stampArrivals(app, { now: () => new Date(now) })
    app.post('/', async (request) => arrivalOf(request).getTime() - NOON)
    await app.listen({ port: 0, host: '127.0.0.1' })
  })
  after(() => app.close())

  /** Sends the head at noon and the pieces of the body each so many milliseconds later: when was that? */
  async function sendSlowly(head: string, pieces: [afterMs: number, text: string][]): Promise<number> {
    now = NOON
    const seen = once(app.server, 'request')
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${head}\r\n\r\n`)
    await seen
    for (const [afterMs, text] of pieces) {
      now += afterMs
      socket.write(text)
    }
    const said = await socket.setEncoding('utf8').toArray()
    return Number(said.join('').split('\r\n').at(-1))
  }
  const JSON_OF_2 = 'Content-Type: application/json\r\nContent-Length: 2'

  it('is that of its head when the body follows at once', async () => {
    assert.equal(await sendSlowly(JSON_OF_2, [[0, '{}']]), 0)
    assert.equal(await sendSlowly(JSON_OF_2, [[1_000, '{}']]), 0)
  })
  it('is that of the whole when the body is held back: nobody gains a second', async () => {
    assert.equal(await sendSlowly(JSON_OF_2, [[1_001, '{}']]), 1_001)
    assert.equal(await sendSlowly(JSON_OF_2, [[12_000, '{}']]), 12_000)
  })
  it('is that of the end, where all that is held back is that there is no body', async () => {
    const chunked = 'Content-Type: application/json\r\nTransfer-Encoding: chunked'
    assert.equal(await sendSlowly(chunked, [[12_000, '0\r\n\r\n']]), 12_000)
  })
  it('is what was handed on in this process, however long it takes', async () => {
    now = NOON + 60_000
    const reply = await asArrivedAt(new Date(NOON), () =>
      app.inject({ method: 'POST', url: '/', payload: {} }),
    )
    assert.equal(reply.payload, '0')
  })
})
