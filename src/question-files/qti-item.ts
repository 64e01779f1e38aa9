import { flattenMarkup } from './flatten-markup.ts'
import type { Format } from './model.ts'
import { childOf, elementsOf, textOf, type XmlNode } from './read-xml.ts'
import { findBelow, listElements, localName, visitElements } from './visit-elements.ts'

export type QtiItem = {
  readonly title: string
  readonly body: XmlNode
  readonly interactions: readonly XmlNode[]
  readonly response: XmlNode
  readonly feedback: readonly { identifier: string; text: string }[]
  readonly hasChoiceFeedback: boolean
}

const VERSIONS: readonly [RegExp, Format][] = [
  [/imsqtiasi_v3p0|imsqti_v3p0|imsaqti/, 'qti3'],
  [/imsqti_v2p2/, 'qti22'],
  [/imsqti_v2p[01]/, 'qti21'],
]

/** An item and its version, told by its namespace; or what the document is instead. */
export async function qtiItemOf(
  name: string,
  bytes: Uint8Array,
): Promise<{ item: QtiItem; version: Format } | { root: string }> {
  let root: XmlNode | undefined
  await visitElements(name, bytes, null, (node) => (root = node))
  const { name: found = '', attributes = {} } = root ?? {}
  if (!root || !['assessmentItem', 'qti-assessment-item'].includes(found)) return { root: found }
  const namespaces = Object.entries(attributes).flatMap(([key, value]) =>
    /^xmlns(:|$)/.test(key) ? [value] : [],
  )
  const told = VERSIONS.find(([form]) => namespaces.some((namespace) => form.test(namespace)))?.[1]
  const tree = oneNaming(root)
  const body = childOf(tree, 'itemBody') ?? { name: 'itemBody', attributes: {}, children: [] }
  const below = (names: string[]) => findBelow(body, names)
  const response: XmlNode = { name: 'response', attributes: {}, children: tree.children }
  return {
    version: told ?? (found.startsWith('qti-') ? 'qti3' : 'qti21'),
    item: {
      title: attributes.title ?? '',
      body,
      interactions: interactionsIn(body),
      response,
      feedback: listElements(tree, 'modalFeedback').map((node) => ({
        identifier: node.attributes.identifier ?? '',
        text: flattenMarkup(node.children).text,
      })),
      hasChoiceFeedback: below(['feedbackInline', 'feedbackBlock']).length > 0,
    },
  }
}

function interactionsIn(node: XmlNode): XmlNode[] {
  return elementsOf(node).flatMap((child) => {
    // A button that ends the attempt, or asks for a hint, answers nothing.
    if (child.name === 'endAttemptInteraction') return []
    return /Interaction$/.test(child.name) ? [child] : interactionsIn(child)
  })
}

export function declarationOf({ response }: QtiItem, interaction: XmlNode): XmlNode | undefined {
  const declarations = listElements(response, 'responseDeclaration')
  return declarations.find(
    ({ attributes }) => attributes.identifier === interaction.attributes.responseIdentifier,
  )
}

export function correctValues(declaration: XmlNode | undefined): string[] {
  return listElements(childOf(declaration, 'correctResponse'), 'value').map((value) => textOf(value).trim())
}

/** What the mapping gives the most for; where several may be chosen, whatever it gives anything for. */
export function bestMapped(declaration: XmlNode | undefined): string[] {
  const isMultiple = declaration?.attributes.cardinality === 'multiple'
  const entries = listElements(childOf(declaration, 'mapping'), 'mapEntry').map(({ attributes }) => ({
    key: attributes.mapKey ?? '',
    worth: Number(attributes.mappedValue ?? 0),
  }))
  const best = Math.max(0, ...entries.map(({ worth }) => worth))
  return best === 0
    ? []
    : entries.filter(({ worth }) => worth === best || (isMultiple && worth > 0)).map(({ key }) => key)
}

/** qti-simple-choice and response-identifier of 3.0 as simpleChoice and responseIdentifier; pictures as img. */
function oneNaming(node: XmlNode): XmlNode {
  const isQti3 = node.name.startsWith('qti-')
  const attributes = Object.fromEntries(
    Object.entries(node.attributes).map(([key, value]) => [isQti3 ? camel(key) : localName(key), value]),
  )
  const children = node.children.map((child) => (typeof child === 'string' ? child : oneNaming(child)))
  if (node.name === 'object' && /^image\//.test(attributes.type ?? ''))
    return { name: 'img', attributes: { src: attributes.data ?? '', alt: '' }, children: [] }
  return { name: isQti3 ? camel(node.name.slice(4)) : node.name, attributes, children }
}

const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
