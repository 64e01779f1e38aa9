import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { encode } from 'uqr'
import { sealCapsule, type Capsule as Written } from '../../web/elements/capsule/seal.ts'
import { hmacSha256, sha256 } from '../../web/elements/capsule/sha256.ts'
import { LARGEST_BYTES, readCapsule } from './read-capsule.ts'

const facts = {
  contest: 'hoa-binh-2023',
  round: 2,
  keyId: '6f87c1c4',
  key: randomBytes(32).toString('base64url'),
}
const written: Written = {
  attemptId: '0189f18e-9280-7c4d-9936-9be193938ff8',
  sequence: 21,
  savedSequence: 18,
  changedAt: 1692000590123.4,
  sealedAt: 1692000600001,
  heardAt: 1692000550000,
  sinceHeardMs: 50001.25,
  phoneAt: 1692011400000,
  unsent: ['5', '20', 'prediction'],
  prediction: '1.234',
  answers: { 1: [2], 5: [1, 4], 7: 'Một cửa ~ liên thông', 9: [3, 1, 2], 20: [], 30: [27] },
}
const sealed = () => sealCapsule(facts, written)

/** The file that the page makes, as a person could change it. */
function fileWith(changes: Record<string, unknown> = {}): string {
  const read = readCapsule(sealed())
  assert.ok(read.ok)
  return JSON.stringify(
    { hoithi: 'capsule', note: '…', ...read.capsule, sealed: sealed(), ...changes },
    null,
    2,
  )
}

describe('the phone’s own SHA-256', () => {
  it('is that of everybody, whatever the length', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 64 }), (text, key) => {
        const expected = createHmac('sha256', key).update(text).digest('hex')
        assert.equal(Buffer.from(hmacSha256(key, text)).toString('hex'), expected)
      }),
    ))

  it('hashes the empty text as the standard says', () =>
    assert.equal(
      Buffer.from(sha256(new Uint8Array())).toString('hex'),
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ))
})

describe('reading a capsule', () => {
  it('gives back what the phone sealed, from the line and from the file', () => {
    for (const text of [sealed(), ` ${sealed().slice(0, 90)}\n${sealed().slice(90)}\n`, fileWith()]) {
      const read = readCapsule(text)
      assert.ok(read.ok, text)
      const { answers, unsent, prediction, sequence, savedSequence, attemptId } = read.capsule
      assert.deepEqual(
        { answers, unsent, prediction, sequence, savedSequence, attemptId },
        {
          answers: written.answers,
          unsent: written.unsent,
          prediction: '1.234',
          sequence: 21,
          savedSequence: 18,
          attemptId: written.attemptId,
        },
      )
      assert.equal(read.capsule.changedAt.getTime(), 1692000590123)
      assert.equal(read.capsule.sinceHeardMs, 50001)
      assert.equal(read.isAltered, false)
      assert.equal(
        read.seal,
        createHmac('sha256', Buffer.from(facts.key, 'base64url')).update(read.sealedPart).digest('base64url'),
      )
    }
  })

  it('gives back any answers', () => {
    const option = fc.integer({ min: 1, max: 26 })
    const answer = fc.oneof(
      fc.array(option, { maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 80 }),
    )
    const answers = fc.dictionary(fc.integer({ min: 1, max: 200 }).map(String), answer, { maxKeys: 50 })
    fc.assert(
      fc.property(answers, (given) => {
        const read = readCapsule(sealCapsule(facts, { ...written, answers: given }))
        assert.ok(read.ok)
        assert.deepEqual(read.capsule.answers, { ...given })
      }),
    )
  })

  it('is none with answers that only look like some', () => {
    const answers = { 1: { length: { toString: 1, valueOf: () => 0 } } } as never
    assert.equal(readCapsule(sealCapsule(facts, { ...written, answers })).ok, false)
  })

  it('fits fifty answered questions into one QR code that a phone can read', () => {
    const answers = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [index + 1, [(index % 4) + 1]]),
    )
    const line = sealCapsule(facts, { ...written, answers, unsent: Object.keys(answers) })
    assert.ok(encode(line).version <= 15, `${line.length} characters, version ${encode(line).version}`)
  })

  it('sees where the readable part of a file was changed', () => {
    for (const changes of [
      { answers: { 1: [3] } },
      { changedAt: '2023-08-14T08:00:00.000Z' },
      { unsent: [] },
      { prediction: null },
      { round: 1 },
      { savedSequence: 19 },
      { answers: null },
    ]) {
      const read = readCapsule(fileWith(changes))
      assert.ok(read.ok && read.isAltered, JSON.stringify(changes))
    }
  })

  it('refuses what is no capsule, without a fault', () => {
    const line = sealed()
    const parts = line.split('~')
    const without = (at: number) => parts.filter((_, index) => index !== at).join('~')
    const withPart = (at: number, part: string) =>
      parts.map((each, index) => (index === at ? part : each)).join('~')
    const texts = [
      '',
      '{',
      '{}',
      'null',
      '{"sealed":7}',
      '{"sealed":"HOITHI1"}',
      '[]',
      '['.repeat(100_000),
      '{"sealed":'.repeat(50_000),
      'HOITHI1',
      'HOITHI1~',
      'PNG\r\n\x1a\n',
      line.slice(0, -1),
      `${line}A`,
      line.replace('~', '~é'),
      ...parts.keys().map(without),
      withPart(1, '../../etc'),
      withPart(2, '-1'),
      withPart(3, 'x'),
      withPart(7, 'zzzzzzzzzzz'),
      withPart(7, ''),
      withPart(12, '5.5x'),
      withPart(14, '1a2'),
      withPart(14, '1a1b'),
      withPart(14, `1!${Buffer.from('{"__proto__":1}').toString('base64url')}.`),
      withPart(14, `1=${Buffer.from('x'.repeat(600)).toString('base64url')}.`),
      withPart(14, 'a'.repeat(100_000)),
    ]
    for (const text of texts) {
      const read = readCapsule(text)
      assert.equal(read.ok, false, text.slice(0, 120))
      assert.equal(!read.ok && read.reason, 'not-a-capsule', text.slice(0, 120))
    }
    assert.deepEqual(readCapsule(line.replace('HOITHI1', 'HOITHI2')), { ok: false, reason: 'other-version' })
    assert.deepEqual(readCapsule('x'.repeat(LARGEST_BYTES + 1)), { ok: false, reason: 'too-large' })
  })
})
