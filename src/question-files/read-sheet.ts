import { say } from './format-messages.ts'
import type { CellStyle } from './read-sheet-styles.ts'
import { childOf, textOf, type XmlNode } from './read-xml.ts'
import { refuseFile } from './refuse-file.ts'
import { type Marks, type Run, readRuns, unescapeSheet } from './sheet-runs.ts'
import { listElements, visitElements } from './visit-elements.ts'

export type Cell = {
  /** As people call it: B7. */
  readonly name: string
  readonly text: string
  readonly runs: readonly { readonly text: string; readonly marks: Marks }[]
  readonly formula?: string | undefined
  readonly error?: string | undefined
  /** What the cell's font is called: of texts from before Unicode it is the only hint. */
  readonly font?: string | undefined
}
export type SheetRow = { readonly no: number; readonly cells: ReadonlyMap<number, Cell> }
/** Rows and columns count from 1. */
export type Area = {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}
export type Sheet = {
  readonly name: string
  readonly rows: readonly SheetRow[]
  readonly merges: readonly Area[]
}

export type Book = {
  readonly strings: readonly (readonly Run[])[]
  readonly styles: readonly CellStyle[]
  readonly startsIn1904: boolean
}

const MOST_ROWS = 200_000
const MOST_COLUMNS = 500
const PLAIN: Marks = { bold: false, underlined: false, colored: false, filled: false }
const ELEMENTS = new Set(['row', 'mergeCell'])

/** Rows that hold something, one after the other as they stand in the file. */
export async function readSheet(name: string, source: AsyncIterable<Uint8Array>, book: Book): Promise<Sheet> {
  const rows: SheetRow[] = []
  const merges: Area[] = []
  await visitRows(name, source, book, {
    row: (row) => void rows.push(row),
    merge: (area) => void (merges.length < MOST_ROWS && merges.push(area)),
  })
  return { name, rows, merges }
}

/** The same, each given away as it comes: a sheet of a hundred thousand rows is never held whole. */
export async function visitRows(
  name: string,
  source: AsyncIterable<Uint8Array>,
  book: Book,
  visit: { row(row: SheetRow): void; merge?(area: Area): void },
): Promise<void> {
  let no = 0
  let count = 0
  await visitElements(`trang “${name}”`, source, ELEMENTS, (node) => {
    if (node.name === 'mergeCell') {
      const area = areaOf(node.attributes.ref ?? '')
      if (area) visit.merge?.(area)
      return
    }
    no = Number(node.attributes.r) || no + 1
    const cells = new Map<number, Cell>()
    let column = 0
    for (const cell of listElements(node, 'c')) {
      column = placeOf(cell.attributes.r ?? '')?.column ?? column + 1
      if (column > MOST_COLUMNS) break
      const read = readCell(cell, `${columnName(column)}${no}`, book)
      if (read) cells.set(column, read)
    }
    if (cells.size === 0) return
    if (++count > MOST_ROWS) refuseFile(say.tooManyRows(`trang “${name}”`, MOST_ROWS))
    visit.row({ no, cells })
  })
}

function readCell(node: XmlNode, name: string, { strings, styles, startsIn1904 }: Book): Cell | null {
  const style = styles[Number(node.attributes.s ?? 0)]
  const marks = style?.marks ?? PLAIN
  const formulaNode = childOf(node, 'f')
  const formula = formulaNode && (textOf(formulaNode) || '…')
  const value = childOf(node, 'v')
  const raw = value ? textOf(value) : ''
  const font = style?.font
  const alike = (text: string): Cell | null =>
    text === '' && formula === undefined ? null : { name, text, runs: [{ text, marks }], formula, font }
  switch (node.attributes.t) {
    case 's':
    case 'inlineStr': {
      const inline = childOf(node, 'is')
      const found = inline ? readRuns(inline) : (strings[Number(raw)] ?? [])
      const runs = found.map(({ text, marks: own }) => ({
        text,
        marks: own ? { ...own, filled: marks.filled } : marks,
      }))
      const text = runs.map((run) => run.text).join('')
      return text.trim() === '' && formula === undefined
        ? null
        : { name, text, runs, formula, font: found.find((run) => run.font)?.font ?? font }
    }
    case 'b':
      return alike(raw === '1' ? 'TRUE' : 'FALSE')
    case 'e':
      return { name, text: '', runs: [], formula, error: raw }
    case 'str':
      return alike(unescapeSheet(raw))
    case 'd':
      return alike(raw)
    default:
      return alike(showNumber(raw, style, startsIn1904))
  }
}

/** A number as it is meant to be seen; only dates, times, percentages and leading zeros change it. */
function showNumber(raw: string, style: CellStyle | undefined, startsIn1904: boolean): string {
  const value = Number(raw)
  if (raw.trim() === '' || Number.isNaN(value)) return raw
  // Fifteen digits are what Excel has; what comes after them is noise of the binary number.
  const plain = (number: number) => String(Number(number.toPrecision(15)))
  switch (style?.kind) {
    case 'percent':
      return `${plain(value * 100)}%`
    case 'date':
    case 'time':
    case 'moment': {
      const days = value + (startsIn1904 ? 1462 : 0)
      // The epoch lies a day early after the 29 February 1900 that there never was.
      const at = new Date(Date.UTC(1899, 11, 30) + Math.round(days * 86_400) * 1000)
      if (Number.isNaN(at.getTime()) || days < 0) return plain(value)
      const two = (number: number) => String(number).padStart(2, '0')
      const date = `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}`
      const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
      return style.kind === 'date' ? date : style.kind === 'time' ? time : `${date} ${time}`
    }
    default:
      return plain(value).padStart(style?.padding ?? 0, '0')
  }
}

function placeOf(name: string): { column: number; row: number } | null {
  const [, letters, digits] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/i.exec(name) ?? []
  if (!letters || !digits) return null
  const column = [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
  return { column, row: Number(digits) }
}

function areaOf(reference: string): Area | null {
  const [from = '', to = from] = reference.split(':')
  const [first, last] = [placeOf(from), placeOf(to)]
  return first && last ? { top: first.row, left: first.column, bottom: last.row, right: last.column } : null
}

export function columnName(column: number): string {
  const rest = Math.floor((column - 1) / 26)
  return (rest > 0 ? columnName(rest) : '') + String.fromCharCode(65 + ((column - 1) % 26))
}
