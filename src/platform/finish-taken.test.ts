import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify from 'fastify'
import { finishTakenFirst } from './finish-taken.ts'

it('finishes what was taken and what that asks in process, and tells others when to come again', async () => {
  const app = Fastify({ return503OnClosing: false, forceCloseConnections: 'idle' })
  finishTakenFirst(app)
  const [hasArrived, mayAsk] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  app.get('/page', async () => {
    hasArrived.resolve()
    await mayAsk.promise
    return `inside ${(await app.inject('/inner')).statusCode}`
  })
  app.get('/inner', async () => 'yes')
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  let told = ''
  socket.on('data', (bytes) => (told += bytes))

  socket.write('GET /page HTTP/1.1\r\nhost: a\r\n\r\n')
  await hasArrived.promise
  const closed = app.finishTaken().then(() => app.close())
  // Somebody asks once more on the same connection.
  socket.write('GET /inner HTTP/1.1\r\nhost: a\r\n\r\n')
  await sleep(50)
  mayAsk.resolve()
  await Promise.all([closed, once(socket, 'close')])
  assert.match(told, /^HTTP\/1\.1 200 .*inside 200HTTP\/1\.1 503 /s)
  assert.match(told, /retry-after: \d+.*"reason":"busy"/s)
})
