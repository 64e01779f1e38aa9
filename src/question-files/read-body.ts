import type { Archive } from './open-archive.ts'
import { type Around, type Document, readParagraph } from './read-paragraph.ts'
import { isOn, shadeOf } from './read-styles.ts'
import { childOf, elementsOf, growTrees, readXml, type XmlNode } from './read-xml.ts'
import type { Block, Cell, Table } from './written-text.ts'

/** Everything in the order of reading. Only one paragraph or table at a time is held as XML. */
export async function readBody(
  archive: Archive,
  part: string,
  document: Document,
  tell: (paragraphs: number) => void,
): Promise<Block[]> {
  const blocks: Block[] = []
  const hearer = growTrees(
    (name) => name === 'w:p' || name === 'w:tbl',
    (tree) => {
      blocks.push(...readBlock(tree, document, {}))
      tell(document.paragraphs)
    },
  )
  await readXml(part, archive.stream(part), hearer)
  return blocks
}

const TRANSPARENT = /^(?:w:sdt|w:sdtContent|w:customXml|w:ins|w:moveTo|w:smartTag)$/

function readBlock(node: XmlNode, document: Document, around: Around): Block[] {
  if (node.name === 'w:p')
    return readParagraph(node, document, around).map((line) => ({ kind: 'line', line }))
  if (node.name === 'w:tbl') return [readTable(node, document)]
  return TRANSPARENT.test(node.name)
    ? elementsOf(node).flatMap((child) => readBlock(child, document, around))
    : []
}

function readTable(node: XmlNode, document: Document): Table {
  const no = ++document.tables
  const rows: Cell[][] = []
  for (const row of unwrapped(node, 'w:tr')) {
    const properties = childOf(row, 'w:trPr')
    if (childOf(properties, 'w:del')) continue
    let column = 1 + Number(childOf(properties, 'w:gridBefore')?.attributes['w:val'] ?? 0)
    const cells: Cell[] = []
    for (const cell of unwrapped(row, 'w:tc')) {
      const format = childOf(cell, 'w:tcPr')
      const columns = Math.max(1, Number(childOf(format, 'w:gridSpan')?.attributes['w:val'] ?? 1) || 1)
      const table = { no, row: rows.length + 1, column }
      const shade = shadeOf(childOf(format, 'w:shd')) ?? null
      const blocks = elementsOf(cell).flatMap((child) => readBlock(child, document, { table, shade }))
      const isCovered = isOn(mergeOf(format)) && mergeOf(format) !== 'restart'
      cells.push({ blocks: isCovered ? [] : blocks, column, columns })
      column += columns
    }
    rows.push(cells)
  }
  return { kind: 'table', rows, no }
}

/** A cell that goes on from the one above says so, or says nothing but that it is merged. */
function mergeOf(format: XmlNode | undefined): string | undefined {
  const node = childOf(format, 'w:vMerge')
  return node && (node.attributes['w:val'] ?? 'continue')
}

function unwrapped(node: XmlNode, name: string): XmlNode[] {
  return elementsOf(node).flatMap((child) => {
    if (child.name === name) return [child]
    return TRANSPARENT.test(child.name) ? unwrapped(child, name) : []
  })
}
