import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { brotliDecompressSync } from 'node:zlib'
import { rememberPages } from './remember-pages.ts'

describe('remembering public pages', () => {
  it('makes a page once for all who ask within two seconds', async () => {
    let [now, made] = [0, 0]
    const pageOf = rememberPages(() => now)
    const make = async () => `<p>${++made}`
    const pages = await Promise.all([pageOf('a', make), pageOf('a', make)])
    now = 1999
    pages.push(await pageOf('a', make))
    assert.deepEqual(
      pages.map((page) => page?.html),
      ['<p>1', '<p>1', '<p>1'],
    )
    now = 2000
    assert.equal((await pageOf('a', make))?.html, '<p>2')
  })

  it('compresses it once, with a tag that changes when it does', async () => {
    const pageOf = rememberPages(() => 0)
    const [one, two] = [await pageOf('a', async () => 'một'), await pageOf('b', async () => 'hai')]
    assert.equal(brotliDecompressSync(one?.brotli ?? Buffer.alloc(0)).toString(), 'một')
    assert.notEqual(one?.etag, two?.etag)
  })

  it('does not keep a refusal, nor a failure', async () => {
    const pageOf = rememberPages(() => 0)
    assert.equal(await pageOf('a', async () => null), null)
    await assert.rejects(
      pageOf('a', async () => {
        throw new Error('away')
      }),
    )
    assert.equal((await pageOf('a', async () => 'there'))?.html, 'there')
  })
})
