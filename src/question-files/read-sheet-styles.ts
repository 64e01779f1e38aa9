import { childOf, elementsOf, type XmlNode } from './read-xml.ts'
import { fontMarks, isColor, type Marks } from './sheet-runs.ts'
import { listElements, visitElements } from './visit-elements.ts'

export type CellStyle = {
  readonly marks: Marks
  readonly kind: 'general' | 'date' | 'time' | 'moment' | 'percent'
  readonly padding: number
  readonly font?: string | undefined
}

const PARTS = new Set(['numFmts', 'fonts', 'fills', 'cellXfs'])
const DATES = new Set([14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58])
const TIMES = new Set([18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47])

/** How each style of the workbook shows its cells, as far as it says what is meant: dates, percentages, emphasis. */
export async function readSheetStyles(source: AsyncIterable<Uint8Array>): Promise<CellStyle[]> {
  const parts = new Map<string, XmlNode>()
  await visitElements('styles.xml', source, PARTS, (node) => {
    if (!parts.has(node.name)) parts.set(node.name, node)
  })
  const formats = new Map(
    listElements(parts.get('numFmts'), 'numFmt').map(({ attributes }) => [
      Number(attributes.numFmtId),
      attributes.formatCode ?? '',
    ]),
  )
  const fontNodes = listElements(parts.get('fonts'), 'font')
  const fonts = fontNodes.map(fontMarks)
  const fontNames = fontNodes.map((node) => childOf(node, 'name')?.attributes.val)
  const fills = listElements(parts.get('fills'), 'fill').map(isFilled)
  return listElements(parts.get('cellXfs'), 'xf').map(({ attributes }) => {
    const format = Number(attributes.numFmtId ?? 0)
    const font = fonts[Number(attributes.fontId ?? 0)] ?? { bold: false, underlined: false, colored: false }
    return {
      marks: { ...font, filled: fills[Number(attributes.fillId ?? 0)] ?? false },
      kind: kindOf(format, formats.get(format)),
      padding: /^0+$/.exec(formats.get(format) ?? '')?.[0].length ?? 0,
      font: fontNames[Number(attributes.fontId ?? 0)],
    }
  })
}

function isFilled(fill: XmlNode): boolean {
  const pattern = childOf(fill, 'patternFill')
  if (!pattern) return elementsOf(fill).some(({ name }) => name === 'gradientFill')
  return (
    pattern.attributes.patternType === 'solid' &&
    isColor(childOf(pattern, 'fgColor') ?? childOf(pattern, 'bgColor'))
  )
}

function kindOf(id: number, code = ''): CellStyle['kind'] {
  if (id === 9 || id === 10) return 'percent'
  if (id === 22) return 'moment'
  if (DATES.has(id)) return 'date'
  if (TIMES.has(id)) return 'time'
  // What is quoted or in brackets is shown as it is and says nothing of the number.
  const bare = code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '').toLowerCase()
  const [hasDay, hasHour] = [/[dy]/.test(bare), /[hs]/.test(bare)]
  if (hasDay && !/general/.test(bare)) return hasHour ? 'moment' : 'date'
  if (hasHour) return 'time'
  return bare.includes('%') ? 'percent' : 'general'
}
