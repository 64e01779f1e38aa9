import { childOf, elementsOf, type XmlNode } from './read-xml.ts'
import { type Look, PLAIN } from './written-text.ts'

/** What is said about a run, each part only where it is said; `font` is the one for letters beyond ASCII. */
export type RunFormat = { -readonly [Part in keyof Look]?: Look[Part] } & { font?: string; hidden?: boolean }
export type Style = {
  readonly run: RunFormat
  readonly numbering?: { readonly list?: string; readonly level?: number }
  readonly isHeading: boolean
  readonly isTitle: boolean
  readonly shade?: string | null
}
export type Styles = {
  readonly defaults: RunFormat
  readonly defaultParagraph: Style
  of(id: string | undefined): Style
}

const NO_STYLE: Style = { run: {}, isHeading: false, isTitle: false }
/** Deeper than any style stands on another; a circle of styles ends here. */
const DEEPEST = 20

export function readStyles(root: XmlNode | null): Styles {
  const nodes = new Map<string, XmlNode>()
  let standard: string | undefined
  for (const node of root ? elementsOf(root) : []) {
    const id = node.attributes['w:styleId']
    if (node.name !== 'w:style' || id === undefined) continue
    nodes.set(id, node)
    if (node.attributes['w:type'] === 'paragraph' && isOn(node.attributes['w:default'])) standard = id
  }
  const read = new Map<string, Style>()
  const of = (id: string | undefined, depth = 0): Style => {
    const node = id === undefined ? undefined : nodes.get(id)
    if (id === undefined || !node || depth > DEEPEST) return NO_STYLE
    const known =
      read.get(id) ?? readStyle(node, of(childOf(node, 'w:basedOn')?.attributes['w:val'], depth + 1))
    read.set(id, known)
    return known
  }
  const defaults = childOf(childOf(root ?? undefined, 'w:docDefaults'), 'w:rPrDefault')
  return { defaults: readRunFormat(childOf(defaults, 'w:rPr')), defaultParagraph: of(standard), of }
}

function readStyle(node: XmlNode, base: Style): Style {
  const paragraph = childOf(node, 'w:pPr')
  const name = childOf(node, 'w:name')?.attributes['w:val'] ?? ''
  const outline = childOf(paragraph, 'w:outlineLvl')?.attributes['w:val']
  const numbering = readNumberingOf(paragraph) ?? base.numbering
  const shade = shadeOf(childOf(paragraph, 'w:shd')) ?? base.shade
  return {
    run: { ...base.run, ...readRunFormat(childOf(node, 'w:rPr')) },
    ...(numbering && { numbering }),
    ...(shade !== undefined && { shade }),
    isHeading:
      base.isHeading || /^heading [1-9]$/i.test(name) || (outline !== undefined && Number(outline) < 9),
    isTitle: base.isTitle || /^(?:title|subtitle)$/i.test(name),
  }
}

export function readNumberingOf(paragraph: XmlNode | undefined): Style['numbering'] {
  const node = childOf(paragraph, 'w:numPr')
  if (!node) return undefined
  const list = childOf(node, 'w:numId')?.attributes['w:val']
  const level = childOf(node, 'w:ilvl')?.attributes['w:val']
  return { ...(list !== undefined && { list }), ...(level !== undefined && { level: Number(level) }) }
}

export function readRunFormat(node: XmlNode | undefined): RunFormat {
  const format: RunFormat = {}
  for (const { name, attributes } of node ? elementsOf(node) : []) {
    const value = attributes['w:val']
    if (name === 'w:b') format.bold = isOn(value ?? '1')
    else if (name === 'w:i') format.italic = isOn(value ?? '1')
    else if (name === 'w:u') format.underline = (value ?? 'none') !== 'none'
    else if (name === 'w:strike' || name === 'w:dstrike') format.struck = isOn(value ?? '1')
    else if (name === 'w:vanish') format.hidden = isOn(value ?? '1')
    else if (name === 'w:color') format.color = textColorOf(value)
    else if (name === 'w:highlight')
      format.highlight = value && !/^(?:none|white)$/.test(value) ? value : null
    else if (name === 'w:shd') format.shade = shadeOf({ name, attributes, children: [] }) ?? null
    else if (name === 'w:rFonts') {
      const font = attributes['w:hAnsi'] ?? attributes['w:ascii']
      if (font) format.font = font
    }
  }
  return format
}

/** Undefined where nothing is said, null where it is said that there is none. */
export function shadeOf(node: XmlNode | undefined): string | null | undefined {
  if (!node) return undefined
  const { 'w:val': pattern, 'w:fill': fill, 'w:color': color } = node.attributes
  // A solid pattern covers the fill with its own colour.
  const shown = (pattern === 'solid' ? color : fill)?.toUpperCase()
  return !shown || shown === 'AUTO' || shown === 'FFFFFF' ? null : shown
}

/** Nearly black is black: themes and copied web pages write 0D0D0D or 222222. */
function textColorOf(value: string | undefined): string | null {
  if (!value || !/^[0-9a-f]{6}$/i.test(value)) return null
  const channels = [0, 2, 4].map((at) => Number.parseInt(value.slice(at, at + 2), 16))
  return Math.max(...channels) <= 0x40 ? null : value.toUpperCase()
}

export function lookOf(...formats: readonly RunFormat[]): Look & { font?: string; hidden?: boolean } {
  return Object.assign({ ...PLAIN }, ...formats)
}

/** Word writes 1, true or on, or nothing at all. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && !/^(?:0|false|off|none)$/i.test(value)
}
