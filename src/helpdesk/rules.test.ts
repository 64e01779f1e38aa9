import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  BUCKETS,
  type Bucket,
  type BucketKind,
  decideChange,
  decideMerging,
  maskIdentityNumbers,
  takeOne,
} from './rules.ts'

const T = new Date('2026-11-22T08:00:00Z')
const after = (ms: number) => new Date(T.getTime() + ms)

describe('asking', () => {
  it('is possible a few times at once, and then once in a while', () => {
    const { burst, everyMs } = BUCKETS.person
    let bucket: Bucket | null = null
    for (let asked = 0; asked < burst; asked++) {
      const taken = takeOne('person', bucket, T)
      assert.ok(taken.ok)
      bucket = taken.left
    }
    assert.deepEqual(bucket, { filledMs: 0, at: T })
    assert.deepEqual(takeOne('person', bucket, T), { ok: false, until: after(everyMs) })
    assert.deepEqual(takeOne('person', bucket, after(everyMs - 1)), { ok: false, until: after(everyMs) })
    const next = takeOne('person', bucket, after(everyMs))
    assert.deepEqual(next, { ok: true, left: { filledMs: 0, at: after(everyMs) } })
  })

  it('never finds more than a full bucket and what was refilled, at whatever instants', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(BUCKETS) as BucketKind[])),
        fc.array(fc.integer({ min: 0, max: 600_000 }), { maxLength: 300 }),
        (kind, pauses) => {
          let bucket: Bucket | null = null
          let now = 0
          let taken = 0
          for (const pause of pauses) {
            now += pause
            const outcome = takeOne(kind, bucket, after(now))
            if (!outcome.ok) continue
            taken += 1
            bucket = outcome.left
          }
          const { burst, everyMs } = BUCKETS[kind]
          assert.ok(taken <= burst + now / everyMs)
        },
      ),
    ))
})

describe('what somebody wrote', () => {
  const check = (text: string, kept: string) => assert.equal(maskIdentityNumbers(text), kept)

  it('is kept without numbers of identity cards, however they are set', () => {
    check('CCCD của tôi là 017199001234.', 'CCCD của tôi là ••••••••••••.')
    check('cccd 017 199 001 234 nhé', 'cccd ••• ••• ••• ••• nhé')
    check('CMND: 113456789, cũ', 'CMND: •••••••••, cũ')
    check('113-456-789', '•••-•••-•••')
  })
  it('keeps telephone numbers, codes, days and amounts', () => {
    for (const text of [
      'gọi 0912345678 giúp tôi',
      'biên nhận 7K2M-9QPX-01AB',
      'ngày 22/11/2026 lúc 08:00',
      'tài khoản 1234567890123456',
      'lúc 1.234.567 người',
    ])
      check(text, text)
  })
})

describe('an enquiry', () => {
  const seen = { version: 3, mergedInto: null, erasedAt: null }
  const check = (enquiry: Partial<typeof seen> | object, reason: string | null) => {
    const decision = decideChange({ ...seen, ...enquiry }, 3)
    assert.equal(decision.ok ? null : decision.reason, reason)
  }
  it('is changed by who saw it as it is, and while it stands', () => {
    check({}, null)
    check({ version: 4 }, 'changed-meanwhile')
    check({ version: 2 }, 'changed-meanwhile')
    check({ erasedAt: T }, 'conflict')
    check({ mergedInto: 'x' }, 'conflict')
  })
  it('is merged into another of its contest that stands by itself', () => {
    const one = { id: 'one', contestId: 'thi' } as never
    const two = { id: 'two', contestId: 'thi', mergedInto: null, erasedAt: null }
    const merge = (change: object) => decideMerging(one, { ...two, ...change } as never).ok
    assert.equal(merge({}), true)
    assert.equal(merge({ id: 'one' }), false)
    assert.equal(merge({ contestId: 'khac' }), false)
    assert.equal(merge({ mergedInto: 'three' }), false)
    assert.equal(merge({ erasedAt: T }), false)
  })
})
