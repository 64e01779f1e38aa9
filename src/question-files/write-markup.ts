import { escapeXml } from './flatten-markup.ts'
import type { Item, ItemImage } from './model.ts'

const MATH = /(<math xmlns="http:\/\/www\.w3\.org\/1998\/Math\/MathML"(?:(?!<math)[\s\S])*?<\/math>)/

export const hasMath = (text: string) => MATH.test(text)

/** Plain text as XHTML blocks: lines by <br/>, rows of tabbed cells as a table, MathML as it stands, all else escaped. */
export function writeMarkup(text: string, images: readonly string[] = []): string {
  const blocks: string[] = []
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; ) {
    const isRow = lines[at]!.includes('\t')
    const end = lines.findIndex((line, index) => index > at && line.includes('\t') !== isRow)
    const block = lines.slice(at, end < 0 ? lines.length : end)
    blocks.push(isRow ? tableOf(block) : paragraphOf(block, at > 0, end >= 0))
    at += block.length
  }
  const shown = text === '' ? '' : blocks.join('')
  return shown + images.map((image) => `<p>${image}</p>`).join('')
}

/** Within a line, as options need it. */
export function writeInline(text: string): string {
  return text
    .split(MATH)
    .map((piece, index) => (index % 2 === 1 ? piece : escapeXml(piece)))
    .join('')
    .replaceAll('\n', '<br/>')
}

// Beside a table an empty line needs a second break: the edge of the table is a line's end already.
function paragraphOf(lines: readonly string[], follows: boolean, isFollowed: boolean): string {
  const before = follows && lines[0] === '' ? '<br/>' : ''
  const after = isFollowed && lines.at(-1) === '' ? '<br/>' : ''
  if (lines.length === 1 && lines[0] === '') return '<p><br/><br/></p>'
  return `<p>${before}${writeInline(lines.join('\n'))}${after}</p>`
}

function tableOf(lines: readonly string[]): string {
  const rows = lines.map(
    (line) =>
      `<tr>${line
        .split('\t')
        .map((cell) => `<td>${writeInline(cell)}</td>`)
        .join('')}</tr>`,
  )
  return `<table><tbody>${rows.join('')}</tbody></table>`
}

export function imagesAt(item: Item, at: string): readonly ItemImage[] {
  return item.images.filter((image) => image.at === at)
}

export function dataAddress({ type, bytes }: ItemImage): string {
  return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`
}
