import type { XmlNode } from './read-xml.ts'
import { tidyText } from './tidy-text.ts'
import { localName } from './visit-elements.ts'

export type Picture = { readonly source: string; readonly alt: string }
export type FlatText = { readonly text: string; readonly pictures: readonly Picture[] }

const BLOCKS = new Set(
  'p div section article h1 h2 h3 h4 h5 h6 ul ol dl dt dd table blockquote pre figure figcaption caption hr address prompt'.split(
    ' ',
  ),
)
const DROPPED = new Set('script style head title template object iframe audio video'.split(' '))
const RAISED = lookUp('0123456789+-=()ni', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ')
const LOWERED = lookUp('0123456789+-=()aeoxhklmnpst', '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ')
// A private sign for the edge of a block: whatever stands around it, there is a new line, and no more than was asked for.
const EDGE = '\uf7b0'
const MATHML = 'http://www.w3.org/1998/Math/MathML'

/**
 * Marked-up text as plain text: paragraphs and items of lists on their own lines, cells of a table parted by tabs,
 * indices as Unicode where Unicode has them and as MathML where not, equations as MathML. Pictures are named apart.
 */
export function flattenMarkup(nodes: readonly (XmlNode | string)[]): FlatText {
  const pictures: Picture[] = []
  const text = flatten(nodes, pictures).replace(/[ \n\uf7b0]*\uf7b0[ \n\uf7b0]*/g, (edges) => {
    const lines = edges.split('\n').length - 1
    return '\n'.repeat(Math.max(1, lines))
  })
  return { text: tidyText(text), pictures }
}

function flatten(
  nodes: readonly (XmlNode | string)[],
  pictures: Picture[],
  list?: { next: number | null },
): string {
  return nodes
    .map((node) =>
      typeof node === 'string' ? node.replace(/[\s\u00a0]+/g, ' ') : element(node, pictures, list),
    )
    .join('')
}

function element(node: XmlNode, pictures: Picture[], list?: { next: number | null }): string {
  const { name, attributes, children } = node
  const inner = () => flatten(children, pictures)
  if (DROPPED.has(name)) return ''
  if (name === 'br') return '\n'
  if (name === 'math') return serialize(node, true)
  if (name === 'img') {
    pictures.push({ source: attributes.src ?? '', alt: attributes.alt ?? '' })
    return ''
  }
  if (name === 'sup' || name === 'sub') return shift(inner().trim(), name)
  if (name === 'ul' || name === 'ol')
    return edged(
      flatten(children, pictures, { next: name === 'ol' ? Number(attributes.start ?? 1) || 1 : null }),
    )
  if (name === 'li') {
    const mark = list?.next == null ? '- ' : `${list.next++}. `
    return edged(mark + inner().replace(/^[\s\uf7b0]+|[\s\uf7b0]+$/g, ''))
  }
  if (name === 'tr')
    return edged(
      children
        .flatMap((cell) =>
          typeof cell === 'string'
            ? []
            : [
                element(cell, pictures)
                  .replace(/[\s\uf7b0]+/g, ' ')
                  .trim(),
              ],
        )
        .join('\t'),
    )
  // Between rows of a table there is only layout.
  if (['table', 'thead', 'tbody', 'tfoot', 'colgroup'].includes(name))
    return edged(
      children.map((child) => (typeof child === 'string' ? '' : element(child, pictures))).join(''),
    )
  return BLOCKS.has(name) ? edged(inner()) : inner()
}

const edged = (text: string) => `${EDGE}${text}${EDGE}`

function shift(text: string, name: 'sup' | 'sub'): string {
  const signs = [...text].map((sign) => (name === 'sup' ? RAISED : LOWERED).get(sign))
  if (signs.every((sign) => sign !== undefined)) return signs.join('')
  return `<math xmlns="${MATHML}"><m${name}><mi></mi><mtext>${escapeXml(text)}</mtext></m${name}></math>`
}

function serialize(node: XmlNode, isRoot = false): string {
  const kept = Object.entries(node.attributes).filter(([name]) => !/^(xmlns|on|style|class|id)/i.test(name))
  const attributes = kept.map(([name, value]) => ` ${localName(name)}="${escapeXml(value)}"`).join('')
  const inner = node.children
    .map((child) =>
      typeof child === 'string' ? escapeXml(child.replace(/\s+/g, ' ').trim()) : serialize(child),
    )
    .join('')
  return `<${node.name}${isRoot ? ` xmlns="${MATHML}"` : ''}${attributes}>${inner}</${node.name}>`
}

/** For text and for attributes alike. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function lookUp(from: string, to: string): Map<string, string> {
  const signs = [...to]
  return new Map([...from].map((sign, index) => [sign, signs[index]!]))
}
