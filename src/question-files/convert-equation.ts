/** Equations of Word (OMML) as MathML, the one form that browsers show and QTI carries. */
import { childOf, elementsOf, textOf, type XmlNode } from './read-xml.ts'

/** Null where there is something in it that is not known: half an equation is worse than none. */
export function convertEquation(node: XmlNode): string | null {
  try {
    return `<math xmlns="http://www.w3.org/1998/Math/MathML">${contentOf(node)}</math>`
  } catch (cause) {
    if (cause instanceof UnknownElement) return null
    throw cause
  }
}

class UnknownElement extends Error {}

const row = (content: string) => `<mrow>${content}</mrow>`
const contentOf = (node: XmlNode | undefined): string => (node ? elementsOf(node).map(convert).join('') : '')
const part = (node: XmlNode, name: string): string => row(contentOf(childOf(node, name)))
const setting = (node: XmlNode, name: string): string | undefined =>
  childOf(
    elementsOf(node).find((child) => child.name.endsWith('Pr')),
    name,
  )?.attributes['m:val']
const operator = (sign: string) => `<mo>${escapeXml(sign)}</mo>`
const partsOf = (node: XmlNode) => elementsOf(node).filter((child) => child.name === 'm:e')

const CONVERTERS: Record<string, (node: XmlNode) => string> = {
  'm:oMath': contentOf,
  'm:oMathPara': contentOf,
  'm:r': (node) => {
    const text = elementsOf(node)
      .filter((child) => child.name === 'm:t')
      .map(textOf)
      .join('')
    return tokensOf(text)
  },
  'm:f': (node) => `<mfrac>${part(node, 'm:num')}${part(node, 'm:den')}</mfrac>`,
  'm:rad': (node) => {
    const degree = contentOf(childOf(node, 'm:deg'))
    const base = part(node, 'm:e')
    return degree ? `<mroot>${base}${row(degree)}</mroot>` : `<msqrt>${base}</msqrt>`
  },
  'm:sSup': (node) => `<msup>${part(node, 'm:e')}${part(node, 'm:sup')}</msup>`,
  'm:sSub': (node) => `<msub>${part(node, 'm:e')}${part(node, 'm:sub')}</msub>`,
  'm:sSubSup': (node) =>
    `<msubsup>${part(node, 'm:e')}${part(node, 'm:sub')}${part(node, 'm:sup')}</msubsup>`,
  'm:sPre': (node) =>
    `<mmultiscripts>${part(node, 'm:e')}<mprescripts/>${part(node, 'm:sub')}${part(node, 'm:sup')}</mmultiscripts>`,
  'm:d': (node) => {
    const between = operator(setting(node, 'm:sepChr') ?? '|')
    return row(
      operator(setting(node, 'm:begChr') ?? '(') +
        partsOf(node)
          .map((child) => row(contentOf(child)))
          .join(between) +
        operator(setting(node, 'm:endChr') ?? ')'),
    )
  },
  'm:nary': (node) =>
    row(
      `<munderover>${operator(setting(node, 'm:chr') ?? '∫')}${part(node, 'm:sub')}${part(node, 'm:sup')}</munderover>${part(node, 'm:e')}`,
    ),
  'm:func': (node) => row(part(node, 'm:fName') + operator('\u2061') + part(node, 'm:e')),
  'm:limLow': (node) => `<munder>${part(node, 'm:e')}${part(node, 'm:lim')}</munder>`,
  'm:limUpp': (node) => `<mover>${part(node, 'm:e')}${part(node, 'm:lim')}</mover>`,
  'm:acc': (node) =>
    `<mover accent="true">${part(node, 'm:e')}${operator(setting(node, 'm:chr') ?? '\u0302')}</mover>`,
  'm:bar': (node) =>
    setting(node, 'm:pos') === 'top'
      ? `<mover>${part(node, 'm:e')}${operator('¯')}</mover>`
      : `<munder>${part(node, 'm:e')}${operator('_')}</munder>`,
  'm:groupChr': (node) => `<munder>${part(node, 'm:e')}${operator(setting(node, 'm:chr') ?? '⏟')}</munder>`,
  'm:m': (node) =>
    `<mtable>${elementsOf(node)
      .filter((child) => child.name === 'm:mr')
      .map(
        (line) =>
          `<mtr>${partsOf(line)
            .map((cell) => `<mtd>${contentOf(cell)}</mtd>`)
            .join('')}</mtr>`,
      )
      .join('')}</mtable>`,
  'm:eqArr': (node) =>
    `<mtable>${partsOf(node)
      .map((line) => `<mtr><mtd>${contentOf(line)}</mtd></mtr>`)
      .join('')}</mtable>`,
  'm:box': (node) => part(node, 'm:e'),
  'm:borderBox': (node) => `<menclose notation="box">${contentOf(childOf(node, 'm:e'))}</menclose>`,
  'm:phant': (node) => `<mphantom>${contentOf(childOf(node, 'm:e'))}</mphantom>`,
}
/** About the program or the looks, not about the equation. */
const SILENT = /Pr$|^w:(?:bookmark|proofErr|comment|del$|moveFrom$)|^m:del$/
const TRANSPARENT = /^w:(?:ins|moveTo|r|smartTag|sdt|sdtContent)$/

function convert(node: XmlNode): string {
  if (SILENT.test(node.name)) return ''
  if (TRANSPARENT.test(node.name)) return contentOf(node)
  const converter = CONVERTERS[node.name]
  if (!converter) throw new UnknownElement(node.name)
  return converter(node)
}

/** A number is one token, letters one each, and what is left operators. */
function tokensOf(text: string): string {
  return (text.normalize('NFC').match(/\d+(?:[.,]\d+)*|\p{L}\p{M}*|\s+|./gsu) ?? [])
    .map((token) => {
      if (/^\d/.test(token)) return `<mn>${token}</mn>`
      if (/^\p{L}/u.test(token)) return `<mi>${token}</mi>`
      return /^\s+$/.test(token) ? '<mspace width="0.3em"/>' : operator(token)
    })
    .join('')
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeXml = (text: string) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]!)
