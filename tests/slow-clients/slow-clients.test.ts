import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { freshHouse } from '../support/a-house.ts'
import { brokenInvariants } from '../support/invariants.ts'
import { holdSockets, KINDS, whyNotHere } from './slow-clients.ts'

describe('clients that hold sockets and say next to nothing', () => {
  const house = freshHouse()
  let port = 0
  before(async () => {
    port = Number(new URL(await house.app.listen({ port: 0, host: '127.0.0.1' })).port)
  })

  /** One honest contestant after the other, over a socket each, until they are told to stop; how often they were served. */
  const beHonest = (signal: AbortSignal) => {
    const statuses = new Map<number | string, number>()
    const done = (async () => {
      while (!signal.aborted) {
        const reply = await fetch(`http://127.0.0.1:${port}/api/v1/contests/thi/practice`, {
          method: 'POST',
          headers: { connection: 'close' },
        }).catch((error: Error) => ({ status: String(error.cause ?? error.message) }))
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1)
        await sleep(20)
      }
      return statuses
    })()
    return done
  }

  it('are let go of, all of them, and everybody else is served meanwhile', async (t) => {
    const why = whyNotHere(1000, process.pid)
    if (why) return t.skip(`not run: ${why}`)
    const over = new AbortController()
    const honest = beHonest(over.signal)
    const held = await Promise.all(
      KINDS.map(
        async ({ kind, quick }) =>
          [kind, await holdSockets(kind, { count: quick, port, pid: process.pid })] as const,
      ),
    )
    over.abort()
    const statuses = await honest
    t.diagnostic(JSON.stringify([held, [...statuses]]))
    for (const [kind, { left, goneAfterMs }] of held) {
      assert.equal(left, 0, `${kind}: ${JSON.stringify(held)}`)
      assert.notEqual(goneAfterMs, null, kind)
    }
    assert.deepEqual([...statuses.keys()], [200])
    assert.deepEqual(await brokenInvariants(house), [])
  })
})
