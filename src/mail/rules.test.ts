import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isPlainAddress, readSender, viaOf } from './model.ts'
import { faultOf, nextTry } from './rules.ts'

describe('the rules of mail', () => {
  const at = new Date('2026-11-23T01:00:00Z')
  const uselessAt = new Date(at.getTime() + 72 * 3_600_000)
  const minutes = (attempts: number) => {
    const next = nextTry('unreachable', { attempts, at, uselessAt })
    return next && (next.getTime() - at.getTime()) / 60_000
  }

  it('tries again, less and less often (M-3)', () =>
    assert.deepEqual([1, 2, 3, 4, 5, 6, 7, 50].map(minutes), [1, 5, 15, 60, 180, 360, 360, 360]))
  it('does not try once the letter would be of no use', () => {
    const until = (ms: number) =>
      nextTry('unreachable', { attempts: 1, at, uselessAt: new Date(at.getTime() + ms) })
    assert.equal(until(60_000), null)
    assert.notEqual(until(60_001), null)
  })
  it('takes a last word for the last', () => {
    for (const fault of ['recipient-refused', 'refused', 'cannot-be-opened'] as const)
      assert.equal(nextTry(fault, { attempts: 1, at, uselessAt }), null)
    for (const fault of ['put-off', 'sign-in-refused', 'not-secure', 'not-set-up'] as const)
      assert.notEqual(nextTry(fault, { attempts: 1, at, uselessAt }), null)
  })
  it('knows why a letter did not go out', () => {
    for (const [code, responseCode, fault] of [
      ['EAUTH', 535, 'sign-in-refused'],
      ['ETLS', undefined, 'not-secure'],
      ['EENVELOPE', 550, 'recipient-refused'],
      ['EENVELOPE', 450, 'put-off'],
      ['EMESSAGE', 554, 'refused'],
      ['ESOCKET', undefined, 'unreachable'],
      ['ECONNECTION', undefined, 'unreachable'],
      [undefined, undefined, 'unreachable'],
    ] as const)
      assert.equal(faultOf({ code, responseCode }), fault, `${code} ${responseCode}`)
  })
  it('knows a certificate that is not trusted by its words', () =>
    assert.equal(faultOf({ code: 'ESOCKET', message: 'self-signed certificate' }), 'not-secure'))
  it('takes one plain address for an address, and nothing that a header could be made of (M-6)', () => {
    for (const good of ['lan@snv.example.gov.vn', 'a+b@x.vn', 'đỗ@x.vn'])
      assert.ok(isPlainAddress(good), good)
    for (const bad of [
      'a@b.vn\r\nBcc: c@d.vn',
      'a,b@c.vn',
      '"a b"@c.vn',
      '<a@b.vn>',
      'a@b@c.vn',
      'a@b.vn;c',
      'a\u0000@b.vn',
      '@b.vn',
    ])
      assert.equal(isPlainAddress(bad), false, bad)
  })
  it('reads the sender, with a name and without', () => {
    assert.deepEqual(readSender(' Ban Tổ chức <thi@x.vn> '), { name: 'Ban Tổ chức', address: 'thi@x.vn' })
    assert.deepEqual(readSender('thi@x.vn'), { name: '', address: 'thi@x.vn' })
    for (const bad of ['', 'Ban', 'A <b>', 'A\r\nBcc: x@y.vn <a@b.vn>', 'a@b.vn, c@d.vn'])
      assert.equal(readSender(bad), null, bad)
  })
  it('shows a server without its password', () => {
    const via = viaOf({ url: 'smtps://u:bi-mat@mail.x.vn', from: { name: '', address: 'thi@x.vn' } })
    assert.equal(via, 'smtps://mail.x.vn:465 thi@x.vn')
  })
})
