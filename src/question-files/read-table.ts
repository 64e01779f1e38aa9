/**
 * What a table in a file of questions is: a bank with one question a row, the answers to all, a lay-out of options (two by
 * two), or a table that belongs to a question.
 */
import { searchKeyOf, tidy } from '../platform/text.ts'
import { keyPairsOf, optionMarkerOf, questionMarkerOf, sectionOf } from './line-markers.ts'
import type { Column, KeyEntry } from './raw-item.ts'
import { type Cell, type Line, linesOf, PLAIN, type Place, type Table, textOfSpans } from './written-text.ts'

type Role = Column | 'number' | 'text' | 'options' | `option ${string}`
export type Roles = { readonly byColumn: ReadonlyMap<number, Role>; readonly columns: number }
export type BankRow = {
  readonly cells: ReadonlyMap<Role, Line[]>
  readonly place: Place
  readonly heading?: string
}
export type TableRead =
  | { readonly kind: 'bank'; readonly roles: Roles; readonly rows: readonly BankRow[] }
  | { readonly kind: 'key'; readonly entries: readonly KeyEntry[] }
  | { readonly kind: 'layout'; readonly lines: readonly Line[] }
  | { readonly kind: 'rows'; readonly lines: readonly Line[] }

export function readTable(table: Table, before: Roles | null): TableRead {
  const entries = keyEntriesOf(table)
  if (entries) return { kind: 'key', entries }
  const header = findHeader(table)
  if (header) return readBank(table, header.roles, header.rows)
  const lines = layoutLinesOf(table)
  if (lines.some((line) => beginsSomething(textOfSpans(line.spans)))) {
    // A bank goes on in a table of its own after a page break; only its options may look like a lay-out.
    const goesOn =
      before &&
      columnsOf(table) === before.columns &&
      !lines.some((line) => questionMarkerOf(textOfSpans(line.spans))?.isNamed)
    return goesOn ? readBank(table, before, 0) : { kind: 'layout', lines }
  }
  if (before && columnsOf(table) === before.columns) return readBank(table, before, 0)
  return { kind: 'rows', lines: table.rows.flatMap(rowAsLine) }
}

const beginsSomething = (text: string) =>
  optionMarkerOf(text) !== null || questionMarkerOf(text) !== null || sectionOf(text) !== null

const cellText = (cell: Cell) =>
  tidy(
    linesOf(cell.blocks)
      .map((line) => textOfSpans(line.spans))
      .join(' '),
  )
const columnsOf = (table: Table) =>
  Math.max(0, ...table.rows.map((row) => (row.at(-1)?.column ?? 0) + (row.at(-1)?.columns ?? 1) - 1))

const ROLES: readonly (readonly [RegExp, Role])[] = [
  [/^(?:stt|tt|so tt|so thu tu|cau so|cau|so cau|ma cau(?: hoi)?|ma)$/, 'number'],
  [/^(?:(?:noi dung|bo|de)?\s?cau hoi.*|noi dung|noi dung cau.*|de bai|cau dan)$/, 'text'],
  [
    /^(?:dap an|phuong an|da|tra loi|cau tra loi|lua chon)? ?(?:dung|chinh xac)(?: nhat)?$|^(?:dap an|da|d a|ket qua|key)$/,
    'answer',
  ],
  [
    /^(?:cac )?(?:phuong an|lua chon|dap an|phuong an tra loi|dap an tra loi|cau tra loi)(?: tra loi| lua chon| de chon)?$/,
    'options',
  ],
  [/^(?:giai thich.*|huong dan.*|loi giai.*)$/, 'explanation'],
  [/^(?:can cu.*|nguon.*|co so phap ly.*|trich dan.*|van ban.*|tai lieu.*|dieu khoan.*)$/, 'source'],
  [/^(?:chu de|linh vuc|chuyen de|nhom)(?: .*)?$/, 'topic'],
  [/^(?:muc do|do kho)(?: .*)?$/, 'difficulty'],
]
const OPTION_HEAD = /^(?:(?:phuong an|dap an|lua chon|pa|da|tra loi|cau tra loi) ?)?(?:([a-h])|([1-8]))$/

function roleOf(heading: string): Role | null {
  const key = searchKeyOf(heading)
  const option = OPTION_HEAD.exec(key)
  if (option) return `option ${option[1]?.toUpperCase() ?? String.fromCharCode(64 + Number(option[2]))}`
  return ROLES.find(([pattern]) => pattern.test(key))?.[1] ?? null
}

/** The heads may stand in two rows, "Phương án" over A, B, C, D; the lower one says more. */
function findHeader(table: Table): { roles: Roles; rows: number } | null {
  for (const from of table.rows.slice(0, 3).keys()) {
    for (const rows of [2, 1]) {
      const byColumn = new Map<number, Role>()
      for (const cell of table.rows.slice(from, from + rows).flat()) {
        const role = roleOf(cellText(cell))
        if (role && cell.columns === 1) byColumn.set(cell.column, role)
        else if (role && rows === 1) byColumn.set(cell.column, role)
      }
      const roles = new Set(byColumn.values())
      const options = [...roles].filter((role) => role.startsWith('option ')).length
      const isBank = roles.has('text') && (options >= 2 || roles.has('options') || roles.has('answer'))
      const isTrue = isBank && (rows === 1 || from + rows < table.rows.length) && headsOnly(table, from, rows)
      if (isTrue) return { roles: { byColumn, columns: columnsOf(table) }, rows: from + rows }
    }
  }
  return null
}

