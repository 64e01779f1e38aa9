import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createOutbox, memoryStorage, mergeAbove, type Paper, type Reply, type Saved } from './outbox.ts'

const nothing: Saved = { answers: {}, prediction: null }
const open = (storage = memoryStorage(), start = { savedSequence: 0, saved: nothing }) =>
  createOutbox(storage, 'draft', start)

/** A server that holds one paper, as the contract says it does. */
function aServer(held: { savedSequence: number; saved: Saved } = { savedSequence: 0, saved: nothing }) {
  const seen: Paper[] = []
  const send = async (paper: Paper): Promise<Reply> => {
    seen.push(paper)
    if (paper.prediction === 'abc') return { is: 'bad-prediction' }
    if (paper.sequence <= held.savedSequence) return { is: 'held', ...held }
    const asked = paper.prediction === undefined ? held.saved.prediction : paper.prediction
    const prediction = asked === null ? null : Number(asked)
    held = { savedSequence: paper.sequence, saved: { answers: paper.answers, prediction } }
    return { is: 'held', savedSequence: paper.sequence }
  }
  return { send, seen, held: () => held }
}

describe('the outbox of a paper', () => {
  it('sends the whole paper, and is empty when the server has said that it holds it', async () => {
    const [outbox, server] = [open(), aServer()]
    outbox.choose('1', [2])
    outbox.choose('2', [4])
    assert.equal(outbox.isHeld(), false)
    assert.deepEqual(await outbox.flush(server.send), { state: 'held' })
    assert.equal(outbox.isHeld(), true)
    assert.deepEqual(server.held().saved.answers, { 1: [2], 2: [4] })
  })

  it('keeps what is chosen through a lost network and a reload', async () => {
    const storage = memoryStorage()
    const before = open(storage)
    before.choose('1', [3])
    assert.equal(((await before.flush(async () => ({ is: 'later', busy: false }))) as Reply).is, 'later')
    const after = open(storage)
    const server = aServer()
    assert.equal(after.isHeld(), false)
    await after.flush(server.send)
    assert.deepEqual(server.held().saved.answers, { 1: [3] })
  })

  it('still has to send what was chosen while a save was on its way', async () => {
    const [outbox, server] = [open(), aServer()]
    outbox.choose('1', [1])
    const sending = outbox.flush(server.send)
    outbox.choose('1', [2])
    assert.deepEqual(await sending, { state: 'more' })
    assert.deepEqual(await outbox.flush(server.send), { state: 'held' })
    assert.deepEqual(server.held().saved.answers, { 1: [2] })
  })

  it('takes a reply that was lost for what it is: the paper is held', async () => {
    const [outbox, server] = [open(), aServer()]
    outbox.choose('1', [1])
    await outbox.flush(async (paper) => {
      await server.send(paper)
      return { is: 'later', busy: false }
    })
    assert.deepEqual(await outbox.flush(server.send), { state: 'held' })
    assert.equal(server.held().savedSequence, 1)
  })

  it('merges with another phone that was ahead, and sends again above it', async () => {
    const server = aServer({ savedSequence: 7, saved: { answers: { 1: [4], 2: [2] }, prediction: 50 } })
    const outbox = open()
    outbox.choose('1', [1])
    assert.deepEqual(await outbox.flush(server.send), { state: 'merged' })
    assert.deepEqual(await outbox.flush(server.send), { state: 'held' })
    assert.deepEqual(server.held(), {
      savedSequence: 8,
      saved: { answers: { 1: [1], 2: [2] }, prediction: 50 },
    })
  })

  it('shares one draft between two tabs of one browser', async () => {
    const storage = memoryStorage()
    const [one, two, server] = [open(storage), open(storage), aServer()]
    one.choose('1', [1])
    two.choose('2', [2])
    await two.flush(server.send)
    assert.equal(one.isHeld(), true)
    assert.deepEqual(server.held().saved.answers, { 1: [1], 2: [2] })
  })

  it('sends the answers without a prediction that cannot be read, and the next one with it', async () => {
    const [outbox, server] = [open(), aServer()]
    outbox.choose('1', [1])
    outbox.predict('abc')
    assert.deepEqual(await outbox.flush(server.send), { state: 'bad-prediction' })
    assert.deepEqual(await outbox.flush(server.send), { state: 'held' })
    assert.deepEqual(server.held().saved, { answers: { 1: [1] }, prediction: null })
    outbox.choose('1', [2])
    await outbox.flush(server.send)
    assert.equal('prediction' in (server.seen.at(-1) ?? {}), false)
    outbox.predict('1234')
    await outbox.flush(server.send)
    assert.deepEqual(server.held().saved, { answers: { 1: [2] }, prediction: 1234 })
  })

  it('loses nothing of another phone, however much was chosen here while it was ahead', async () => {
    const server = aServer()
    const [one, two] = [open(), open()]
    one.choose('1', [1])
    await one.flush(server.send)
    two.heard(1, server.held().saved)
    two.choose('2', [2])
    await two.flush(server.send)
    // A count of choices alone would be above the other phone's by now, and overwrite it.
    for (const option of [1, 2, 3]) one.choose('3', [option])
    assert.deepEqual(await one.flush(server.send), { state: 'merged' })
    await one.flush(server.send)
    assert.deepEqual(server.held().saved.answers, { 1: [1], 2: [2], 3: [3] })
  })

  it('counts what the server may not hold, and knows when the last of it was chosen', async () => {
    let now = 1000
    const outbox = createOutbox(memoryStorage(), 'draft', { savedSequence: 0, saved: nothing }, () => now)
    outbox.choose('1', [1])
    now = 2000
    outbox.choose('2', [1])
    assert.deepEqual([outbox.unsent(), outbox.draft().changedAt], [2, 2000])
    await outbox.flush(aServer().send)
    assert.deepEqual([outbox.unsent(), outbox.draft().changedAt], [0, null])
  })

  it('clears an answer that was taken back', async () => {
    const [outbox, server] = [open(), aServer()]
    outbox.choose('1', [1])
    await outbox.flush(server.send)
    outbox.choose('1', undefined)
    await outbox.flush(server.send)
    assert.deepEqual(server.held().saved.answers, {})
  })

  it('sends everything again to a server that holds less than it once said', async () => {
    const storage = memoryStorage()
    const outbox = open(storage)
    outbox.choose('1', [1])
    await outbox.flush(aServer().send)
    const [again, restored] = [open(storage), aServer()]
    await again.flush(restored.send)
    assert.deepEqual(restored.held().saved.answers, { 1: [1] })
  })

  it('starts afresh from what the server holds when the draft cannot be read', () => {
    const storage = memoryStorage()
    storage.setItem('draft', '{"sequence":')
    const outbox = open(storage, { savedSequence: 3, saved: { answers: { 2: [1] }, prediction: null } })
    assert.deepEqual(outbox.draft().answers, { 2: [1] })
    assert.equal(outbox.isHeld(), true)
  })
})

describe('laying one’s unsent changes on another’s paper', () => {
  it('adopts theirs where nothing of ours is unsent', () => {
    const draft = {
      sequence: 3,
      held: 3,
      answers: { 1: [1] },
      prediction: null,
      changed: {},
      refused: null,
      changedAt: null,
      capsule: null,
    }
    const merged = mergeAbove(draft, { answers: { 1: [2] }, prediction: 9 }, 5)
    assert.deepEqual(
      [merged.sequence, merged.held, merged.answers, merged.prediction],
      [5, 5, { 1: [2] }, '9'],
    )
  })
})
