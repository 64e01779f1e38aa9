/**
 * The rows of a list, from .xlsx or a text with separators, one after the other. First comes what the columns are; a row
 * that names a unit for those below it ("I. Phòng Nội vụ") is taken for that where no column says the unit.
 */
import {
  convertEncoding,
  encodingOfFont,
  type Habits,
  isReallyOld,
} from '../question-files/convert-encoding.ts'
import { type SheetRow, visitRows } from '../question-files/read-sheet.ts'
import { openWorkbook } from '../question-files/read-workbook.ts'
import { refuseFile } from '../question-files/refuse-file.ts'
import { isArchive } from '../question-files/tell-format.ts'
import { findRosterColumns, LOOK_AT, type RosterColumns } from './find-roster-columns.ts'
import { fileRefusals } from './import-messages.ts'
import { listTextRows } from './list-text-rows.ts'
import { FIELDS, type Field } from './model.ts'

export type SheetHead = {
  /** Every column that has a name, as it is written. */
  readonly headings: readonly string[]
  /** What each field is called in the file. */
  readonly recognised: Readonly<Partial<Record<Field, string>>>
  readonly unknown: readonly string[]
}
export type SheetLine = {
  readonly no: number
  readonly texts: readonly string[]
  readonly isHeading: boolean
}
type RowCells = Readonly<Partial<Record<Field, string>>>
export type FoundLine = SheetLine & { readonly cells: RowCells | null }

type Columns = Readonly<Record<string, Field>>
const COMPOUND = '\xd0\xcf\x11\xe0'

export async function* listRosterRows(
  bytes: Buffer,
  given: Columns = {},
): AsyncGenerator<SheetHead | FoundLine> {
  if (bytes.length === 0) refuseFile(fileRefusals.empty())
  if (bytes.toString('latin1', 0, 4) === COMPOUND) refuseFile(fileRefusals.oldExcel())
  if (!isArchive(bytes)) {
    yield* recognise([listTextRows(bytes, given)], given)
    return
  }
  const { book, places, stream } = await openWorkbook(bytes)
  const habits: Habits = new Map()
  const textsOf = ({ cells }: SheetRow) =>
    new Map(Array.from(cells, ([at, { text, font }]) => [at, inUnicode(text, font, habits)] as const))
  async function* sheet(name: string, part: string): AsyncGenerator<NumberedTexts> {
    // What a piece of the sheet held is given away before the next one is inflated.
    let waiting: NumberedTexts[] = []
    const { readable, next } = handOver(
      () => waiting,
      () => (waiting = []),
    )
    const reading = visitRows(name, paced(stream(part), next), book, {
      row: (row) => void waiting.push({ no: row.no, texts: textsOf(row) }),
    })
    yield* readable(reading)
  }
  yield* recognise(
    places.map(({ name, part }) => sheet(name, part)),
    given,
  )
}

export type NumberedTexts = { readonly no: number; readonly texts: ReadonlyMap<number, string> }

/** The first sheet that has a row of names is the list; the others are left alone. */
async function* recognise(
  sheets: readonly AsyncIterable<NumberedTexts>[],
  given: Columns,
): AsyncGenerator<SheetHead | FoundLine> {
  const seen: string[] = []
  for (const rows of sheets) {
    let found: { columns: RosterColumns; width: number } | null = null
    const before: NumberedTexts[] = []
    let section = ''
    for await (const row of rows) {
      if (found === null) {
        const head = findRosterColumns(row.texts, given)
        if (head) {
          const width = Math.max(...row.texts.keys())
          found = { columns: head.columns, width }
          for (const each of before) yield { ...lineOf(each, width), isHeading: true, cells: null }
          yield headOf(row, head)
          yield { ...lineOf(row, width), isHeading: true, cells: null }
        } else if (before.push(row) > LOOK_AT) break
        else if (row.texts.size > 2) seen.push(...row.texts.values())
        continue
      }
      const cells = cellsOf(row, found.columns)
      const title = found.columns.unit === undefined ? sectionOf(row) : null
      if (title !== null) section = title
      const isPerson =
        title === null && Object.values(cells).some((text) => text.trim() !== '') && !isSum(row)
      const whole = isPerson && !cells.unit?.trim() && section !== '' ? { ...cells, unit: section } : cells
      yield { ...lineOf(row, found.width), isHeading: false, cells: isPerson ? whole : null }
    }
    if (found) return
  }
  refuseFile(fileRefusals.noHeading([...new Set(seen)].slice(0, 12)))
}

