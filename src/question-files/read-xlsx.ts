/**
 * Questions in Excel: our own template, and the sheets that officials already have. One question a row with a column for
 * each option, or one option a row below its question. What is right stands in a column, or is marked among the options.
 */
import { collectItems, type Items } from './collect-items.ts'
import { type Columns, type Field, findColumns, isColumnName } from './find-columns.ts'
import { say } from './format-messages.ts'
import { isTrueFalse } from './is-true-false.ts'
import { markedOptions } from './marked-options.ts'
import { mergedCells } from './merged-cells.ts'
import type { FileRead } from './model.ts'
import { optionsInCell } from './options-in-cell.ts'
import { kindNamed, readKey } from './read-key.ts'
import type { Cell, Sheet, SheetRow } from './read-sheet.ts'
import { readWorkbook } from './read-workbook.ts'
import { refuseFile } from './refuse-file.ts'

export type XlsxOptions = {
  /** Names of columns in the file, and what they are called in our template: { 'Stem': 'Câu hỏi', 'Opt 1': 'A' }. */
  readonly columns?: Readonly<Record<string, string>> | undefined
}

/** A question with all the rows that belong to it, as cells by what their columns are. */
type Entry = {
  readonly where: string
  readonly row: number
  readonly cells: Partial<Record<Field, Cell>>
  readonly options: { letter: string; cell: Cell; isTicked?: boolean }[]
}

/** Sheets of our own template that hold no questions. */
const BESIDE = /^(hướng dẫn|instructions|lists?)$/i
const MOST_FORMULAS = 20
const OUR_COLUMNS = 'Câu hỏi, Loại, A…L, Đáp án, Giải thích, Căn cứ, Chủ đề, Mức độ'

export async function readXlsx(bytes: Uint8Array, options: XlsxOptions = {}): Promise<FileRead> {
  const items = collectItems('xlsx')
  const stray = Object.values(options.columns ?? {}).find((name) => !isColumnName(name))
  if (stray !== undefined) refuseFile(say.badMapping(stray, OUR_COLUMNS))
  const { sheets } = await readWorkbook(bytes)
  const without: Sheet[] = []
  let isFound = false
  for await (const sheet of sheets) {
    const columns = findColumns(sheet.rows, sheet.merges, options.columns)
    if (columns) {
      isFound = true
      for (const { name, at } of columns.unknown) {
        items.warn(say.unknownColumn(`trang “${sheet.name}”, ô ${at}`, name))
        items.heading(name)
      }
      for (const entry of entriesOf(sheet, columns)) readEntry(items, sheet, entry)
    } else if (sheet.rows.length > 0 && !BESIDE.test(sheet.name.normalize('NFC'))) without.push(sheet)
  }
  for (const { name, rows } of without) {
    if (isFound) items.warn(say.sheetLeft(`trang “${name}”`))
    else {
      items.fault(say.noHeader(`trang “${name}”`))
      for (const heading of firstWideRow(rows)) items.heading(heading)
    }
  }
  return items.close('tệp Excel')
}

function* entriesOf(sheet: Sheet, columns: Columns): Generator<Entry> {
  const { fields, options, from } = columns
  const merged = mergedCells(sheet)
  let open: Entry | null = null
  let heading: Cell | undefined
  for (const row of sheet.rows) {
    const isHeading = merged.isAcross(row.no)
    if (row.no < from) continue
    if (isHeading) {
      heading = [...row.cells.values()][0]
      continue
    }
    const cellAt = (column: number | undefined) => (column === undefined ? undefined : row.cells.get(column))
    const own = options.flatMap(({ letter, column }) => {
      const cell = row.cells.get(column)
      return cell ? [{ letter, cell }] : []
    })
    const question = cellAt(fields.question)
    const listed = cellAt(fields.list)
    const key = cellAt(fields.key)
    const isTick = key !== undefined && /^(x|✓|✔|v|đ|đúng|true|1)$/i.test(key.text.trim())
    if (question === undefined && open && listed) {
      addListed(open, listed, isTick)
      if (key && !isTick && !open.cells.key) open.cells.key = key
      continue
    }
    if (question === undefined && own.length === 0) continue
    if (open) yield open
    open = {
      where: `trang “${sheet.name}”, dòng ${row.no}`,
      row: row.no,
      cells: cellsOf(row, fields, merged.above, heading),
      options: own,
    }
    if (listed) {
      addListed(open, listed, isTick)
      if (isTick) delete open.cells.key
    }
  }
  if (open) yield open
}

