import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createOutbox, memoryStorage, type Reply, type Send } from './outbox.ts'
import { createSender, type SendState } from './sender.ts'

/** A sender with timers that a test lets go off, and the states that a person would have seen. */
function aSender(send: Send) {
  const outbox = createOutbox(memoryStorage(), 'draft', {
    savedSequence: 0,
    saved: { answers: {}, prediction: null },
  })
  const states: SendState[] = []
  const timers = new Map<number, { run: () => void; ms: number }>()
  let next = 0
  const sender = createSender({
    outbox,
    send,
    onState: (state) => states.push(state),
    onMerged: () => {},
    onBadPrediction: () => {},
    later: (run, ms) => {
      timers.set(++next, { run, ms })
      return next
    },
    cancel: (timer) => timers.delete(timer as number),
    random: () => 0.5,
  })
  const waits = () => [...timers.values()].map(({ ms }) => ms)
  const goOff = () => {
    for (const [id, { run }] of [...timers]) {
      timers.delete(id)
      run()
    }
  }
  return { outbox, sender, states, waits, goOff }
}

const held: Send = async ({ sequence }) => ({ is: 'held', savedSequence: sequence })

describe('sending the paper', () => {
  it('waits a moment for the last of several quick choices', () => {
    const { outbox, sender, waits } = aSender(held)
    outbox.choose('1', [1])
    sender.soon()
    outbox.choose('1', [2])
    sender.soon()
    assert.deepEqual(waits(), [400])
  })

  it('shows that it is saving, and then that it is saved', async () => {
    const { outbox, sender, states } = aSender(held)
    outbox.choose('1', [1])
    await sender.now()
    assert.deepEqual(states, ['saving', 'held'])
  })

  it('tries again and again, further and further apart, while there is no network', async () => {
    const { outbox, sender, states, waits } = aSender(async () => ({ is: 'later', busy: false }))
    outbox.choose('1', [1])
    const seen: number[] = []
    for (let round = 0; round < 7; round++) {
      await sender.now()
      seen.push(...waits())
    }
    assert.deepEqual(seen, [1000, 2000, 4000, 8000, 16_000, 20_000, 20_000])
    assert.equal(states.at(-1), 'offline')
  })

  it('does not come back to a busy server before the time it asked for', async () => {
    const { outbox, sender, waits } = aSender(async () => ({ is: 'later', busy: true, afterMs: 7000 }))
    outbox.choose('1', [1])
    await sender.now()
    assert.deepEqual(waits(), [7000])
  })

  it('has one request on its way at a time', async () => {
    let most = 0
    let now = 0
    const slow: Send = async ({ sequence }): Promise<Reply> => {
      now += 1
      most = Math.max(most, now)
      await new Promise((done) => setTimeout(done, 5))
      now -= 1
      return { is: 'held', savedSequence: sequence }
    }
    const { outbox, sender } = aSender(slow)
    outbox.choose('1', [1])
    const first = sender.now()
    outbox.choose('2', [2])
    await Promise.all([first, sender.now(), sender.now()])
    assert.equal(most, 1)
    assert.equal(outbox.isHeld(), true)
  })

  it('sends nothing once it is stopped', async () => {
    let sent = 0
    const { outbox, sender } = aSender(async ({ sequence }) => {
      sent += 1
      return { is: 'held', savedSequence: sequence }
    })
    outbox.choose('1', [1])
    sender.stop()
    await sender.now()
    assert.equal(sent, 0)
  })
})
