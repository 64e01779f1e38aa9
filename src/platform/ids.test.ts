import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isId, timeOrderedId } from './ids.ts'

describe('an id', () => {
  it('is a UUID of version 7 that sorts by its instant', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 47 }), fc.integer({ min: 1, max: 2 ** 40 }), (at, more) => {
        const [one, other] = [timeOrderedId(new Date(at)), timeOrderedId(new Date(at + more))]
        assert.match(one, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        assert.ok(isId(one) && one < other)
        assert.equal(Number.parseInt(one.replaceAll('-', '').slice(0, 12), 16), at)
      }),
    ))
  it('is the same for the same instant and entropy, and another for any other', () => {
    const at = new Date('2023-08-14T00:30:00Z')
    const entropy = Buffer.from('0123456789abcdef0123', 'hex')
    assert.equal(timeOrderedId(at, entropy), '0189f173-1b40-7123-8567-89abcdef0123')
    assert.equal(timeOrderedId(at, Buffer.concat([entropy, Buffer.alloc(9)])), timeOrderedId(at, entropy))
    assert.equal(new Set(Array.from({ length: 1000 }, () => timeOrderedId(at))).size, 1000)
  })
  it('is nothing else', () => {
    const good = '018d0000-0000-7000-8000-000000000000'
    assert.equal(isId(good), true)
    const bad = [
      '',
      'x',
      good.slice(1),
      `${good}0`,
      good.toUpperCase().replace('D', 'D'),
      `${good}\n`,
      ` ${good}`,
      `{${good}}`,
    ]
    for (const text of [...bad, good.replaceAll('-', ''), good.replace('d', 'g')])
      assert.equal(isId(text), false, text)
  })
})
