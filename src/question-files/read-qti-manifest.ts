import { posix } from 'node:path'
import { childOf, textOf, type XmlNode } from './read-xml.ts'
import { findBelow, visitElements } from './visit-elements.ts'

export type QtiResource = {
  /** The name of the item inside the archive. */
  readonly href: string
  readonly identifier: string
  readonly topic?: string | undefined
  readonly difficulty?: string | undefined
}

const RESOURCES = new Set(['resource'])

/** The items of a package in the order of its manifest, with what its metadata say of them. */
export async function readQtiManifest(name: string, bytes: Uint8Array): Promise<QtiResource[]> {
  const resources: QtiResource[] = []
  await visitElements(`tệp ${name}`, bytes, RESOURCES, (node) => {
    const { type = '', href = '', identifier = '' } = node.attributes
    // Tests, stimuli, style sheets and pictures are resources as well.
    const isItem = /^imsqti_(\w*)item_xml/.test(type) || /^imsqti_xmlv1p/.test(type)
    if (!isItem || href === '') return
    const [difficulty] = findBelow(node, ['difficulty'])
    resources.push({
      href: nameInPackage(name, href),
      identifier,
      topic: firstText(findBelow(node, ['keyword'])[0]),
      difficulty: firstText(difficulty && (childOf(difficulty, 'value') ?? difficulty)),
    })
  })
  return resources
}

function firstText(node: XmlNode | undefined): string | undefined {
  const text = node ? textOf(node).replace(/\s+/g, ' ').trim() : ''
  return text === '' ? undefined : text
}

/** A reference as it stands in one part, as the name of another; it cannot lead out of the archive. */
export function nameInPackage(from: string, reference: string): string {
  let path = reference.replace(/[?#].*$/, '')
  try {
    path = decodeURIComponent(path)
  } catch {
    // Not encoded, then.
  }
  const whole = path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(from), path)
  return posix.normalize(whole).replace(/^(\.\.\/)+/, '')
}
