/** Word files in the XML manner of Microsoft Word and of Google Docs, for compose-word-files.ts. */
import { strToU8, type Zippable, zipSync } from 'fflate'

export type Look = {
  b?: boolean
  u?: boolean
  i?: boolean
  color?: string
  highlight?: string
  shade?: string
  font?: string
  hidden?: boolean
  strike?: boolean
}
export type Manner = 'word' | 'google'
export type Files = Record<string, string | Uint8Array>

const escapeXml = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

function look(manner: Manner, { b, u, i, color, highlight, shade, font, hidden, strike }: Look): string {
  const google = manner === 'google'
  const on = google ? ' w:val="1"' : ''
  const parts = [
    font && `<w:rFonts w:ascii="${font}" w:hAnsi="${font}" w:cs="${font}"/>`,
    b && `<w:b${on}/>${google ? '<w:bCs w:val="1"/>' : '<w:bCs/>'}`,
    i && `<w:i${on}/>`,
    strike && '<w:strike/>',
    hidden && '<w:vanish/>',
    color && `<w:color w:val="${google ? color.toLowerCase() : color}"/>`,
    u && '<w:u w:val="single"/>',
    highlight && `<w:highlight w:val="${highlight}"/>`,
    shade && `<w:shd w:fill="${shade}" w:val="clear"/>`,
    google && '<w:rtl w:val="0"/>',
  ]
  const inside = parts.filter(Boolean).join('')
  return inside ? `<w:rPr>${inside}</w:rPr>` : ''
}

/** Word cuts a run where the author came back to it, and puts what its speller thinks between the parts. */
export function run(text: string, format: Look = {}, manner: Manner = 'word'): string {
  const properties = look(manner, format)
  const one = (part: string, rsid: string) =>
    `<w:r${manner === 'word' ? ` w:rsidR="${rsid}"` : ''}${manner === 'google' ? ' w:rsidDel="00000000" w:rsidR="00000000" w:rsidRPr="00000000"' : ''}>${properties}${part
      .split('\t')
      .map((piece) => (piece ? `<w:t xml:space="preserve">${escapeXml(piece)}</w:t>` : ''))
      .join('<w:tab/>')}</w:r>`
  const middle = text.indexOf(' ', Math.floor(text.length / 2))
  if (manner === 'google' || middle < 4) return one(text, '00A77B3E')
  return `${one(text.slice(0, middle), '00A77B3E')}<w:proofErr w:type="spellStart"/>${one(text.slice(middle), '00C51F09')}<w:proofErr w:type="spellEnd"/>`
}

export function paragraph(
  content: string,
  {
    list,
    level = 0,
    style,
    shade,
    manner = 'word',
    mark = '',
  }: { list?: number; level?: number; style?: string; shade?: string; manner?: Manner; mark?: string } = {},
): string {
  const properties = [
    style && `<w:pStyle w:val="${style}"/>`,
    list !== undefined && `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`,
    shade && `<w:shd w:val="clear" w:color="auto" w:fill="${shade}"/>`,
    manner === 'google' ? '<w:rPr/>' : '<w:spacing w:after="0"/><w:jc w:val="both"/>',
    mark,
  ]
  const ids =
    manner === 'word'
      ? ' w14:paraId="1A2B3C4D" w:rsidR="00A77B3E" w:rsidRDefault="00A77B3E"'
      : ' w:rsidR="00000000" w:rsidDel="00000000"'
  return `<w:p${ids}><w:pPr>${properties.filter(Boolean).join('')}</w:pPr>${content}</w:p>`
}

export type TableCell =
  | string
  | {
      text: string
      look?: Look
      shade?: string
      span?: number
      merge?: 'restart' | 'continue'
      content?: string
    }

