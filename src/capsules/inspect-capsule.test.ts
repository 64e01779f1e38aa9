import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aGoing, type Going, later, look, one, save } from '../../tests/support/people.ts'
import { sealCapsule, type Capsule as Written } from '../../web/elements/capsule/seal.ts'
import { inspectCapsule } from './inspect-capsule.ts'
import { openCapsuleKeys } from './open-capsule-keys.ts'

const SECOND = 1000

describe('inspecting a capsule', () => {
  const house = freshHouse()
  let going: Going
  let heldAnswers: Record<string, number[]>
  /** A question that was not saved. */
  let free: string
  before(async () => {
    going = await aGoing(house)
    heldAnswers = one(going, 1) as Record<string, number[]>
    free = String(going.questions.find(({ no }) => !(no in heldAnswers))?.no)
    await save(
      house,
      going,
      { sequence: 4, answers: heldAnswers },
      { at: later(going.startedAt, 60 * SECOND) },
    )
  })

  const keys = () => openCapsuleKeys(house.house.sessionKey)
  const deadline = () => Date.parse(going.deadlineAt)
  const inspect = (text: string, at = new Date(deadline() + 600 * SECOND)) =>
    inspectCapsule({ ...house.house, pool: house.house.keeper }, { text, at })

  /** What an honest phone seals: one answer chosen half a minute before the end, its network lost a minute before. */
  const honest = (changes: Partial<Written> = {}): Written => ({
    attemptId: going.attemptId,
    sequence: 6,
    savedSequence: 4,
    changedAt: deadline() - 30 * SECOND,
    sealedAt: deadline() + 100,
    heardAt: deadline() - 60 * SECOND,
    sinceHeardMs: 60 * SECOND + 100,
    phoneAt: deadline() + 90,
    unsent: [free],
    prediction: null,
    answers: { ...heldAnswers, [free]: [3] },
    ...changes,
  })
  const sealed = (changes: Partial<Written> = {}, facts: Partial<Parameters<typeof sealCapsule>[0]> = {}) =>
    sealCapsule(
      { contest: 'thi', round: 1, keyId: keys().keyId, key: keys().keyOf(going.attemptId), ...facts },
      honest(changes),
    )
  const paperOf = () => house.rows('SELECT * FROM attempts WHERE id = $1', [going.attemptId])
  const deeds = () =>
    house.rows<{ details: { verdict: string } }>(
      `SELECT details FROM deeds WHERE deed = 'capsule.inspected' ORDER BY id`,
    )

  it('says whose it is, what differs, and that nothing contradicts it', async () => {
    const before = await paperOf()
    const found = await inspect(sealed())
    assert.equal(found.verdict, 'genuine')
    assert.ok(found.verdict === 'genuine')
    assert.deepEqual(found.differences, [{ no: free, held: null, sealed: '[3]', unsent: true }])
    assert.deepEqual([found.held.unit?.code, found.held.round, found.held.savedSequence], ['T.SNV', 1, 4])
    assert.deepEqual([found.findings, found.contradicted], [[], false])
    assert.deepEqual(await paperOf(), before)
    assert.equal((await deeds()).at(-1)?.details.verdict, 'genuine')
  })

  it('notices the same capsule a second time, and another of the same attempt', async () => {
    const first = sealed({ sequence: 40 })
    await inspect(first)
    const again = await inspect(first)
    assert.ok(again.verdict === 'genuine' && again.seen.same === 1 && again.seen.firstAt !== null)
    const other = await inspect(sealed({ sequence: 41 }))
    assert.ok(other.verdict === 'genuine' && other.seen.same === 0 && other.seen.others >= 1)
  })

  it('finds false what was altered by a single character, and writes that down', async () => {
    const line = sealed()
    const parts = line.split('~')
    const altered = [
      parts.with(14, `${parts[14]}`.replace(`${free}c`, `${free}d`)).join('~'),
      parts.with(5, '7').join('~'),
      parts.with(7, (deadline() - 200 * SECOND).toString(36)).join('~'),
      parts.with(15, `${parts[15]?.startsWith('A') ? 'B' : 'A'}${parts[15]?.slice(1)}`).join('~'),
    ]
    for (const text of altered) {
      assert.notEqual(text, line)
      const found = await inspect(text)
      assert.ok(found.verdict === 'false' && found.reason === 'seal', text)
    }
    assert.equal((await deeds()).at(-1)?.details.verdict, 'false')
  })

  it('finds false what was sealed under the key of another attempt, or of nobody', async () => {
    const other = await aGoing(house)
    for (const key of [keys().keyOf(other.attemptId), Buffer.alloc(32).toString('base64url')]) {
      const found = await inspect(sealed({}, { key }))
      assert.ok(found.verdict === 'false' && found.reason === 'seal')
    }
  })

  it('finds false a file whose readable part was changed, and a seal for another round', async () => {
    const file = JSON.stringify({ hoithi: 'capsule', answers: { [free]: [1] }, sealed: sealed() })
    const found = await inspect(file)
    assert.ok(found.verdict === 'false' && found.reason === 'altered')
    const elsewhere = await inspect(sealed({}, { round: 2 }))
    assert.ok(elsewhere.verdict === 'false' && elsewhere.reason === 'other-place')
  })

  it('cannot tell of another house, of an attempt that is not there, and of what is no capsule', async () => {
    const foreign = await inspect(sealed({}, { keyId: '00000000' }))
    assert.ok(foreign.verdict === 'cannot-tell' && foreign.reason === 'other-key')
    const lost = '0189f18e-9280-7c4d-9936-9be193938ff8'
    const gone = await inspect(sealed({ attemptId: lost }, { key: keys().keyOf(lost) }))
    assert.ok(gone.verdict === 'cannot-tell' && gone.reason === 'no-such-attempt')
    const nothing = await inspect('xin chào')
    assert.ok(nothing.verdict === 'cannot-tell' && nothing.reason === 'not-a-capsule')
  })

  it('holds the phone’s word against what the server wrote down', async () => {
    const findings = async (changes: Partial<Written>, at?: Date) => {
      const found = await inspect(sealed(changes), at)
      assert.ok(found.verdict === 'genuine')
      return found
    }
    const contradictions: [Partial<Written>, string][] = [
      [{ changedAt: deadline() }, 'chosen-after-deadline'],
      [{ changedAt: Date.parse(going.startedAt) - 11 * SECOND }, 'chosen-before-start'],
      [{ sealedAt: deadline() - 11 * SECOND }, 'sealed-before-deadline'],
      [{ sealedAt: deadline() + 620 * SECOND, sinceHeardMs: 680 * SECOND }, 'sealed-in-the-future'],
      [{ savedSequence: 5 }, 'claims-more-than-saved'],
      [{ heardAt: Date.parse(going.startedAt), sinceHeardMs: 600 * SECOND }, 'heard-before-save'],
      [{ sinceHeardMs: 30 * SECOND }, 'reckoning-does-not-add-up'],
    ]
    for (const [changes, expected] of contradictions) {
      const { findings: told, contradicted } = await findings(changes)
      assert.ok(told.includes(expected as never) && contradicted, `${expected}: ${told}`)
    }
    const hints: [Partial<Written>, string][] = [
      [{ sealedAt: deadline() + 400 * SECOND, sinceHeardMs: 460 * SECOND }, 'sealed-late'],
      [{ savedSequence: 3 }, 'saved-elsewhere-since'],
      [{ phoneAt: deadline() + 3 * 3600 * SECOND }, 'phone-clock-apart'],
      [{ answers: heldAnswers }, 'nothing-differs'],
    ]
    for (const [changes, expected] of hints) {
      const { findings: told, contradicted } = await findings(changes)
      assert.ok(told.includes(expected as never) && !contradicted, `${expected}: ${told}`)
    }
    const { findings: early } = await findings({}, new Date(deadline() - SECOND))
    assert.deepEqual(early, ['not-over-yet'])
    // Written down as expired, it is still the same story.
    await look(house, going, { at: new Date(deadline() + 20 * SECOND) })
    assert.deepEqual((await findings({})).findings, [])
  })
})
