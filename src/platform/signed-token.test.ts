import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { issueToken, readToken } from './signed-token.ts'

const key = Buffer.alloc(32, 1)
const endsAt = new Date('2023-10-13T00:00:00Z')
const before = (milliseconds: number) => new Date(endsAt.getTime() - milliseconds)
const says = ['c', '018d0000-0000-7000-8000-000000000001', '018d0000-0000-7000-8000-000000000002']
const token = issueToken(key, says, endsAt)

describe('a token', () => {
  it('says what it was given, until just before its end and not at it', () => {
    assert.deepEqual(readToken(key, token, before(1)), says)
    assert.equal(readToken(key, token, endsAt), null)
    assert.equal(readToken(key, token, before(-1)), null)
  })
  it('of another key says nothing', () =>
    assert.equal(readToken(Buffer.alloc(32, 2), token, before(1000)), null))
  it('that was changed in any one character says nothing', () => {
    for (let at = 0; at < token.length; at++)
      for (const other of ['A', 'b', '0', '.', '-']) {
        if (token[at] === other) continue
        const changed = token.slice(0, at) + other + token.slice(at + 1)
        assert.equal(readToken(key, changed, before(1000)), null, changed)
      }
  })
  it('that was cut, or made longer, says nothing', () => {
    for (let length = 0; length < token.length; length++)
      assert.equal(readToken(key, token.slice(0, length), before(1000)), null)
    for (const more of ['.', 'A', '==', ' ', '\0'])
      assert.equal(readToken(key, token + more, before(1000)), null)
  })
  it('cannot be made of nonsense', () =>
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => readToken(key, text, before(1000)) === null),
    ))
})
