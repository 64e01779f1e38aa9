import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { loadSql, parseSql } from './sql.ts'

describe('a file of SQL', () => {
  it('has blocks by name; what stands before the first is commentary', () => {
    const blocks = parseSql(
      '-- words\nSELECT 0\n-- name: one\n-- why\nSELECT 1\n\n-- name:two \nSELECT 2\n',
      'slice',
    )
    assert.deepEqual(
      [...blocks.values()],
      [
        { name: 'slice/one', text: '-- why\nSELECT 1' },
        { name: 'slice/two', text: 'SELECT 2' },
      ],
    )
  })
  it('may not name two blocks alike', () =>
    assert.throws(
      () => parseSql('-- name: one\nSELECT 1\n-- name: one\nSELECT 2', 'slice'),
      /slice: two .* one/,
    ))
  it('is asked for what it has, and says what it has not', () => {
    const sql = loadSql(new URL('../attempts/store.ts', import.meta.url).href)
    assert.equal(sql('write_papers').name, 'attempts/write_papers')
    assert.throws(() => sql('missing'), /attempts\/store\.sql has no block named missing/)
  })
  it('of every slice can be read, and every name that it asks for is a block', () => {
    const root = join(import.meta.dirname, '..')
    for (const slice of new Set(globSync('*/*.sql', { cwd: root }).map((file) => dirname(file)))) {
      const texts = globSync(`${slice}/*.sql`, { cwd: root }).map((file) =>
        readFileSync(join(root, file), 'utf8'),
      )
      const blocks = parseSql(texts.join('\n'), basename(slice))
      const code = globSync(`${slice}/*.ts`, { cwd: root })
        .filter((each) => !each.endsWith('.test.ts'))
        .map((each) => readFileSync(join(root, each), 'utf8'))
        .join('\n')
      const asked = [...code.matchAll(/\bsql\('(\w+)'\)/g)].map(([, name]) => name!)
      assert.ok(
        asked.every((name) => blocks.has(name)),
        slice,
      )
    }
  })
})
