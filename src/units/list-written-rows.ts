/** The rows of a file of units, from .xlsx or text with separators, as they stand there. */
import { parse } from 'csv-parse/sync'
import { searchKeyOf } from '../platform/text.ts'
import { readWorkbook } from '../question-files/read-workbook.ts'
import { refuseFile } from '../question-files/refuse-file.ts'
import { isArchive, readText } from '../question-files/tell-format.ts'
import { fileFaults } from './import-messages.ts'
import { FIELDS, type Field, HEADINGS, type WrittenRow } from './import-model.ts'

const NEEDED: readonly Field[] = ['code', 'kind', 'name']
/** A title and a line about the unit may stand above the names of the columns. */
const LOOK_AT = 15
export const MOST_ROWS = 100_000

type Line = { readonly no: number; readonly texts: ReadonlyMap<number, string> }

export async function listWrittenRows(bytes: Uint8Array): Promise<WrittenRow[]> {
  const seen: Field[][] = []
  for await (const lines of sheetsOf(bytes)) {
    const at = lines.slice(0, LOOK_AT).findIndex((line) => {
      const columns = columnsOf(line)
      seen.push([...columns.keys()])
      return NEEDED.every((field) => columns.has(field))
    })
    if (at < 0) continue
    const columns = columnsOf(lines[at]!)
    const rows = lines.slice(at + 1).flatMap(({ no, texts }): WrittenRow[] => {
      const cells = [...columns].flatMap(([field, column]) => {
        const text = texts.get(column)?.trim() ?? ''
        return text === '' ? [] : [[field, text] as const]
      })
      return cells.length === 0 ? [] : [{ no, cells: Object.fromEntries(cells) }]
    })
    if (rows.length > MOST_ROWS) refuseFile(fileFaults.tooManyRows(MOST_ROWS))
    return rows
  }
  const best = seen.reduce<Field[]>((most, each) => (each.length > most.length ? each : most), [])
  return refuseFile(fileFaults.noHeading(NEEDED.filter((field) => !best.includes(field))))
}

async function* sheetsOf(bytes: Uint8Array): AsyncGenerator<Line[]> {
  if (!isArchive(bytes)) {
    yield linesOfText(readText(bytes))
    return
  }
  const { sheets } = await readWorkbook(bytes)
  for await (const sheet of sheets)
    yield sheet.rows.map(({ no, cells }) => ({
      no,
      texts: new Map([...cells].map(([column, { text }]) => [column, text])),
    }))
}

function linesOfText(text: string): Line[] {
  const heading = text.split(/\r?\n/, 1)[0] ?? ''
  const delimiter = [',', ';', '\t'].reduce((best, each) =>
    heading.split(each).length > heading.split(best).length ? each : best,
  )
  const lines: Line[] = []
  const options = { delimiter, bom: true, relax_column_count: true, relax_quotes: true, info: true as const }
  for (const { record, info } of parse(text, options) as unknown as {
    record: string[]
    info: { lines: number }
  }[])
    lines.push({ no: info.lines, texts: new Map(record.map((cell, at) => [at + 1, cell])) })
  return lines
}

const FIELD_OF = new Map(
  FIELDS.flatMap((field) => [field, ...HEADINGS[field]].map((name) => [searchKeyOf(name), field] as const)),
)

function columnsOf({ texts }: Line): Map<Field, number> {
  const found = new Map<Field, number>()
  for (const [column, text] of texts) {
    const field = FIELD_OF.get(searchKeyOf(text.replace(/([a-z])([A-Z])/g, '$1 $2')))
    if (field && !found.has(field)) found.set(field, column)
  }
  return found
}
