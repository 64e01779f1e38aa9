import { elementsOf, readXml, type XmlNode } from './read-xml.ts'

/**
 * Gives away every outermost element of one of these names, and forgets it; null: the document itself. Prefixes are left
 * out of the names, since each program chooses its own. Answers with the name of the document's own element.
 */
export async function visitElements(
  name: string,
  source: Uint8Array | AsyncIterable<Uint8Array>,
  names: ReadonlySet<string> | null,
  visit: (node: XmlNode) => void,
): Promise<string> {
  const open: XmlNode[] = []
  let root = ''
  await readXml(name, source, {
    open(prefixed, attributes) {
      const local = localName(prefixed)
      root ||= local
      if (open.length === 0 && names && !names.has(local)) return
      const node: XmlNode = { name: local, attributes, children: [] }
      open.at(-1)?.children.push(node)
      open.push(node)
    },
    close() {
      const node = open.pop()
      if (node && open.length === 0) visit(node)
    },
    text(text) {
      open.at(-1)?.children.push(text)
    },
  })
  return root
}

export const localName = (name: string) => name.slice(name.indexOf(':') + 1)

export function listElements(node: XmlNode | undefined, name: string): XmlNode[] {
  return node ? elementsOf(node).filter((child) => child.name === name) : []
}

/** Every element below of these names, in the order of the document; not those inside one that was found. */
export function findBelow(node: XmlNode, names: readonly string[]): XmlNode[] {
  return elementsOf(node).flatMap((child) => (names.includes(child.name) ? [child] : findBelow(child, names)))
}