function headOf(
  { texts }: NumberedTexts,
  { columns, unknown }: NonNullable<ReturnType<typeof findRosterColumns>>,
): SheetHead {
  const name = (at: number) => (texts.get(at) ?? '').replace(/\s+/g, ' ').trim().slice(0, 100)
  return {
    headings: [...texts.keys()].sort((a, b) => a - b).map(name),
    recognised: Object.fromEntries(
      FIELDS.flatMap((field) => (columns[field] === undefined ? [] : [[field, name(columns[field])]])),
    ),
    unknown,
  }
}

const cellsOf = ({ texts }: NumberedTexts, columns: RosterColumns): RowCells =>
  Object.fromEntries(
    FIELDS.flatMap((field) => {
      const at = columns[field]
      return at === undefined ? [] : [[field, texts.get(at) ?? '']]
    }),
  )

function lineOf({ no, texts }: NumberedTexts, width: number): Omit<SheetLine, 'isHeading'> {
  return { no, texts: Array.from({ length: width }, (_, at) => texts.get(at + 1) ?? '') }
}

/** "II. Phòng Nội vụ", alone in its row or behind its number. */
function sectionOf({ texts }: NumberedTexts): string | null {
  const filled = [...texts]
    .sort(([a], [b]) => a - b)
    .flatMap(([, text]) => (text.trim() ? [text.trim()] : []))
  const isNumbered = filled.length === 2 && /^([IVXLC]+|[A-Z])[.)]?$/.test(filled[0]!)
  if (filled.length !== 1 && !isNumbered) return null
  const title = filled.at(-1)!.replace(/^([IVXLC]+|\d+|[A-Z])[.)]\s*/, '')
  return /\p{L}{2}/u.test(title) ? title : null
}

const isSum = ({ texts }: NumberedTexts) =>
  [...texts.values()].some((text) => /^\s*(tổng( số| cộng)?|cộng)\s*:?\s*$/iu.test(text.normalize('NFC')))

function inUnicode(text: string, font: string | undefined, habits: Habits): string {
  const encoding = encodingOfFont(font)
  return encoding !== 'unicode' && isReallyOld(text, encoding, habits)
    ? convertEncoding(text, encoding)
    : text
}

/** Lets a source go on only when what came of its last piece has been taken. */
async function* paced(
  source: AsyncIterable<Uint8Array>,
  next: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    yield piece
    await next()
  }
}

/** Between a reader that pushes and a listener that pulls: `next` waits until the listener has taken what is there. */
function handOver<Item>(
  peek: () => Item[],
  clear: () => void,
): { readable(reading: Promise<void>): AsyncGenerator<Item>; next(): Promise<void> } {
  let taken = Promise.withResolvers<void>()
  let filled = Promise.withResolvers<void>()
  return {
    async next() {
      if (peek().length === 0) return
      filled.resolve()
      await taken.promise
    },
    async *readable(reading) {
      let isOver = false
      const end = reading.finally(() => {
        isOver = true
        filled.resolve()
      })
      // Whoever leaves early is told of no failure; whoever stays is told below.
      end.catch(() => {})
      for (;;) {
        await filled.promise
        filled = Promise.withResolvers<void>()
        const items = [...peek()]
        clear()
        yield* items
        const done = isOver
        taken.resolve()
        taken = Promise.withResolvers<void>()
        if (done) break
      }
      await end
    },
  }
}
