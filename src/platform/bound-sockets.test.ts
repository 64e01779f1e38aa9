import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { boundSockets } from './bound-sockets.ts'

const LARGE = 'x'.repeat(20_000_000)

describe('one connection', () => {
  let app: FastifyInstance
  let asked = 0
  before(async () => {
    app = Fastify({ http: { connectionsCheckingInterval: 20 } })
    boundSockets(app, 2000)
    app.get('/', async () => {
      asked += 1
      return 'yes'
    })
    app.get('/late', async () => {
      await sleep(2500)
      return 'yes'
    })
    app.get('/large', async () => LARGE)
    await app.listen({ port: 0, host: '127.0.0.1' })
  })
  after(() => app.close())

  const open = async (pause = false) => {
    const socket = new Socket()
    socket.on('error', () => {})
    if (pause) socket.pause()
    socket.connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }
  const connections = () =>
    new Promise<number>((resolve) => app.server.getConnections((_, count) => resolve(count)))
  const untilNone = async () => {
    while ((await connections()) > 0) await sleep(20)
  }
  const get = (path: string, end = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${end}\r\n`

  it('that never reads is let go of', async () => {
    const socket = await open(true)
    socket.write(get('/large'))
    while ((await connections()) === 0) await sleep(5)
    await untilNone()
    socket.destroy()
  })
  it('that reads a little at a time is not', async () => {
    const socket = await open(true)
    socket.write(get('/large', 'Connection: close\r\n'))
    let read = 0
    // Each pause is shorter than the limit, and all of them together are longer.
    while (!socket.readableEnded && read < LARGE.length) {
      read += (socket.read() as Buffer | null)?.length ?? 0
      await sleep(10)
    }
    assert.ok(read >= LARGE.length, `${read} bytes`)
    socket.destroy()
    await untilNone()
  })
  it('may wait for an answer that takes longer', async () => {
    const socket = await open()
    socket.write(get('/late', 'Connection: close\r\n'))
    assert.match((await socket.setEncoding('utf8').toArray()).join(''), /^HTTP\/1\.1 200 /)
    await untilNone()
  })
  it('that sends a few requests ahead gets its answers, in their order', async () => {
    const socket = await open()
    socket.write(get('/late') + get('/').repeat(8) + get('/', 'Connection: close\r\n'))
    const answers = (await socket.setEncoding('utf8').toArray()).join('')
    assert.equal(answers.match(/HTTP\/1\.1 200 /g)?.length, 10)
    await untilNone()
  })
  it('that sends hundreds ahead is cut, and what it asked for is not worked out', async () => {
    asked = 0
    const socket = await open()
    socket.write(get('/late') + get('/').repeat(500))
    await socket.toArray().catch(() => {})
    await untilNone()
    assert.ok(asked <= 10, `${asked} requests were taken`)
  })
})
