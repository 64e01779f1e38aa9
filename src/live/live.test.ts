import assert from 'node:assert/strict'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { before, describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { ask, seat, seated, told } from '../../tests/support/officers.ts'
import { aGoing, one, save, submit } from '../../tests/support/people.ts'
import type { StaffId } from '../staff/model.ts'
import { keepBoards } from './keep-boards.ts'
import { keepPresence } from './keep-presence.ts'
import { keepTally } from './keep-tally.ts'
import { SLOT_MS } from './model.ts'
import { slotBegin, slotOf } from './rules.ts'
import { takeSeat, writeSample } from './store.ts'

const LIVE = '/api/v1/console/contests/thi/live'

describe('the live view', () => {
  const tally = keepTally()
  const house = freshHouse({ server: { tally } })
  let officer: StaffId
  let port: number
  before(async () => {
    officer = (await seated(house, ['organiser'])).id
    await house.app.listen({ port: 0, host: '127.0.0.1' })
    port = (house.app.server.address() as AddressInfo).port
  })
  const browser = () => seat(house, officer)

  it('counts what was taken and what was refused, by the round', async () => {
    const going = await aGoing(house)
    await save(house, going, { sequence: 1, answers: one(going) })
    await submit(house, going, {})
    await save(house, going, { sequence: 2, answers: {} })
    const { rounds } = tally.take(0)
    assert.deepEqual(rounds[house.round().id], {
      start: 1,
      save: 1,
      submission: 1,
      refused: { 'already-submitted': 1 },
    })
  })

  it('shows what all processes counted, and the papers that people have in hand', async () => {
    await aGoing(house)
    const at = new Date(slotBegin(house.clock.now()).getTime() - SLOT_MS)
    const figures = {
      rounds: { [house.round().id]: { start: 0, save: 2, submission: 1, refused: { 'too-late': 1 } } },
      busy: 0,
      errors: 0,
      fullness: 0.25,
    }
    for (const seatNo of [1, 2])
      await writeSample(house.house.keeper, { seat: seatNo, slot: slotOf(at), at, figures })
    const board = await ask(house, await browser(), 'GET', LIVE)
    assert.equal(board.body.rounds[0].open, 1)
    assert.deepEqual(board.body.perMinute, { start: 0, save: 4, submission: 2 })
    assert.deepEqual(board.body.refusals, [{ reason: 'too-late', count: 2 }])
    const again = await ask(house, await browser(), 'GET', LIVE, {
      headers: { 'if-none-match': String(board.headers.etag) },
    })
    assert.equal(again.status, 304)
  })

  it('is put together once for a hundred who look', async () => {
    const boards = keepBoards(house.house)
    const all = await Promise.all(Array.from({ length: 100 }, () => boards.latest('thi')))
    assert.equal(new Set(all.map((board) => board?.id)).size, 1)
    assert.equal(boards.composed(), 1)
  })

  it('comes as events, and does not repeat the one that was seen', async () => {
    const cookie = [...(await browser()).cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const listen = (seen?: string) =>
      new Promise<{ text: string; headers: Record<string, unknown> }>((resolve, reject) => {
        const headers = { cookie, ...(seen && { 'last-event-id': seen }) }
        const asked = request({ port, host: '127.0.0.1', path: `${LIVE}/events`, headers }, (reply) => {
          let text = ''
          reply.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk
            // The first event, or, where none is due, what comes in place of it.
            if (!text.includes('data: ') && seen === undefined) return
            resolve({ text, headers: reply.headers })
            asked.destroy()
          })
        })
        asked.on('error', reject).end()
      })
    const first = await listen()
    assert.match(String(first.headers['content-type']), /^text\/event-stream/)
    assert.equal(first.headers['x-accel-buffering'], 'no')
    const [, id] = /^id: (\d+)$/m.exec(first.text) ?? []
    const board = JSON.parse(/^data: (.*)$/m.exec(first.text)![1]!)
    assert.equal(board.rounds.length, house.contest.rounds.length)
    const second = await listen(id)
    assert.doesNotMatch(second.text, /data: /)
  })

  it('is nobody else’s', async () => {
    assert.equal(told(await ask(house, null, 'GET', LIVE)), '401 not-signed-in')
    const writer = await seated(house, ['question-writer'])
    assert.equal(told(await ask(house, writer.browser, 'GET', LIVE)), '403 not-allowed')
    assert.equal(told(await ask(house, await browser(), 'GET', LIVE.replace('thi', 'khac'))), '404 not-found')
  })

  it('gives every process a seat of its own, and the seat of one that is gone to the next', async () => {
    const presence = (nodeId: string) => ({ nodeId, heard: 0, memoryMb: 100, hasWorker: false })
    const take = (nodeId: string) => takeSeat(house.house.keeper, presence(nodeId))
    const [one1, two] = ['0189f18e-9280-7c4d-9936-9be193938ff1', '0189f18e-9280-7c4d-9936-9be193938ff2']
    const first = await take(one1)
    const second = await take(two)
    assert.notEqual(first, second)
    await house.owner.query(
      `UPDATE live_nodes SET seen_at = clock_timestamp() - interval '61 seconds' WHERE seat = $1`,
      [first],
    )
    assert.equal(await take('0189f18e-9280-7c4d-9936-9be193938ff3'), first)
  })

  it('is told by a process that goes that nobody need wait for it', async () => {
    const presence = keepPresence({
      ...house.house,
      tally,
      fullness: () => 0,
      hasWorker: false,
      log: () => {},
    })
    await presence.stop()
    const waited = await house.count(`SELECT count(*) FROM live_nodes WHERE seen_at = 'epoch'`)
    assert.equal(waited, 1)
  })
})
