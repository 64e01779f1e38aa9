import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as sheetjs from '@e965/xlsx'
import exceljs from '@protobi/exceljs'
import { unzipSync } from 'fflate'
import type { Item } from './model.ts'
import { readDocx } from './read-docx.ts'
import { readXlsx } from './read-xlsx.ts'
import { writeDocx } from './write-docx.ts'
import { writeXlsx, writeXlsxTemplate } from './write-xlsx.ts'

const PAYLOADS = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(1)',
  '=cmd|" /C calc"!A0',
  '＝1+1',
  '\t=1',
  '=HYPERLINK("http://a","b")',
]
const item = (no: number, more: Partial<Item>): Item => ({
  no,
  text: `Câu hỏi thứ ${no}?`,
  type: 'single',
  options: ['phương án một', 'phương án hai', 'phương án ba'],
  correct: [2],
  images: [],
  ...more,
})

describe('what is written to Excel', () => {
  const items = PAYLOADS.map((text, index) =>
    item(index + 1, {
      text,
      options: [text, 'hai'],
      explanation: text,
      source: text,
      topic: text,
      difficulty: text,
    }),
  )
  const { bytes } = writeXlsx(items)

  it('is text in every cell for SheetJS, whatever it begins with', () => {
    const sheet = sheetjs.read(bytes, { cellFormula: true }).Sheets['Câu hỏi']!
    const cells = Object.entries(sheet).filter(([name]) => /^[A-Z]+\d+$/.test(name))
    assert.ok(cells.length > PAYLOADS.length * 8)
    for (const [name, cell] of cells) assert.deepEqual([cell.t, cell.f], ['s', undefined], name)
    assert.equal(sheet.A2.v, '=1+1')
  })

  it('is text in every cell for exceljs, with drop-downs beside it', async () => {
    const book = new exceljs.Workbook()
    await book.xlsx.load(Buffer.from(bytes) as never)
    const sheet = book.getWorksheet('Câu hỏi')!
    sheet.eachRow((row) => row.eachCell((cell) => assert.equal(cell.type, exceljs.ValueType.String)))
    assert.equal(sheet.getCell('A5').value, PAYLOADS[3])
    assert.equal(sheet.getCell('B2').dataValidation.type, 'list')
    assert.equal(sheet.getCell('A2').numFmt, '@')
  })

  it('holds no formula at all', () => {
    const parts = Object.entries(unzipSync(bytes)).filter(([name]) => name.includes('worksheets/'))
    for (const [name, part] of parts) assert.doesNotMatch(Buffer.from(part).toString(), /<f[ >]/, name)
  })

  it('is an empty template that says so when it is read', async () => {
    const read = await readXlsx(writeXlsxTemplate().bytes)
    assert.deepEqual([read.items, read.errors.length, read.warnings], [[], 1, []])
  })
})

describe('what is written to Word', () => {
  it('is read again by our own reader', async () => {
    const items = [
      item(1, { explanation: 'Vì luật nói vậy.', source: 'Luật số 80/2025/QH15, Điều 5' }),
      item(2, { type: 'multiple', correct: [1, 3] }),
      item(3, { type: 'true-false', options: ['Đúng', 'Sai'], correct: [2] }),
      item(4, { text: 'Câu có hai dòng:\ndòng thứ hai?' }),
      item(5, { type: 'ordering', correct: [3, 1, 2], topic: 'Một cửa', difficulty: 'khó' }),
      item(6, { type: 'matching', rows: ['Bộ', 'Sở'], correct: [2, 1] }),
      item(7, { type: 'numeric', options: [], correct: ['34', '34.5'] }),
      item(8, { type: 'short', options: [], correct: ['CCHC', 'cải cách hành chính'] }),
    ]
    const { bytes, left } = await writeDocx(items)
    const read = await readDocx(Buffer.from(bytes), () => {})
    assert.deepEqual([left, read.errors], [[], []])
    assert.deepEqual(read.items, items)
  })
})
