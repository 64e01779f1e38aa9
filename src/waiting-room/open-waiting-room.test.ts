import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { freshHouse, type Reply } from '../../tests/support/a-house.ts'
import { later, register } from '../../tests/support/people.ts'
import type { Waiting } from './contract.ts'

const MINUTE = 60_000

describe('starts beyond what the machine takes', () => {
  const house = freshHouse({ startsPerSecond: 10 })
  const opens = () => house.round().opensAt.toISOString()
  const start = (
    token: string,
    at: string | Date,
    { ticket, app }: { ticket?: string; app?: FastifyInstance } = {},
  ) =>
    house.ask('POST', `/api/v1/rounds/${house.round().id}/attempts`, {
      token,
      at,
      body: ticket === undefined ? {} : { ticket },
      ...(app && { app }),
    })
  const waitOf = ({ body }: Reply) => (body as unknown as { waiting: Waiting }).waiting
  const people = (count: number) => Promise.all(Array.from({ length: count }, () => register(house)))

  it('draw lots at the opening, keep their places on every node, and come in at the pace', async () => {
    const two = (await house.another()).app
    const crowd = await people(40)
    const first = await Promise.all(
      crowd.map(({ token }, index) => start(token, later(opens(), index), index % 2 ? { app: two } : {})),
    )
    assert.ok(first.every(({ status }) => status === 201 || status === 503))
    const waiting = crowd.filter((_, index) => first[index]!.status === 503)
    assert.ok(waiting.length >= 30 && waiting.length < 40, `${waiting.length} wait`)
    for (const reply of first.filter(({ status }) => status === 503)) {
      const { state, ahead, seconds } = waitOf(reply)
      assert.deepEqual([state, ahead, reply.body.reason], ['drawing', undefined, 'busy'])
      assert.equal(reply.headers['retry-after'], String(seconds))
    }

    // Drawn: everybody has a place of their own, told the same by both nodes, with a ticket or without.
    const drawnAt = later(opens(), 3_000)
    const told = await Promise.all(waiting.map(({ token }) => start(token, drawnAt)))
    const places = told
      .map((reply) => (reply.status === 503 ? waitOf(reply).admittedAt : drawnAt.toISOString()))
      .toSorted()
    assert.equal(new Set(places).size, waiting.length)
    const spread = new Date(places.at(-1)!).getTime() - new Date(places[0]!).getTime()
    assert.equal(spread, (waiting.length - 1) * 100)
    const last = waiting[told.findIndex((reply) => waitOf(reply)?.admittedAt === places.at(-1))]!
    const again = await start(last.token, later(drawnAt.toISOString(), 500), { app: two })
    const { admittedAt, ahead, ticket, seconds } = waitOf(again)
    assert.equal(admittedAt, places.at(-1))
    assert.deepEqual([ahead, seconds], [waiting.length - 1 - 5, Math.ceil((waiting.length - 1 - 5) / 10)])

    // Who comes now is behind all of them.
    const [late] = await people(1)
    const lateWait = waitOf(await start(late!.token, drawnAt, { app: two }))
    assert.equal(lateWait.state, 'queued')
    assert.ok(lateWait.admittedAt > places.at(-1)!)

    // One moment before the promised instant it is not time, at that instant it is: also for a third node that knows nothing.
    const three = (await house.another()).app
    assert.equal((await start(last.token, later(admittedAt, -1), { ticket, app: three })).status, 503)
    assert.equal((await start(last.token, admittedAt, { ticket, app: three })).status, 201)
  })

  it('never hold up an attempt that is under way, nor one who has none left', async () => {
    const at = later(opens(), 10 * MINUTE).toISOString()
    const [person] = await people(1)
    const going = await start(person!.token, at)
    assert.equal(going.status, 201)
    await Promise.all((await people(30)).map(({ token }) => start(token, at)))
    assert.equal((await start((await people(1))[0]!.token, at)).status, 503)
    assert.equal((await start(person!.token, at)).status, 200)
    const { attemptId } = going.body
    const submission = await house.ask('POST', `/api/v1/attempts/${attemptId}/submission`, {
      token: person!.token,
      at: later(at, 1_000),
      body: {},
    })
    assert.equal(submission.status, 201)
    assert.equal((await start(person!.token, later(at, 1_500))).body.reason, 'attempts-used-up')
  })

  it('take no ticket that is forged, changed, or somebody else’s', async () => {
    const at = later(opens(), 20 * MINUTE).toISOString()
    const crowd = await people(12)
    const replies = await Promise.all(crowd.map(({ token }) => start(token, at)))
    const [one, other] = crowd.flatMap((person, index) =>
      replies[index]!.status === 503 ? [{ ...person, wait: waitOf(replies[index]!) }] : [],
    )
    const soon = one!.wait.ticket.replace(/\.(\d{13})\./, (_, ms: string) => `.${Number(ms) - MINUTE}.`)
    assert.notEqual(soon, one!.wait.ticket)
    for (const ticket of [soon, 'x', '', `${one!.wait.ticket}x`, other!.wait.ticket, one!.token]) {
      const { status, body } = await start(one!.token, at, { ticket })
      assert.deepEqual([status, body.errors?.[0]?.pointer], [400, '/ticket'], ticket)
    }
    const { admittedAt } = waitOf(await start(one!.token, at, { ticket: one!.wait.ticket }))
    assert.equal(admittedAt, one!.wait.admittedAt)
  })

  it('are told before the opening and after the end what the round says, and nobody is seated', async () => {
    const [person] = await people(1)
    const before = await start(person!.token, later(opens(), -1))
    const after = await start(person!.token, house.round().closesAt.toISOString())
    assert.deepEqual([before.body.reason, after.body.reason], ['round-not-open', 'round-closed'])
    const seated = 'SELECT count(*) FROM waiting_places WHERE contestant_id = $1'
    assert.equal(await house.count(seated, [person!.contestantId]), 0)
  })
})

describe('where no pace is set', () => {
  const house = freshHouse()
  it('nobody waits, and nothing is written', async () => {
    const crowd = await Promise.all(Array.from({ length: 30 }, () => register(house)))
    const path = `/api/v1/rounds/${house.round().id}/attempts`
    const at = house.round().opensAt
    const replies = await Promise.all(
      crowd.map(({ token }) => house.ask('POST', path, { token, at, body: {} })),
    )
    assert.ok(replies.every(({ status }) => status === 201))
    assert.equal(await house.count('SELECT count(*) FROM waiting_rooms'), 0)
  })
})
