/**
 * XML from somebody else: no document type, no entities but the five and the numbered, no depth that only a machine would
 * write. What comes from an archive is read as it is inflated.
 */
import { SaxesParser } from 'saxes'
import { refusals } from './refusal-messages.ts'
import { refuseFile } from './refuse-file.ts'

export type XmlNode = {
  /** As it is written, with its prefix. */
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: (XmlNode | string)[]
}

export type XmlHearer = {
  open(name: string, attributes: Record<string, string>): void
  close(name: string): void
  text(text: string): void
}

const DEEPEST = 256

/** `name` is what the file calls the part, or what a person calls it; it stands in what is said about faults. */
export async function readXml(
  name: string,
  source: Uint8Array | AsyncIterable<Uint8Array>,
  hearer: XmlHearer,
): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: true })
  let depth = 0
  parser.on('doctype', () => refuseFile(refusals.documentType(name)))
  parser.on('error', () => refuseFile(refusals.brokenXml(name, parser.line)))
  parser.on('opentag', (tag) => {
    if (++depth > DEEPEST) refuseFile(refusals.tooDeep(name, DEEPEST))
    hearer.open(tag.name, tag.attributes as Record<string, string>)
  })
  parser.on('closetag', (tag) => {
    depth--
    hearer.close(tag.name)
  })
  parser.on('text', (text) => hearer.text(text))
  parser.on('cdata', (text) => hearer.text(text))

  let decoder: TextDecoder | undefined
  const decode = (chunk?: Uint8Array): string => {
    try {
      decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true })
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch {
      return refuseFile(refusals.notUtf8(name))
    }
  }
  if (source instanceof Uint8Array) parser.write(decode(source))
  else for await (const chunk of source) parser.write(decode(chunk))
  parser.write(decode()).close()
}

/** The whole of a small part, or one element out of a large one, as a tree. */
export async function readXmlTree(
  name: string,
  source: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<XmlNode> {
  let root: XmlNode | undefined
  await readXml(
    name,
    source,
    growTrees(
      () => true,
      (tree) => {
        root = tree
      },
    ),
  )
  return root ?? refuseFile(refusals.brokenXml(name, 1))
}

/** A hearer that grows a tree from each element that `begins` says yes to, and gives it away when it ends. */
export function growTrees(
  begins: (name: string, ancestors: readonly string[]) => boolean,
  give: (tree: XmlNode) => void,
): XmlHearer {
  const ancestors: string[] = []
  const open: XmlNode[] = []
  return {
    open(name, attributes) {
      const parent = open.at(-1)
      if (parent || begins(name, ancestors)) {
        const node: XmlNode = { name, attributes, children: [] }
        parent?.children.push(node)
        open.push(node)
      } else ancestors.push(name)
    },
    close() {
      const node = open.pop()
      if (!node) ancestors.pop()
      else if (open.length === 0) give(node)
    },
    text(text) {
      open.at(-1)?.children.push(text)
    },
  }
}

export const elementsOf = (node: XmlNode): XmlNode[] =>
  node.children.filter((child): child is XmlNode => typeof child !== 'string')
export const childOf = (node: XmlNode | undefined, name: string): XmlNode | undefined =>
  node?.children.find((child): child is XmlNode => typeof child !== 'string' && child.name === name)
export const textOf = (node: XmlNode): string =>
  node.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('')

function encodingOf(start: Uint8Array | undefined): string {
  if (start?.[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start?.[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}
