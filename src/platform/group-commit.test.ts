import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Busy, createGatherer } from './group-commit.ts'

type Deed = { lane: number; no: number }

/** A gatherer whose batches are recorded, and written as the test says. */
function aGatherer(
  write: (deeds: Deed[]) => Promise<string[]>,
  limits: Partial<{ lanes: number; batchAtMost: number; waitingAtMost: number; oldestAtMostMs: number }> = {},
) {
  const batches: number[][] = []
  const gatherer = createGatherer<Deed, string>({
    subjectOf: ({ lane }) => String(lane),
    lanes: 2,
    batchAtMost: 4,
    waitingAtMost: 100,
    oldestAtMostMs: 60_000,
    ...limits,
    write: (deeds) => {
      batches.push(deeds.map(({ no }) => no))
      return write(deeds)
    },
  })
  return { ...gatherer, batches, take: (no: number, lane = 0) => gatherer.take({ lane, no }) }
}
const done = async (deeds: Deed[]) => deeds.map(({ no }) => `done ${no}`)

/** A write that waits until the test opens the gate. */
function gated() {
  let open = () => {}
  const gate = new Promise<void>((resolve) => (open = resolve))
  return { write: (deeds: Deed[]) => gate.then(() => done(deeds)), open: () => open() }
}

/** Turns of the event loop: a batch begins in the turn after its first deed. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((next) => setImmediate(next))
}

const aboutData = (message: string) => Object.assign(new Error(message), { code: '23505' })

describe('what arrives together', () => {
  it('is written together, in the order of arrival, in batches of bounded size', async () => {
    const { batches, take } = aGatherer(done)
    const told = await Promise.all([0, 1, 2, 3, 4, 5].map((no) => take(no)))
    assert.deepEqual(
      told,
      [0, 1, 2, 3, 4, 5].map((no) => `done ${no}`),
    )
    assert.deepEqual(batches, [
      [0, 1, 2, 3],
      [4, 5],
    ])
  })
  it('is gathered while the batch before is being committed, and only one batch of a lane at a time', async () => {
    const { write, open } = gated()
    const { batches, take } = aGatherer(write, { batchAtMost: 10 })
    const first = take(0)
    await turns(2)
    const rest = [1, 2, 3].map((no) => take(no))
    await turns(2)
    assert.deepEqual(batches, [[0]])
    open()
    await Promise.all([first, ...rest])
    assert.deepEqual(batches, [[0], [1, 2, 3]])
  })
  it('does not wait for what hangs in another lane', async () => {
    const never = new Promise<string[]>(() => {})
    const { take } = aGatherer((deeds) => (deeds[0]?.lane === 0 ? never : done(deeds)))
    void take(0, 0)
    assert.equal(await take(1, 1), 'done 1')
  })
})

describe('a deed', () => {
  it('is answered only after its batch has been written', async () => {
    const { write, open } = gated()
    const { take } = aGatherer(write)
    let answered = false
    const deed = take(0).then(() => (answered = true))
    await sleep(20)
    assert.equal(answered, false)
    open()
    await deed
  })
  it('that is bad is refused alone, and the others of its batch are written', async () => {
    const { batches, take } = aGatherer(async (deeds) => {
      if (deeds.some(({ no }) => no === 2)) throw aboutData('two is taken')
      return done(deeds)
    })
    const told = await Promise.allSettled([0, 1, 2, 3].map((no) => take(no)))
    assert.deepEqual(
      told.map((each) => (each.status === 'fulfilled' ? each.value : (each.reason as Error).message)),
      ['done 0', 'done 1', 'two is taken', 'done 3'],
    )
    assert.deepEqual(batches, [[0, 1, 2, 3], [0], [1], [2], [3]])
  })
  it('is refused with its whole batch when the world has failed, and is not tried again', async () => {
    for (const error of [new Error('gone'), Object.assign(new Error('gone'), { code: '57P01' })]) {
      const { batches, take } = aGatherer(() => Promise.reject(error))
      const told = await Promise.allSettled([0, 1].map((no) => take(no)))
      assert.ok(told.every((each) => each.status === 'rejected' && each.reason === error))
      assert.deepEqual(batches, [[0, 1]])
    }
  })
  it('is not taken for done where a batch answers fewer than it was asked', async () => {
    const { take } = aGatherer(async () => ['only one'])
    const told = await Promise.allSettled([take(0), take(1)])
    assert.ok(told.every(({ status }) => status === 'rejected'))
  })
  it('past the bound is refused at once, before any work, and later ones are taken again', async () => {
    const { write, open } = gated()
    const { take, waiting, drained } = aGatherer(write, { waitingAtMost: 3 })
    const taken = [0, 1, 2].map((no) => take(no))
    await assert.rejects(take(3), Busy)
    assert.equal(waiting(), 3)
    open()
    await Promise.all(taken)
    await drained()
    assert.equal(waiting(), 0)
    assert.equal(await take(4), 'done 4')
  })
  it('that has waited too long is refused, and not written', async () => {
    const { write, open } = gated()
    const { batches, take } = aGatherer(write, { oldestAtMostMs: 1500 })
    const first = take(0)
    await sleep(5)
    const old = take(1)
    // By the clock that is asked, not by a timer: one that is set in a late turn of the loop comes early.
    for (const until = performance.now() + 1_510; performance.now() < until; ) await sleep(50)
    open()
    assert.equal(await first, 'done 0')
    await assert.rejects(old, Busy)
    assert.deepEqual(batches, [[0]])
  })
})

describe('a gatherer', () => {
  it('is drained when nothing waits any more, also after failures', async () => {
    const { take, drained, waiting } = aGatherer((deeds) =>
      deeds[0]?.no === 0 ? Promise.reject(new Error('gone')) : done(deeds),
    )
    await drained()
    const all = Promise.allSettled([take(0), take(1, 1), take(2, 1)])
    await drained()
    assert.equal(waiting(), 0)
    await all
  })
  it('writes what is urgent first where not all can go at once, and what is older on the same subject with it', async () => {
    const { write, open } = gated()
    const batches: number[][] = []
    const gatherer = createGatherer<Deed & { urgent?: boolean }, string>({
      subjectOf: ({ lane }) => String(lane),
      lanes: 1,
      batchAtMost: 2,
      waitingAtMost: 100,
      oldestAtMostMs: 60_000,
      isUrgent: ({ urgent }) => urgent ?? false,
      write: (deeds) => {
        batches.push(deeds.map(({ no }) => no))
        return write(deeds)
      },
    })
    const all = [gatherer.take({ lane: 9, no: 0 })]
    await turns(2)
    for (const [no, lane] of [1, 2, 3, 4].entries()) all.push(gatherer.take({ lane, no: no + 1 }))
    all.push(gatherer.take({ lane: 3, no: 5, urgent: true }))
    open()
    await Promise.all(all)
    assert.deepEqual(batches, [[0], [3, 5], [1, 2], [4]])
  })
  it('spreads subjects over the lanes, and keeps each in one', async () => {
    const { write, open } = gated()
    const { batches, take } = aGatherer(write, { batchAtMost: 1000, waitingAtMost: 10_000 })
    const all = Array.from({ length: 2000 }, (_, no) => take(no, no % 500))
    await turns(2)
    // Two lanes, and so two batches, are at work at once.
    assert.equal(batches.length, 2)
    open()
    await Promise.all(all)
    const [one = [], other = []] = batches
    assert.ok(Math.min(one.length, other.length) > 600, `${one.length} and ${other.length}`)
    const lanesOf = (batch: number[]) => new Set(batch.map((no) => no % 500))
    assert.deepEqual(
      [...lanesOf(one)].filter((lane) => lanesOf(other).has(lane)),
      [],
    )
  })
})
