import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import Fastify, { type FastifyInstance } from 'fastify'
import { refuseUnreadable } from './http.ts'

describe('what cannot be read as HTTP', () => {
  const logged: string[] = []
  let app: FastifyInstance
  before(async () => {
    const stream = { write: (line: string) => void logged.push(line) }
    const http = {
      headersTimeout: 50,
      requestTimeout: 100,
      connectionsCheckingInterval: 20,
      maxHeaderSize: 4096,
    }
    app = Fastify({ http, clientErrorHandler: refuseUnreadable, logger: { level: 'trace', stream } })
    app.get('/', async () => 'yes')
    await app.listen({ port: 0, host: '127.0.0.1' })
  })
  after(() => app.close())

  const send = async (text: string) => {
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(text)
    const answer = (await socket.setEncoding('utf8').toArray()).join('')
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    return { head, status: Number(head.split(' ')[1]), body: body === '' ? null : JSON.parse(body) }
  }

  it('is refused as everything else is', async () => {
    for (const [text, status] of [
      ['nonsense\r\n\r\n', 400],
      ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
      [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(5000)}\r\n\r\n`, 431],
      ['GET / HTTP/1.1\r\nHost: x\r\n', 408],
    ] as const) {
      const reply = await send(text)
      assert.equal(reply.status, status, text.slice(0, 40))
      assert.match(reply.head, /\r\nContent-Type: application\/problem\+json/)
      assert.deepEqual([reply.body.status, reply.body.reason], [status, 'malformed'])
    }
  })
  it('leaves nothing of what it held in the log', async () => {
    await send('POST / HTTP/1.1\r\nCookie: SECRET\r\nB\x01: a\r\n\r\n{"phone":"0912345678"}')
    assert.doesNotMatch(logged.join(''), /SECRET|rawPacket|0912345678/)
  })
})
