import { flattenMarkup, type Picture } from './flatten-markup.ts'
import type { XmlNode } from './read-xml.ts'

const GAP = '_____'
/** What is said to others than who answers, or only afterwards. */
const ASIDE = new Set(['feedbackInline', 'feedbackBlock', 'stylesheet', 'templateInline', 'templateBlock'])

/** The question as it is read before the answers: a gap stands for a place to write, a prompt for its interaction. */
export function readQtiText(body: XmlNode, pictures: (Picture & { at: string })[]): string {
  const flat = flattenMarkup(withoutAnswers(body.children))
  pictures.push(...flat.pictures.map((picture) => ({ ...picture, at: 'text' })))
  return flat.text.replace(/\n_____$/, '')
}

function withoutAnswers(nodes: readonly (XmlNode | string)[]): (XmlNode | string)[] {
  return nodes.flatMap((node): (XmlNode | string)[] => {
    if (typeof node === 'string') return [node]
    if (
      ASIDE.has(node.name) ||
      (node.name === 'rubricBlock' && !/candidate/.test(node.attributes.view ?? ''))
    )
      return []
    if (node.name === 'textEntryInteraction' || node.name === 'inlineChoiceInteraction') return [GAP]
    if (/Interaction$/.test(node.name))
      return node.children.filter((child) => typeof child !== 'string' && child.name === 'prompt')
    return [{ ...node, children: withoutAnswers(node.children) }]
  })
}

export function readQtiChoice(node: XmlNode, at: string, pictures: (Picture & { at: string })[]): string {
  const flat = flattenMarkup(withoutAnswers(node.children))
  pictures.push(...flat.pictures.map((picture) => ({ ...picture, at })))
  return flat.text
}
