import { type Encoding, encodingOfFont, type Habits } from './convert-encoding.ts'
import { convertEquation } from './convert-equation.ts'
import type { Numbering } from './read-numbering.ts'
import type { Relationships } from './read-relationships.ts'
import {
  isOn,
  lookOf,
  type RunFormat,
  readNumberingOf,
  readRunFormat,
  type Style,
  type Styles,
  shadeOf,
} from './read-styles.ts'
import { childOf, elementsOf, textOf, type XmlNode } from './read-xml.ts'
import { type RawSpan, tidySpans } from './tidy-spans.ts'
import { type Line, type Notice, type Place, textOfSpans } from './written-text.ts'

/** The document a paragraph stands in, and how far it has been read. */
export type Document = {
  readonly styles: Styles
  readonly numbering: Numbering
  readonly relationships: Relationships
  paragraphs: number
  tables: number
  /** Breaks where the program laid the text out; breaks that the author set. Where there are the first, they say it all. */
  laidOutBreaks: number
  setBreaks: number
  /** Of a paragraph whose end was deleted in a revision: what it holds stands at the beginning of the next. */
  carried: RawSpan[]
  readonly habits: Habits
}
export type Around = { readonly table?: Place['table']; readonly shade?: string | null }

export function readParagraph(node: XmlNode, document: Document, around: Around = {}): Line[] {
  document.paragraphs++
  const properties = childOf(node, 'w:pPr')
  const styleId = childOf(properties, 'w:pStyle')?.attributes['w:val']
  const style = styleId === undefined ? document.styles.defaultParagraph : document.styles.of(styleId)
  if (isSet(properties, 'w:pageBreakBefore')) document.setBreaks++
  const place = placeIn(document, around)
  const shade = shadeOf(childOf(properties, 'w:shd')) ?? style.shade ?? around.shade ?? null
  const run = new RunReader(document, [document.styles.defaults, { shade }, style.run])
  run.read(node)

  const raw = [...document.carried, ...run.spans]
  const mark = childOf(properties, 'w:rPr')
  document.carried = childOf(mark, 'w:del') ? raw : []
  if (document.carried.length > 0) return []
  const label = readLabel(document, style, properties)
  const labelLook = lookOf(
    document.styles.defaults,
    { shade },
    style.run,
    label?.run ?? {},
    readRunFormat(mark),
  )
  const lines = tidySpans(raw, document.habits, run.notices)
  return lines.map((spans, at): Line => {
    const isLabelled = at === 0 && label !== null && label.text !== ''
    const text = isLabelled ? `${label.text} ` : ''
    return {
      spans: isLabelled ? [{ text, look: labelLook }, ...spans] : spans,
      labelLength: text.length,
      isHeading: isHeading(style, properties) && textOfSpans(spans).trim() !== '',
      place,
      notices: at === 0 ? [...run.notices] : [],
    }
  })
}

function placeIn(document: Document, around: Around): Place {
  const breaks = document.laidOutBreaks || document.setBreaks
  return {
    paragraph: document.paragraphs,
    page: breaks > 0 ? breaks + 1 : null,
    ...(around.table && { table: around.table }),
  }
}

function isHeading(style: Style, properties: XmlNode | undefined): boolean {
  const outline = childOf(properties, 'w:outlineLvl')?.attributes['w:val']
  return !style.isTitle && (style.isHeading || (outline !== undefined && Number(outline) < 9))
}

function readLabel(document: Document, style: Style, properties: XmlNode | undefined) {
  const own = readNumberingOf(properties)
  const list = own?.list ?? style.numbering?.list
  // List 0 takes away what the style gives.
  if (list === undefined || list === '0') return null
  return document.numbering.next(list, own?.level ?? style.numbering?.level ?? 0)
}

const isSet = (properties: XmlNode | undefined, name: string): boolean => {
  const node = childOf(properties, name)
  return node !== undefined && isOn(node.attributes['w:val'] ?? '1')
}

/** What is not there once all revisions are accepted, what is only about the program, and what is said twice. */
const SKIPPED = new Set([
  'w:pPr',
  'w:rPr',
  'w:del',
  'w:moveFrom',
  'w:delText',
  'w:instrText',
  'mc:Fallback',
  'w:sdtPr',
  'w:rt',
])
const RAISED: Record<string, string> = {
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
  '+': '⁺',
  '-': '⁻',
  n: 'ⁿ',
}
const LOWERED: Record<string, string> = {
  '0': '₀',
  '1': '₁',
  '2': '₂',
  '3': '₃',
  '4': '₄',
  '5': '₅',
  '6': '₆',
  '7': '₇',
  '8': '₈',
  '9': '₉',
  '+': '₊',
  '-': '₋',
}
const SYMBOLS: Record<string, string> = {
  'wingdings/fc': '✓',
  'wingdings/fe': '☑',
  'wingdings/a8': '☐',
  'wingdings/6f': '☐',
  'wingdings 2/50': '✓',
  'wingdings 2/52': '☑',
  'wingdings 2/a3': '☐',
  'symbol/b0': '°',
  'symbol/b1': '±',
  'symbol/a3': '≤',
  'symbol/b3': '≥',
  'symbol/b4': '×',
  'symbol/b8': '÷',
  'symbol/b9': '≠',
  'symbol/ae': '→',
  'symbol/de': '⇒',
  'symbol/b7': '•',
  'symbol/2d': '−',
}

