import { CsvError, parse } from 'csv-parse/sync'
import { nearestWord } from '../platform/nearest-word.ts'
import { checkUnitTree } from './check-unit-tree.ts'
import { type FileError, type Said, say } from './file-messages.ts'
import { type LocatedUnit, UNIT_KINDS, type UnitKind, type UnitRow } from './model.ts'
import { localDate } from './schema-forms.ts'

export type UnitsRead = { units: UnitRow[]; errors: FileError[]; warnings: FileError[] }

const REQUIRED = ['code', 'parent', 'kind', 'name', 'choosable'] as const
const COLUMNS = [...REQUIRED, 'headcount', 'valid_from', 'valid_to', 'note'] as const
type Column = (typeof COLUMNS)[number]

/** Reads the tree of units from a CSV text (RFC 4180). Where a line is wrong, the others are still looked at. */
export function readUnits(file: string, text: string): UnitsRead {
  const errorAt = (line: number, column: number, path: string, said: Said): FileError => ({
    file,
    line,
    column,
    path,
    ...said,
  })
  const failed = (...errors: FileError[]): UnitsRead => ({ units: [], errors, warnings: [] })

  const headingLine = text.split('\n', 1)[0] ?? ''
  if (headingLine.includes(';') && !headingLine.includes(','))
    return failed(errorAt(1, 1, '', say.semicolons()))
  const table = readTable(text)
  if (!table.ok) return failed(errorAt(table.line, 1, '', say.badCsv(table.detail)))
  const [heading, ...lines] = table.lines
  const names = heading?.cells ?? []
  const unknown = names.flatMap((name, index) =>
    isColumn(name)
      ? names.indexOf(name) === index
        ? []
        : [errorAt(1, index + 1, name, say.repeatedColumn(name))]
      : [errorAt(1, index + 1, name, say.unknownColumn(name, COLUMNS, nearestWord(name, COLUMNS)))],
  )
  const missing = REQUIRED.filter((column) => !names.includes(column))
  const headingErrors = [
    ...unknown,
    ...missing.map((name) => errorAt(1, 1, name, say.missingColumn(name, COLUMNS))),
  ]
  if (headingErrors.length > 0) return failed(...headingErrors)

  const errors: FileError[] = []
  const units: LocatedUnit[] = []
  for (const { cells, line } of lines) {
    if (cells.length !== names.length) {
      errors.push(errorAt(line, cells.length, '', say.cellCount(cells.length, names.length)))
      continue
    }
    const cell = (column: Column) => cells[names.indexOf(column)] ?? ''
    const { unit, faults } = readUnit(cell)
    errors.push(...faults.map(({ column, said }) => errorAt(line, names.indexOf(column) + 1, column, said)))
    units.push({ ...unit, line })
  }
  const located = (unit: LocatedUnit, column: Column, said: Said) =>
    errorAt(unit.line, names.indexOf(column) + 1, column, said)
  const tree = checkUnitTree(units, located)
  if (!units.some((unit) => unit.parentCode === null)) errors.push(errorAt(1, 1, 'parent', say.noRoot()))
  return {
    units: units.map(({ line: _, ...unit }) => unit),
    errors: [...errors, ...tree.errors].sort((a, b) => a.line - b.line || a.column - b.column),
    warnings: tree.warnings,
  }
}

type Fault = { column: Column; said: Said }

/** A cell that is wrong is named, and something harmless stands in its place, so that the tree can still be checked. */
function readUnit(cell: (column: Column) => string): { unit: UnitRow; faults: Fault[] } {
  const faults: Fault[] = []
  const fault = (column: Column, said: Said) => faults.push({ column, said })
  const code = cell('code')
  if (!/^[A-Z0-9]+([.-][A-Z0-9]+)*$/.test(code) || code.length > 40) fault('code', say.unitCode())
  const name = cell('name')
  if (name === '' || name.length > 300) fault('name', say.unitName())
  const kind = cell('kind')
  if (!isUnitKind(kind)) fault('kind', say.oneOf(kind, [...UNIT_KINDS], nearestWord(kind, UNIT_KINDS)))
  const choosable = cell('choosable')
  if (choosable !== 'yes' && choosable !== 'no')
    fault('choosable', say.oneOf(choosable, ['yes', 'no'], undefined))
  const headcount = cell('headcount')
  if (!/^\d{0,7}$/.test(headcount)) fault('headcount', say.headcount(headcount))
  const dateOf = (column: 'valid_from' | 'valid_to') => {
    const written = cell(column)
    if (written !== '' && !localDate.safeParse(written).success) fault(column, say.date(written))
    return written === '' ? null : written
  }
  const [validFrom, validTo] = [dateOf('valid_from'), dateOf('valid_to')]
  if (validFrom && validTo && validTo <= validFrom) fault('valid_to', say.datesInOrder())
  const unit: UnitRow = {
    code,
    parentCode: cell('parent') === '' ? null : cell('parent'),
    kind: isUnitKind(kind) ? kind : 'agency',
    name,
    choosable: choosable === 'yes',
    headcount: headcount === '' ? null : Number(headcount),
    validFrom,
    validTo,
    note: cell('note') === '' ? null : cell('note'),
  }
  return { unit, faults }
}

type Table =
  | { ok: true; lines: { cells: string[]; line: number }[] }
  | { ok: false; line: number; detail: string }

function readTable(text: string): Table {
  const lines: { cells: string[]; line: number }[] = []
  let endsAt = 0
  try {
    parse(text, {
      relax_column_count: true,
      skip_empty_lines: true,
      // Excel leaves lines of mere commas where rows were cleared.
      skip_records_with_empty_values: true,
      on_record: (record: string[], { lines: lineNo }) => {
        endsAt = lineNo
        // The parser says where a line ends; a quoted cell may hold line breaks.
        const breaks = record.join('').split('\n').length - 1
        lines.push({ cells: record.map((cell) => cell.trim()), line: endsAt - breaks })
        return null
      },
    })
    return { ok: true, lines }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    // Said of the line after the last good one: a quote left open is noticed only lines later.
    return { ok: false, line: endsAt + 1, detail: cause.code }
  }
}

const isColumn = (name: string): name is Column => (COLUMNS as readonly string[]).includes(name)
const isUnitKind = (kind: string): kind is UnitKind => (UNIT_KINDS as readonly string[]).includes(kind)
