/**
 * A table as .xlsx, written as its rows come: neither the rows nor the file are ever held whole. Every cell is an inline
 * string formatted as text, so that nothing anybody typed becomes a formula, here or when the cell is edited later.
 */
import { strToU8, Zip, ZipDeflate } from 'fflate'

const MADE_AT = new Date('2000-01-01T00:00:00')
const HEAD = 1
const TEXT = 2
const PIECE = 256 * 1024

export type SheetTexts = { readonly texts: readonly string[]; readonly isHeading?: boolean }

export async function* writeSheet(
  name: string,
  rows: AsyncIterable<SheetTexts> | Iterable<SheetTexts>,
): AsyncGenerator<Uint8Array> {
  const waiting: Uint8Array[] = []
  const zip = new Zip((error, piece) => {
    if (error) throw error
    waiting.push(piece)
  })
  const add = (path: string) => {
    const file = new ZipDeflate(path, { level: 6 })
    file.mtime = MADE_AT
    zip.add(file)
    return file
  }
  for (const [path, text] of Object.entries(partsOf(name))) add(path).push(strToU8(text), true)
  const sheet = add('xl/worksheets/sheet1.xml')
  let text = `${XML}<worksheet xmlns="${SHEET}"><sheetData>`
  let no = 0
  for await (const row of rows) {
    text += rowXml(++no, row)
    if (text.length < PIECE) continue
    sheet.push(strToU8(text))
    text = ''
    yield* waiting.splice(0)
  }
  sheet.push(strToU8(`${text}</sheetData></worksheet>`), true)
  zip.end()
  yield* waiting.splice(0)
}

function rowXml(no: number, { texts, isHeading = false }: SheetTexts): string {
  const cells = texts.map((text, at) =>
    text === ''
      ? ''
      : `<c r="${columnName(at + 1)}${no}" s="${isHeading ? HEAD : TEXT}" t="inlineStr"><is><t xml:space="preserve">${inXml(text)}</t></is></c>`,
  )
  return `<row r="${no}">${cells.join('')}</row>`
}

function columnName(column: number): string {
  const before = Math.floor((column - 1) / 26)
  return (before > 0 ? columnName(before) : '') + String.fromCharCode(65 + ((column - 1) % 26))
}

/** What XML cannot hold is left out; _x0041_ is how Excel writes a character by its number. */
const inXml = (text: string) =>
  text
    .replace(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]|\p{Cs}/gu, '')
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const FONT = '<name val="Times New Roman"/><family val="1"/>'
const relation = (no: number, type: string, target: string) =>
  `<Relationship Id="rId${no}" Type="${OFFICE}/${type}" Target="${target}"/>`

function partsOf(name: string): Record<string, string> {
  const title = inXml(name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31)).replace(/"/g, '&quot;')
  return {
    '[Content_Types].xml': `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${CONTENT}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${CONTENT}.styles+xml"/></Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships">${relation(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `${XML}<workbook xmlns="${SHEET}" xmlns:r="${OFFICE}"><sheets><sheet name="${title}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships">${relation(1, 'worksheet', 'worksheets/sheet1.xml')}${relation(2, 'styles', 'styles.xml')}</Relationships>`,
    'xl/styles.xml': `${XML}<styleSheet xmlns="${SHEET}"><fonts count="2"><font><sz val="12"/>${FONT}</font><font><b/><sz val="12"/>${FONT}</font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
  }
}