/** A row of questions under the heads is not a second row of heads. */
const headsOnly = (table: Table, from: number, rows: number) =>
  rows === 1 ||
  table.rows[from + 1]!.every((cell) => cellText(cell) === '' || roleOf(cellText(cell)) !== null)

function readBank(table: Table, roles: Roles, from: number): TableRead {
  const rows: BankRow[] = []
  for (const [at, row] of table.rows.entries()) {
    if (at < from) continue
    const cells = new Map<Role, Line[]>()
    const filled = row.filter((cell) => cellText(cell) !== '')
    if (filled.length === 0) continue
    for (const cell of row) {
      const role = roles.byColumn.get(cell.column)
      if (role) cells.set(role, [...(cells.get(role) ?? []), ...linesOf(cell.blocks)])
    }
    const place = placeOfRow(row, table.no, at + 1)
    const isWide = filled.length === 1 && (filled[0]!.columns > 1 || row.length === 1)
    rows.push({ cells, place, ...(isWide && { heading: cellText(filled[0]!) }) })
  }
  return { kind: 'bank', roles, rows }
}

function placeOfRow(row: readonly Cell[], no: number, at: number): Place {
  const line = row.flatMap((cell) => linesOf(cell.blocks))[0]
  return {
    paragraph: line?.place.paragraph ?? 0,
    page: line?.place.page ?? null,
    table: { no, row: at, column: 1 },
  }
}

/** "A." in one cell and its text in the next are one line. */
function layoutLinesOf(table: Table): Line[] {
  const lines: Line[] = []
  for (const row of table.rows) {
    let label: Line | null = null
    for (const cell of row) {
      for (const [at, line] of linesOf(cell.blocks).entries()) {
        const text = textOfSpans(line.spans)
        if (label && text.trim() !== '') {
          lines.push({
            ...line,
            spans: [...label.spans, { text: ' ', look: label.spans[0]!.look }, ...line.spans],
            labelLength: label.labelLength,
          })
          label = null
        } else if (at === 0 && isOnlyMarker(text) && cell !== row.at(-1)) label = line
        else lines.push(line)
      }
    }
    if (label) lines.push(label)
  }
  return lines
}

const isOnlyMarker = (text: string): boolean => {
  const length = optionMarkerOf(text)?.to ?? questionMarkerOf(text)?.length
  return length === text.length && text.trim() !== ''
}

function rowAsLine(row: readonly Cell[]): Line[] {
  const [first] = row.flatMap((cell) => linesOf(cell.blocks))
  if (!first || row.every((cell) => cellText(cell) === '')) return []
  const spans = row.flatMap((cell, at) => {
    const inside = linesOf(cell.blocks).flatMap((line, no) =>
      no > 0 ? [{ text: ' ', look: line.spans[0]?.look ?? first.spans[0]!.look }, ...line.spans] : line.spans,
    )
    return at > 0 ? [{ text: '\t', look: (inside[0] ?? first.spans[0])?.look ?? PLAIN }, ...inside] : inside
  })
  return [{ ...first, spans, labelLength: 0, isHeading: false }]
}

const HEAD_OF_KEY =
  /^(?:cau|cau so|cau hoi|so cau|stt|tt|dap an|dap an dung|da|d a|phuong an|phuong an dung|key)$/
const LETTERS = /^(?:[A-H](?:\s*[,;&+]?\s*[A-H])*|[a-h]|Đúng|Sai|ĐÚNG|SAI|[ĐS])$/
const NUMBER = /^(?:câu\s*)?(\d{1,4})\.?$/i

/** The answers to all, in any of the ways a table can hold them; null where there is anything else in it. */
function keyEntriesOf(table: Table): KeyEntry[] | null {
  const grid = table.rows.map((row, at) =>
    row.map((cell) => ({
      text: cellText(cell),
      column: cell.column,
      place: placeOfRow([cell], table.no, at + 1),
    })),
  )
  const filled = grid.flat().filter(({ text }) => text !== '' && !HEAD_OF_KEY.test(searchKeyOf(text)))
  const isKey = filled.every(({ text }) => NUMBER.test(text) || LETTERS.test(text) || keyPairsOf(text))
  if (!isKey || filled.length < 2) return null
  const entries: KeyEntry[] = []
  for (const [at, row] of grid.entries()) {
    for (const [index, { text, column, place }] of row.entries()) {
      const number = NUMBER.exec(text)?.[1]
      if (number === undefined) {
        for (const pair of (LETTERS.test(text) ? null : keyPairsOf(text)) ?? [])
          entries.push({ ...pair, place })
        continue
      }
      const below = grid[at + 1]?.find((cell) => cell.column === column)?.text ?? ''
      const beside = row[index + 1]?.text ?? ''
      const answer = [beside, below].find((other) => LETTERS.test(other))
      if (answer !== undefined) entries.push({ number: Number(number), answer, place })
    }
  }
  return entries.length >= 2 ? entries : null
}
