import assert from 'node:assert/strict'
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { findBinaries } from './postgres-binaries.ts'

const isRoot = process.getuid?.() === 0
const folder = mkdtempSync(join(tmpdir(), 'hoithi-binaries-'))
after(() => rmSync(folder, { recursive: true }))

describe('the programs of PostgreSQL', { skip: !isRoot }, () => {
  const nowhere = join(folder, 'no-data')
  const packaged = findBinaries(nowhere)
  const closed = join(folder, 'package', 'native')
  const place = join(folder, 'place')

  it('are copied once, where the unprivileged user cannot read them, as under a closed home folder', () => {
    cpSync(packaged.home, closed, { recursive: true, verbatimSymlinks: true })
    chmodSync(join(closed, 'bin'), 0o700)
    mkdirSync(place)
    chmodSync(folder, 0o755)
    const { home, runAs, major } = findBinaries(nowhere, closed, [place])
    assert.ok(home.startsWith(place))
    assert.equal(statSync(join(home, 'bin', 'postgres')).mode & 0o777, 0o755)
    assert.notEqual(runAs.uid, 0)
    assert.equal(major, packaged.major)
    assert.equal(findBinaries(nowhere, closed, [place]).home, home)
    assert.equal(readdirSync(place).length, 1)
  })

  it('are not taken from a folder that somebody else laid there, or could write to', () => {
    const [name] = readdirSync(place)
    const laid = join(place, name!)
    chownSync(laid, 65_534, 65_534)
    const first = findBinaries(nowhere, closed, [place]).home
    assert.notEqual(first, laid)
    assert.equal(statSync(first).uid, 0)
    chownSync(laid, 0, 0)
    chmodSync(laid, 0o777)
    assert.notEqual(findBinaries(nowhere, closed, [place]).home, laid)
  })

  it('are named in both languages when there is no place for them', () =>
    assert.throws(() => findBinaries(nowhere, closed, ['/proc']), /Không đủ quyền[\s\S]*Not permitted/))
})
