import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, it } from 'node:test'
import canonicalize from 'canonicalize'
import type { Receipt } from '../attempts/contract.ts'
import { checkReceipt, compactReceipt, readReceipt } from './check-receipt.ts'

const pair = generateKeyPairSync('ed25519')
const keys = [
  {
    keyId: 'k1',
    algorithm: 'Ed25519' as const,
    publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }) as string,
    from: '2026-11-22T00:00:00.000Z',
  },
]
const unsigned = {
  v: 1 as const,
  contest: 'demo',
  round: 2,
  attemptId: '018f2a9c-0000-7000-8000-000000000001',
  paperHash: 'ab'.repeat(32),
  arrivedAt: '2026-11-22T10:00:00.123Z',
  submittedAt: '2026-11-22T10:00:00.123Z',
  code: 'HT-7K4M-Q2XD',
  keyId: 'k1',
}
const signature = sign(null, Buffer.from(canonicalize(unsigned) ?? ''), pair.privateKey).toString('base64url')
const receipt: Receipt = { ...unsigned, signature }

describe('a receipt', () => {
  it('is genuine with the signature of our key', () => assert.equal(checkReceipt(receipt, keys), true))

  it('is not when anything in it has been changed, or the key is not ours', () => {
    for (const change of [{ round: 3 }, { submittedAt: '2026-11-22T09:00:00.123Z' }, { keyId: 'k2' }])
      assert.equal(checkReceipt({ ...receipt, ...change }, keys), false, JSON.stringify(change))
    assert.equal(checkReceipt(receipt, []), false)
  })

  it('is read back whole from its file and from its QR code', () => {
    assert.deepEqual(readReceipt(JSON.stringify(receipt, null, 2)), receipt)
    assert.deepEqual(readReceipt(compactReceipt(receipt)), receipt)
  })

  it('is nothing when it is something else', () => {
    for (const text of ['', 'x', '{}', '{"v":1', 'a~b~c', '%E0%A4%A~1', '~'.repeat(9)])
      assert.equal(readReceipt(text), null, text)
    for (const half of ['\ud800', 'demo\udc00'])
      assert.equal(readReceipt(JSON.stringify({ ...receipt, contest: half })), null)
  })
})