function addListed(entry: Entry, cell: Cell, isTicked: boolean): void {
  for (const option of optionsInCell(cell))
    entry.options.push({ letter: String.fromCharCode(65 + entry.options.length), cell: option, isTicked })
}

/** Only what is said of many questions at once goes down a merged area; a question or a key does not. */
function cellsOf(
  row: SheetRow,
  fields: Columns['fields'],
  above: (row: number, column: number) => Cell | undefined,
  heading: Cell | undefined,
): Partial<Record<Field, Cell>> {
  const cells: Partial<Record<Field, Cell>> = {}
  for (const [field, column] of Object.entries(fields) as [Field, number][]) {
    const isShared = field === 'topic' || field === 'difficulty' || field === 'source' || field === 'type'
    const cell = row.cells.get(column) ?? (isShared ? above(row.no, column) : undefined)
    if (cell && field !== 'list') cells[field] = cell
  }
  if (!cells.topic && heading) cells.topic = heading
  return cells
}

function readEntry(items: Items, sheet: Sheet, entry: Entry): void {
  const { where, cells } = entry
  const all = [...Object.values(cells), ...entry.options.map(({ cell }) => cell)]
  const at = (cell: Cell) => `trang “${sheet.name}”, ô ${cell.name}`
  const broken = all.find(
    (cell) => cell.error !== undefined || (cell.formula !== undefined && cell.text === ''),
  )
  if (broken)
    return void items.spoil(
      broken.error ? say.cellError(at(broken), broken.error) : say.formulaWithoutValue(at(broken)),
    )
  for (const cell of all.filter(({ formula }) => formula !== undefined))
    items.warnAtMost('formula', MOST_FORMULAS, say.formula(at(cell), cell.formula!))
  const kind = cells.type ? kindNamed(cells.type.text) : undefined
  if (kind === null) return void items.spoil(say.unknownKind(at(cells.type!), cells.type!.text))
  const isWritten = kind === 'numeric' || kind === 'short'
  const given = isWritten ? [] : entry.options
  const texts = withoutLabels(given)
  const options = given.map(({ letter }, index) => ({ letter, text: texts[index]! }))
  const head = {
    where,
    text: cells.question?.text ?? '',
    explanation: cells.explanation?.text,
    source: cells.source?.text,
    topic: cells.topic?.text,
    difficulty: cells.difficulty?.text,
  }
  if (!cells.key) {
    const marked = markedOptions(where, given)
    if ('faults' in marked) return void items.spoil(...marked.faults)
    if (marked.mark !== null) items.warnOnce(`mark ${marked.mark}`, say.keyByMark(where, marked.mark))
    const type =
      kind ?? (marked.correct.length > 1 ? 'multiple' : isTrueFalse(texts) ? 'true-false' : 'single')
    return void items.add({ ...head, type, options: texts.map(withoutStar), correct: marked.correct })
  }
  const key = readKey(at(cells.key), cells.key.text, kind ?? null, options)
  if ('fault' in key) return void items.spoil(key.fault)
  if (options.length === 0 && !isWritten && kind !== 'matching') {
    // “Đ” or “S” in the key, and no options: they need not be written out.
    const isTruth = (kind ?? 'true-false') === 'true-false' && key.correct.length === 1
    return void items.add({
      ...head,
      type: kind ?? 'true-false',
      options: isTruth ? ['Đúng', 'Sai'] : [],
      correct: key.correct,
    })
  }
  const type = kind ?? (key.correct.length > 1 ? 'multiple' : isTrueFalse(texts) ? 'true-false' : 'single')
  items.add({ ...head, type, rows: key.rows, options: texts, correct: key.correct })
}

/** “A. ” before an option of column A, where every option has its letter. */
function withoutLabels(options: Entry['options']): string[] {
  const label = ({ letter, cell }: Entry['options'][number]) =>
    new RegExp(`^\\s*${letter}\\s*[.):]\\s*`, 'i').exec(cell.text)?.[0]
  const labels = options.map(label)
  const areAll =
    options.length > 1 &&
    labels.every((each, index) => each !== undefined && each.length < options[index]!.cell.text.length)
  return options.map(({ cell }, index) => (areAll ? cell.text.slice(labels[index]!.length) : cell.text))
}

const withoutStar = (text: string) => text.replace(/^\s*\*\s*|\s*\*\s*$/g, '')

/** Where nobody knows a name, the first row of several cells is probably that of the names. */
function firstWideRow(rows: readonly SheetRow[]): string[] {
  const wide = rows.find(({ cells }) => cells.size >= 3)
  return [...(wide?.cells.values() ?? [])].map(({ text }) => text.trim()).filter(Boolean)
}
