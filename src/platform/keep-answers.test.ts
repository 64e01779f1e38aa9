import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliDecompressSync } from 'node:zlib'
import Fastify from 'fastify'
import { stampArrivals } from './arrival.ts'
import { systemClock } from './clock.ts'
import { keepAnswers } from './keep-answers.ts'

describe('answers that are the same for everybody', () => {
  const app = Fastify()
  let made = 0
  before(async () => {
    stampArrivals(app, systemClock)
    keepAnswers(app, (request) => String(request.headers.cookie ?? ''))
    const routes: [string, (reply: { header(name: string, value: string): unknown }) => void][] = [
      ['/same', (reply) => reply.header('etag', '"one"')],
      ['/cookie', (reply) => reply.header('set-cookie', 'a=1')],
    ]
    for (const [path, dress] of routes)
      app.get(path, async (_request, reply) => {
        reply.mayBeKept = true
        dress(reply)
        return { made: ++made }
      })
    app.get('/own', async () => ({ made: ++made }))
    await app.ready()
  })
  after(() => app.close())

  const ask = async (url: string, headers: Record<string, string> = {}) => {
    const reply = await app.inject({ url, headers: { 'accept-encoding': 'gzip, br', ...headers } })
    const { statusCode: status, rawPayload } = reply
    const isPressed = reply.headers['content-encoding'] === 'br'
    const text = (isPressed ? brotliDecompressSync(rawPayload) : rawPayload).toString()
    return {
      status,
      body: text === '' ? null : (JSON.parse(text) as { made: number }),
      headers: reply.headers,
    }
  }

  it('are made once a moment, and anew after it', async () => {
    const [one, two] = [await ask('/same'), await ask('/same')]
    assert.deepEqual(two.body, one.body)
    assert.deepEqual(
      [two.headers.etag, two.headers['content-type']],
      ['"one"', 'application/json; charset=utf-8'],
    )
    await sleep(600)
    assert.notDeepEqual((await ask('/same')).body, one.body)
  })
  it('are told apart by address and by tongue', async () => {
    const one = await ask('/same?a=1')
    assert.notDeepEqual((await ask('/same?a=2')).body, one.body)
    assert.notDeepEqual((await ask('/same?a=1', { cookie: 'en' })).body, one.body)
    assert.deepEqual((await ask('/same?a=1')).body, one.body)
  })
  it('are not sent again to who has them', async () => {
    await ask('/same?b')
    const again = await ask('/same?b', { 'if-none-match': 'W/"one"' })
    assert.deepEqual([again.status, again.body, again.headers['content-encoding']], [304, null, undefined])
  })
  it('come uncompressed to who takes nothing else, and then are their own', async () => {
    const plain = await ask('/same?c', { 'accept-encoding': 'identity' })
    assert.equal(plain.headers['content-encoding'], undefined)
    assert.notDeepEqual((await ask('/same?c')).body, plain.body)
  })
  it('are never one person’s: what gives a cookie, or was not said to be the same, is made each time', async () => {
    for (const path of ['/cookie', '/own'])
      assert.notDeepEqual((await ask(path)).body, (await ask(path)).body)
  })
})