export function table(rows: TableCell[][], manner: Manner = 'word'): string {
  const cell = (given: TableCell): string => {
    const {
      text,
      look = {},
      shade,
      span,
      merge,
      content,
    } = typeof given === 'string' ? { text: given } : (given as Exclude<TableCell, string>)
    const properties = `${span ? `<w:gridSpan w:val="${span}"/>` : ''}${merge ? `<w:vMerge${merge === 'restart' ? ' w:val="restart"' : ''}/>` : ''}${shade ? `<w:shd w:val="clear" w:color="auto" w:fill="${shade}"/>` : ''}`
    const inside =
      content ??
      text
        .split('\n')
        .map((line) => paragraph(line ? run(line, look, manner) : '', { manner }))
        .join('')
    return `<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>${properties}</w:tcPr>${inside}</w:tc>`
  }
  return `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/></w:tblPr><w:tblGrid/>${rows.map((row) => `<w:tr w:rsidR="00A77B3E">${row.map(cell).join('')}</w:tr>`).join('')}</w:tbl>`
}

/** List 1: "Câu %1:" with A. B. C. under it; list 2: "1." with "a)"; list 3: points. A list of letters for each question begins at 10. */
function numbering(lists: number): string {
  const level = (at: number, format: string, text: string) =>
    `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/><w:lvlJc w:val="left"/></w:lvl>`
  const abstracts = [
    level(0, 'decimal', 'Câu %1:') + level(1, 'upperLetter', '%2.'),
    level(0, 'decimal', '%1.') + level(1, 'lowerLetter', '%2)'),
    level(0, 'bullet', '\uf0b7'),
    level(0, 'upperLetter', '%1.'),
  ]
  const nums = [1, 2, 3].map((no) => `<w:num w:numId="${no}"><w:abstractNumId w:val="${no}"/></w:num>`)
  for (let no = 10; no < 10 + lists; no++)
    nums.push(
      `<w:num w:numId="${no}"><w:abstractNumId w:val="4"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`,
    )
  return `<w:numbering ${NAMESPACES}>${abstracts.map((levels, at) => `<w:abstractNum w:abstractNumId="${at + 1}"><w:multiLevelType w:val="multilevel"/>${levels}</w:abstractNum>`).join('')}${nums.join('')}</w:numbering>`
}

const NAMESPACES =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
const STYLES = `<w:styles ${NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="28"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style><w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="VnOld"><w:name w:val="Vn Old"/><w:basedOn w:val="Normal"/><w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr></w:style></w:styles>`
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

export const picture = (id: string) =>
  `<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Ảnh 1"/><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="${id}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`

export function filesOf(
  body: string,
  {
    media = {},
    relationships = '',
    lists = 80,
  }: { media?: Record<string, Uint8Array>; relationships?: string; lists?: number } = {},
): Files {
  const images = Object.keys(media).map(
    (name, at) => `<Relationship Id="rIdImg${at + 1}" Type="${OFFICE}/image" Target="media/${name}"/>`,
  )
  return {
    '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/_rels/document.xml.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="${OFFICE}/numbering" Target="numbering.xml"/>${images.join('')}${relationships}</Relationships>`,
    'word/document.xml': `${XML}<w:document ${NAMESPACES}><w:body>${body}<w:sectPr/></w:body></w:document>`,
    'word/styles.xml': XML + STYLES,
    'word/numbering.xml': XML + numbering(lists),
    ...Object.fromEntries(Object.entries(media).map(([name, bytes]) => [`word/media/${name}`, bytes])),
  }
}

/** The same bytes every time, so that composing again changes nothing. */
export function zipDocx(files: Files): Uint8Array {
  const entries: Zippable = {}
  for (const [name, content] of Object.entries(files))
    entries[name] = [
      typeof content === 'string' ? strToU8(content) : content,
      { mtime: '2025-06-01T00:00:00' },
    ]
  return zipSync(entries, { level: 9 })
}
export const docxOf = (body: string, more?: Parameters<typeof filesOf>[1]): Uint8Array =>
  zipDocx(filesOf(body, more))
