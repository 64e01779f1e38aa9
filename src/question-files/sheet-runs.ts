import { childOf, elementsOf, textOf, type XmlNode } from './read-xml.ts'

/** How a text stands out from others. `colored`: any colour but black and the theme's own. */
export type Marks = {
  readonly bold: boolean
  readonly underlined: boolean
  readonly colored: boolean
  readonly filled: boolean
}
/** A piece of a text; null where it looks as its cell does. */
export type Run = {
  readonly text: string
  readonly marks: Omit<Marks, 'filled'> | null
  readonly font?: string | undefined
}

/** The text of <si> or <is>: plain, or in runs; what is there to be pronounced is left out. */
export function readRuns(node: XmlNode): Run[] {
  return elementsOf(node).flatMap((child): Run[] => {
    if (child.name === 't') return [{ text: unescapeSheet(textOf(child)), marks: null }]
    if (child.name !== 'r') return []
    const properties = childOf(child, 'rPr')
    const text = unescapeSheet(textOf(childOf(child, 't') ?? { ...child, children: [] }))
    return [
      {
        text,
        marks: properties ? fontMarks(properties) : null,
        font: properties && childOf(properties, 'rFont')?.attributes.val,
      },
    ]
  })
}

export function fontMarks(font: XmlNode): Omit<Marks, 'filled'> {
  return {
    bold: isOn(childOf(font, 'b')),
    underlined: childOf(font, 'u') !== undefined && childOf(font, 'u')!.attributes.val !== 'none',
    colored: isColor(childOf(font, 'color')),
  }
}

const isOn = (node: XmlNode | undefined) =>
  node !== undefined && !/^(0|false)$/.test(node.attributes.val ?? '1')

/** Themes 0 to 3 are the colours of text and ground; indexes 8, 64 and 65 are black and what the system has. */
export function isColor(node: XmlNode | undefined): boolean {
  if (!node) return false
  const { rgb, theme, indexed } = node.attributes
  if (rgb !== undefined) return !/^(?:[0-9a-f]{2})?(?:000000|ffffff)$/i.test(rgb)
  if (theme !== undefined) return Number(theme) > 3
  return indexed !== undefined && !['0', '1', '8', '9', '64', '65'].includes(indexed)
}

/** Excel writes a character that XML cannot hold as _x000D_, and an underscore that could be taken for it as _x005F_. */
export function unescapeSheet(text: string): string {
  return text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}
