/**
 * The Excel template, filled or empty. Every text is an inline string in a cell that is formatted as text, so nothing that
 * anybody typed can become a formula, here or when the cell is edited later.
 */
import { zipSync } from 'fflate'
import { escapeXml } from './flatten-markup.ts'
import { excerptOf, kindNames, say } from './format-messages.ts'
import type { Item, ItemFault, Written } from './model.ts'
import { columnName } from './read-sheet.ts'
import { letterOf } from './write-aiken.ts'

const LEAST_OPTIONS = 8
/** Rows of the empty template that have their drop-downs and their format already. */
const EMPTY_ROWS = 500
const MADE_AT = new Date('2000-01-01T00:00:00')
const HEAD = 1
const TEXT = 2

export function writeXlsx(items: readonly Item[]): Written {
  const left: ItemFault[] = []
  const kept = items.filter((item) => {
    if (item.images.length === 0) return true
    left.push(say.notInFormat(`câu ${item.no} (“${excerptOf(item.text)}”)`, 'câu hỏi có hình', 'Tệp Excel'))
    return false
  })
  const options = Math.max(LEAST_OPTIONS, ...kept.map((item) => item.options.length))
  const rows = kept.map((item) => rowOf(item, options))
  return { bytes: workbook(headOf(options), rows), left }
}

export function writeXlsxTemplate(): Written {
  return { bytes: workbook(headOf(LEAST_OPTIONS), []), left: [] }
}

const headOf = (options: number) => [
  'Câu hỏi',
  'Loại',
  ...Array.from({ length: options }, (_, index) => letterOf(index + 1)),
  'Đáp án',
  'Giải thích',
  'Căn cứ',
  'Chủ đề',
  'Mức độ',
]

function rowOf(item: Item, options: number): string[] {
  const { text, type, explanation = '', source = '', topic = '', difficulty = '' } = item
  const cells = Array.from({ length: options }, (_, index) => item.options[index] ?? '')
  return [text, kindNames[type], ...cells, keyOf(item), explanation, source, topic, difficulty]
}

function keyOf({ type, rows = [], correct }: Item): string {
  // A line break at the end says that a stroke or a semicolon inside is part of the one answer.
  if (type === 'short' || type === 'numeric')
    return correct.length > 1
      ? correct.join('\n')
      : `${correct[0]}${/[|;]/.test(String(correct[0])) ? '\n' : ''}`
  if (type === 'matching')
    return rows.map((row, index) => `${row} → ${letterOf(Number(correct[index]))}`).join('\n')
  return correct.map((no) => letterOf(Number(no))).join(', ')
}

const GUIDE: readonly (readonly [string, string])[] = [
  ['Cột', 'Cách ghi'],
  ['Câu hỏi', 'Nội dung câu hỏi. Mỗi câu một dòng của bảng.'],
  ['Loại', `Chọn trong danh sách: ${Object.values(kindNames).join(', ')}. Để trống: hiểu theo đáp án.`],
  [
    'A, B, C…',
    'Mỗi phương án một ô. Câu đúng/sai: A là Đúng, B là Sai. Câu điền số, trả lời ngắn: để trống.',
  ],
  ['Đáp án', 'Chữ cái của phương án đúng: B. Nhiều đáp án: A, C. Sắp xếp: thứ tự đúng, ví dụ C, A, B.'],
  ['', 'Ghép đôi: mỗi cặp một dòng trong ô (Alt+Enter), ví dụ “Hà Nội → B”; các vế phải ghi ở A, B, C…'],
  ['', 'Điền số, trả lời ngắn: câu trả lời; nhiều cách viết được chấp nhận thì mỗi cách một dòng trong ô.'],
  ['Giải thích', 'Hiện cho thí sinh khi thể lệ cho phép. Có thể để trống.'],
  ['Căn cứ', 'Văn bản, điều, khoản; ví dụ: Luật Cán bộ, công chức số 80/2025/QH15, Điều 5.'],
  ['Chủ đề', 'Chủ đề của câu hỏi. Có thể để trống.'],
  ['Mức độ', 'dễ, trung bình hoặc khó. Có thể để trống.'],
]

function workbook(head: readonly string[], rows: readonly string[][]): Uint8Array {
  const files: Record<string, string> = {
    '[Content_Types].xml': CONTENT_TYPES,
    '_rels/.rels': relations([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `${XML}<workbook xmlns="${SHEET}" xmlns:r="${OFFICE}"><sheets><sheet name="Câu hỏi" sheetId="1" r:id="rId1"/><sheet name="Hướng dẫn" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ['worksheet', 'worksheets/sheet1.xml'],
      ['worksheet', 'worksheets/sheet2.xml'],
      ['styles', 'styles.xml'],
    ]),
    'xl/styles.xml': STYLES,
    'xl/worksheets/sheet1.xml': questionSheet(head, rows),
    'xl/worksheets/sheet2.xml': `${XML}<worksheet xmlns="${SHEET}"><cols><col min="1" max="1" width="16" customWidth="1"/><col min="2" max="2" width="110" customWidth="1"/></cols><sheetData>${GUIDE.map((cells, index) => rowXml(index + 1, cells, index === 0 ? HEAD : TEXT)).join('')}</sheetData></worksheet>`,
  }
  const bytes = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]))
  return zipSync(bytes, { level: 6, mtime: MADE_AT })
}

function questionSheet(head: readonly string[], rows: readonly string[][]): string {
  const last = Math.max(rows.length, EMPTY_ROWS) + 1
  const widths = head.map((name) =>
    name === 'Câu hỏi'
      ? 60
      : /^[A-L]$/.test(name)
        ? 28
        : name === 'Giải thích' || name === 'Căn cứ'
          ? 36
          : 16,
  )
  const columns = widths.map(
    (width, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${width}" style="${TEXT}" customWidth="1"/>`,
  )
  const list = (name: string, values: readonly string[]) => {
    const column = columnName(head.indexOf(name) + 1)
    return `<dataValidation type="list" allowBlank="1" showErrorMessage="0" sqref="${column}2:${column}${last}"><formula1>"${values.join(',')}"</formula1></dataValidation>`
  }
  return `${XML}<worksheet xmlns="${SHEET}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns.join('')}</cols><sheetData>${rowXml(1, head, HEAD)}${rows.map((cells, index) => rowXml(index + 2, cells, TEXT)).join('')}</sheetData><dataValidations count="2">${list('Loại', Object.values(kindNames))}${list('Mức độ', ['dễ', 'trung bình', 'khó'])}</dataValidations></worksheet>`
}

function rowXml(no: number, cells: readonly string[], style: number): string {
  const written = cells.map((text, index) =>
    text === ''
      ? ''
      : `<c r="${columnName(index + 1)}${no}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeSheet(text)}</t></is></c>`,
  )
  return `<row r="${no}">${written.join('')}</row>`
}

/** _x0041_ is how Excel writes a character by its number; where it is meant literally its underscore is written so. */
const escapeSheet = (text: string) => escapeXml(text.replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_'))

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const CONTENT_TYPES = `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${CONTENT}.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="${CONTENT}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${CONTENT}.styles+xml"/></Types>`
const FONT = '<name val="Times New Roman"/><family val="1"/>'
const STYLES = `${XML}<styleSheet xmlns="${SHEET}"><fonts count="2"><font><sz val="12"/>${FONT}</font><font><b/><sz val="12"/>${FONT}</font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFDDEBF7"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

function relations(targets: readonly (readonly [string, string])[]): string {
  const written = targets.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  )
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${written.join('')}</Relationships>`
}