class RunReader {
  readonly spans: RawSpan[] = []
  readonly notices = new Set<Notice>()
  private readonly document: Document
  private readonly base: readonly RunFormat[]

  constructor(document: Document, base: readonly RunFormat[]) {
    this.document = document
    this.base = base
  }

  read(node: XmlNode): void {
    for (const child of elementsOf(node)) {
      if (child.name === 'w:r') this.readRun(child)
      else if (child.name === 'm:oMath' || child.name === 'm:oMathPara')
        this.readEquation(child, lookOf(...this.base))
      else if (!SKIPPED.has(child.name)) this.read(child)
    }
  }

  private readRun(node: XmlNode): void {
    const properties = childOf(node, 'w:rPr')
    const styleId = childOf(properties, 'w:rStyle')?.attributes['w:val']
    const character = styleId === undefined ? {} : this.document.styles.of(styleId).run
    const { font, hidden, ...look } = lookOf(...this.base, character, readRunFormat(properties))
    const raised = childOf(properties, 'w:vertAlign')?.attributes['w:val']
    const write = (text: string, encoding: Encoding = 'unicode') => {
      if (hidden) this.notices.add('hidden')
      else this.spans.push({ text, look, encoding })
    }
    const readPart = (part: XmlNode): void => {
      const { name, attributes } = part
      if (name === 'w:t') write(shifted(textOf(part), raised), encodingOfFont(font))
      else if (name === 'w:tab' || name === 'w:ptab') write('\t')
      else if (name === 'w:cr') write('\n')
      else if (name === 'w:br') {
        if (attributes['w:type'] === 'page') this.document.setBreaks++
        if (attributes['w:type'] === undefined || attributes['w:type'] === 'textWrapping') write('\n')
      } else if (name === 'w:lastRenderedPageBreak') this.document.laidOutBreaks++
      else if (name === 'w:noBreakHyphen') write('-')
      // In TCVN3 the sign of a soft hyphen is the letter ư, and Word keeps it as a soft hyphen.
      else if (name === 'w:softHyphen') write('\u00ad', encodingOfFont(font))
      else if (name === 'w:sym') write(this.symbolOf(attributes))
      else if (name === 'w:footnoteReference' || name === 'w:endnoteReference') this.notices.add('footnote')
      else if (name === 'w:drawing' || name === 'w:pict' || name === 'w:object') this.readDrawing(part, look)
      else if (name === 'm:oMath' || name === 'm:oMathPara') this.readEquation(part, look)
      else if (!SKIPPED.has(name)) for (const inner of elementsOf(part)) readPart(inner)
    }
    for (const part of elementsOf(node)) readPart(part)
  }

  private symbolOf(attributes: Readonly<Record<string, string>>): string {
    const code = (Number.parseInt(attributes['w:char'] ?? '', 16) & 0xff).toString(16)
    const symbol = SYMBOLS[`${attributes['w:font']?.toLowerCase()}/${code}`]
    if (symbol === undefined) this.notices.add('strange-symbol')
    return symbol ?? '□'
  }

  private readEquation(node: XmlNode, look: RawSpan['look']): void {
    const mathml = convertEquation(node)
    if (mathml === null) this.notices.add('strange-equation')
    else this.spans.push({ text: '', look, encoding: 'unicode', inset: { kind: 'equation', mathml } })
  }

  /** Pictures stay; the text of a box does not, since nobody can tell where in the text it belongs. */
  private readDrawing(node: XmlNode, look: RawSpan['look']): void {
    for (const child of elementsOf(node)) {
      if (child.name === 'w:txbxContent') {
        if (textOf(child).trim()) this.notices.add('text-box')
      } else if (child.name === 'a:blip')
        this.readPicture(child.attributes['r:embed'], child.attributes['r:link'], look)
      else if (child.name === 'v:imagedata') this.readPicture(child.attributes['r:id'], undefined, look)
      else if (child.name !== 'mc:Fallback') this.readDrawing(child, look)
    }
  }

  private readPicture(embedded: string | undefined, linked: string | undefined, look: RawSpan['look']): void {
    const found = embedded === undefined ? undefined : this.document.relationships.get(embedded)
    if (found && !found.isOutside)
      this.spans.push({ text: '', look, encoding: 'unicode', inset: { kind: 'picture', part: found.target } })
    else this.notices.add(found || linked !== undefined ? 'linked-picture' : 'missing-picture')
  }
}

/** m² and H₂O, where every sign has its own small form. */
function shifted(text: string, raised: string | undefined): string {
  const forms = raised === 'superscript' ? RAISED : raised === 'subscript' ? LOWERED : undefined
  const signs = forms && [...text].map((sign) => forms[sign])
  return signs?.every((sign) => sign !== undefined) ? signs.join('') : text
}
