import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, it } from 'node:test'
import { readDocx } from '../../src/question-files/read-docx.ts'

const folder = join(import.meta.dirname, 'word')

describe('Word files as officials write them', () => {
  const files = globSync(join(folder, '*.docx')).sort()
  it('are at least forty manners', () => assert.ok(files.length >= 40, String(files.length)))
  for (const file of files) {
    it(basename(file, '.docx'), async () => {
      const expected = JSON.parse(readFileSync(file.replace(/docx$/, 'json'), 'utf8'))
      const read = await readDocx(readFileSync(file))
      const items = read.items.map(({ no: _, images, ...item }) => ({
        ...item,
        images: images.map(({ at, type }) => ({ at, type })),
      }))
      assert.deepEqual(
        items,
        expected.items.map((item: object) => ({ ...item })),
      )
      same(read.errors, expected.errors)
      if (expected.warnings) same(read.warnings, expected.warnings)
    })
  }
})

type Fault = { where: string; found: string }
/** The place begins so, and what was found has this in it. */
function same(faults: readonly Fault[], expected: readonly Fault[]): void {
  const told = faults.map(({ where, found }) => `${where}: ${found}`)
  assert.equal(faults.length, expected.length, told.join('\n'))
  for (const [at, { where, found }] of expected.entries())
    assert.ok(
      faults[at]!.where.startsWith(where) && faults[at]!.found.includes(found),
      `${told[at]} is not ${where}: ${found}`,
    )
}
