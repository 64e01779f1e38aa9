import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createOutbox, memoryStorage, type Reply, type Send } from './outbox.ts'
import { createSender, type SendState } from './sender.ts'

/** A sender with timers that a test lets go off, and the states that a person would have seen. */
function aSender(send: Send, leftMs = 600_000) {
  const outbox = createOutbox(memoryStorage(), 'draft', {
    savedSequence: 0,
    saved: { answers: {}, prediction: null },
  })
  const states: SendState[] = []
  const timers = new Map<number, { run: () => void; ms: number }>()
  let next = 0
  let now = 0
  const sender = createSender({
    outbox,
    send,
    onState: (state) => states.push(state),
    onMerged: () => {},
    onBadPrediction: () => {},
    leftMs: () => leftMs - now,
    now: () => now,
    later: (run, ms) => {
      timers.set(++next, { run, ms })
      return next
    },
    cancel: (timer) => timers.delete(timer as number),
    random: () => 0.5,
  })
  const waits = () => [...timers.values()].map(({ ms }) => ms)
  const goOff = () => {
    for (const [id, { run, ms }] of [...timers]) {
      timers.delete(id)
      now += ms
      run()
    }
  }
  return { outbox, sender, states, waits, goOff, now: () => now }
}

const held: Send = async ({ sequence }) => ({ is: 'held', savedSequence: sequence })

/** Lets what waits for promises go on. */
const settled = () => new Promise((done) => setTimeout(done, 1))

describe('sending the paper', () => {
  it('waits up to two seconds for more choices, and not longer because there are more', () => {
    const { outbox, sender, waits } = aSender(held)
    outbox.choose('1', [1])
    sender.soon()
    outbox.choose('1', [2])
    sender.soon()
    assert.deepEqual(waits(), [1000])
  })

  it('does not wait in the last minute', () => {
    const { outbox, sender, waits } = aSender(held, 60_000)
    outbox.choose('1', [1])
    sender.soon()
    assert.deepEqual(waits(), [0])
  })

  it('shows that it is saving, and then that it is saved', async () => {
    const { outbox, sender, states } = aSender(held)
    outbox.choose('1', [1])
    await sender.now()
    assert.deepEqual(states, ['saving', 'held'])
  })

  it('tries again, further and further apart, and seldom when its ten tries are spent', async () => {
    const { outbox, sender, states, waits, goOff } = aSender(async () => ({ is: 'later', busy: false }))
    outbox.choose('1', [1])
    await sender.now()
    const seen: number[] = []
    for (let round = 0; round < 7; round++) {
      seen.push(...waits())
      goOff()
      await settled()
    }
    assert.deepEqual(seen, [500, 1000, 2000, 4000, 8000, 15_000, 15_000])
    assert.equal(states.at(-1), 'offline')
  })

  it('leaves the wait as it is, however much is chosen meanwhile', async () => {
    const { outbox, sender, waits } = aSender(async () => ({ is: 'later', busy: true, afterMs: 7000 }))
    outbox.choose('1', [1])
    await sender.now()
    outbox.choose('2', [1])
    sender.soon()
    sender.afterTyping()
    assert.deepEqual(waits(), [7500])
  })

  it('does not come back to a busy server before the time it asked for, whoever asks', async () => {
    let sent = 0
    const { outbox, sender, waits } = aSender(async () => {
      sent += 1
      return { is: 'later', busy: true, afterMs: 7000 }
    })
    outbox.choose('1', [1])
    await sender.now()
    await sender.now()
    assert.deepEqual([sent, waits()], [1, [7000]])
    sender.again()
    assert.deepEqual([sent, waits()], [1, [7000]])
  })

  it('does not let a wait run past the end when there is still time for a try', async () => {
    const { outbox, sender, waits, goOff } = aSender(async () => ({ is: 'later', busy: false }), 41_000)
    outbox.choose('1', [1])
    await sender.now()
    for (let round = 0; round < 5; round++) {
      goOff()
      await settled()
    }
    // 15.5 s gone, and 15 more would be in time.
    assert.deepEqual(waits(), [15_000])
    goOff()
    await settled()
    // 30.5 s gone: 15 more would be too late, half of what is left is not.
    assert.deepEqual(waits(), [4750])
  })

  it('brings a ticket back with exactly the paper it was given for', async () => {
    const seen: [string, string | null][] = []
    const { outbox, sender, goOff } = aSender(async (paper, ticket) => {
      seen.push([JSON.stringify(paper.answers), ticket])
      return ticket
        ? { is: 'held', savedSequence: 1 }
        : { is: 'later', busy: true, afterMs: 1000, ticket: 'T' }
    })
    outbox.choose('1', [1])
    await sender.now()
    goOff()
    await settled()
    assert.deepEqual(seen, [
      ['{"1":[1]}', null],
      ['{"1":[1]}', 'T'],
    ])
    assert.equal(outbox.isHeld(), true)
  })

  it('sends what was chosen after a ticket without it, since it did not arrive then', async () => {
    const seen: (string | null)[] = []
    const { outbox, sender, goOff } = aSender(async (_paper, ticket) => {
      seen.push(ticket)
      return { is: 'later', busy: true, afterMs: 1000, ticket: 'T' }
    })
    outbox.choose('1', [1])
    await sender.now()
    outbox.choose('2', [1])
    goOff()
    await settled()
    assert.deepEqual(seen, [null, null])
  })

  it('after the end sends only what it holds a ticket for, and not what was chosen since', async () => {
    const seen: string[] = []
    const { outbox, sender, goOff } = aSender(async (paper, ticket) => {
      seen.push(`${JSON.stringify(paper.answers)} ${ticket}`)
      return seen.length < 3
        ? { is: 'later', busy: true, afterMs: 1000, ticket: 'T' }
        : { is: 'held', savedSequence: 1 }
    })
    outbox.choose('1', [1])
    await sender.now()
    outbox.choose('2', [1])
    const finished = sender.finish()
    for (let round = 0; round < 2; round++) {
      await settled()
      goOff()
    }
    await finished
    assert.deepEqual(seen, ['{"1":[1]} null', '{"1":[1]} T', '{"1":[1]} T'])
    assert.deepEqual([outbox.isHeld(), outbox.unsent()], [false, 1])
  })

  it('gives a ticket up when it is two minutes old', async () => {
    let sent = 0
    const { outbox, sender, goOff } = aSender(async () => {
      sent += 1
      return { is: 'later', busy: true, afterMs: 50_000, ticket: 'T' }
    })
    outbox.choose('1', [1])
    await sender.now()
    const finished = sender.finish()
    for (let round = 0; round < 4; round++) {
      await settled()
      goOff()
    }
    await finished
    assert.equal(sent, 3)
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
