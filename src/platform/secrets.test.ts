import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { deriveKey, secretKey, signingKey } from './secrets.ts'

describe('a secret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hoithi-secrets-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

  it('is made once, with mode 0600 in a folder of mode 0700, and read ever after', () => {
    const path = join(folder, 'keys', 'one.key')
    const made = secretKey(path)
    assert.equal(made.length, 32)
    assert.deepEqual([mode(path), mode(join(folder, 'keys'))], ['600', '700'])
    assert.deepEqual(secretKey(path), made)
    assert.notDeepEqual(secretKey(join(folder, 'keys', 'two.key')), made)
  })
  it('that others may read is refused, with what to do', { skip: process.platform === 'win32' }, () => {
    const path = join(folder, 'open.key')
    secretKey(path)
    for (const open of [0o644, 0o640, 0o604, 0o666]) {
      chmodSync(path, open)
      assert.throws(() => secretKey(path), /chmod 600 .*open\.key/)
    }
    chmodSync(path, 0o600)
    assert.equal(secretKey(path).length, 32)
  })
  it('that is broken is refused, and left as it is', () => {
    for (const text of ['', 'abc', 'zz'.repeat(32), '00'.repeat(31), '00'.repeat(33)]) {
      const path = join(folder, `broken-${text.length}.key`)
      writeFileSync(path, text, { mode: 0o600 })
      assert.throws(() => secretKey(path), /64 hex digits/)
      assert.equal(readFileSync(path, 'utf8'), text)
    }
    const pem = join(folder, 'broken.pem')
    const x25519 = generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
    for (const text of ['no key', '', x25519]) {
      writeFileSync(pem, text, { mode: 0o600 })
      assert.throws(() => signingKey(pem), /broken\.pem should hold an Ed25519 private key/)
    }
  })
  it('is one and the same for processes that make it at the same moment', async () => {
    const path = join(folder, 'race', 'receipt.pem')
    const make = `import { signingKey } from './src/platform/secrets.ts'; console.log(signingKey('${path}').keyId)`
    const made = await Promise.all(
      Array.from({ length: 6 }, () =>
        promisify(execFile)(process.execPath, ['--input-type=module', '-e', make], {
          cwd: join(import.meta.dirname, '..', '..'),
        }),
      ),
    )
    assert.equal(new Set(made.map(({ stdout }) => stdout)).size, 1)
  })
  it('that signs has an id that follows from its public key', () => {
    const path = join(folder, 'sign.pem')
    const [one, again] = [signingKey(path), signingKey(path)]
    assert.match(one.keyId, /^[0-9a-f]{16}$/)
    assert.deepEqual([again.keyId, again.publicPem], [one.keyId, one.publicPem])
    assert.doesNotMatch(one.publicPem, /PRIVATE/)
  })
  it('gives another key for every purpose, the same every time', () => {
    const key = Buffer.alloc(32, 1)
    assert.deepEqual(deriveKey(key, 'a'), deriveKey(key, 'a'))
    assert.notDeepEqual(deriveKey(key, 'a'), deriveKey(key, 'b'))
    assert.notDeepEqual(deriveKey(key, 'a'), deriveKey(Buffer.alloc(32, 2), 'a'))
  })
})
