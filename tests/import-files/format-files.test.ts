import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, it } from 'node:test'
import { readQuestionFile } from '../../src/question-files/read-question-file.ts'
import { readXlsx } from '../../src/question-files/read-xlsx.ts'

const folder = join(import.meta.dirname, 'formats')
const shortOf = (faults: readonly { where: string; found: string }[]) =>
  faults.map(({ where, found }) => ({ where, found }))

describe('files of questions as other programs and people write them', () => {
  const files = globSync(join(folder, '*'))
    .filter((file) => !file.endsWith('.json'))
    .sort()
  it('are at least twenty', () => assert.ok(files.length >= 20, String(files.length)))
  for (const file of files)
    it(basename(file), async () => {
      const expected = JSON.parse(readFileSync(`${file}.json`, 'utf8'))
      const outcome = await readQuestionFile(readFileSync(file))
      if (!outcome.ok) {
        assert.deepEqual({ refused: shortOf([outcome.fault])[0] }, expected)
        return
      }
      const { format, items, errors, warnings } = outcome.read
      const plain = items.map(({ images, ...item }) => ({
        ...item,
        ...(images.length > 0 && { images: images.map(({ at, name, type }) => ({ at, name, type })) }),
      }))
      assert.deepEqual(
        { format, items: plain, errors: shortOf(errors), warnings: shortOf(warnings) },
        expected,
      )
    })
})

describe('columns that nobody knows', () => {
  const bytes = readFileSync(join(folder, 'sheetjs-foreign-names.xlsx'))

  it('are read as they are said to be', async () => {
    const columns = { 'Ghi chú': 'Giải thích', 'Phương án 4': 'D' }
    const read = await readXlsx(bytes, { columns })
    assert.deepEqual(read.warnings, [])
    assert.equal(read.items[1]!.explanation, 'sửa')
  })

  it('cannot be said to be what is no column of the template', () =>
    assert.rejects(readXlsx(bytes, { columns: { 'Ghi chú': 'Ghi' } }), /Ghi/))
})
