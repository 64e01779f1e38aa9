/**
 * Which column of somebody's sheet is which? By the names that officials and other programs give them, with or without
 * diacritics; or as somebody has said. The row of the names need not be the first, and may be two rows.
 */
import { searchKeyOf } from '../platform/text.ts'
import type { Area, SheetRow } from './read-sheet.ts'

export const FIELDS = [
  'question',
  'type',
  'key',
  'explanation',
  'source',
  'topic',
  'difficulty',
  'number',
  'list',
] as const
export type Field = (typeof FIELDS)[number]
export type Columns = {
  /** The first row of questions. */
  readonly from: number
  readonly fields: Partial<Record<Field, number>>
  /** Columns of options, in the order of their letters. */
  readonly options: readonly { readonly letter: string; readonly column: number }[]
  readonly unknown: readonly { readonly name: string; readonly at: string }[]
}

const NAMES: readonly [Field, RegExp][] = [
  ['number', /^(stt|tt|so tt|so thu tu|no|number|cau so|so cau|ma|ma cau hoi|id|code)$/],
  [
    'question',
    /^((noi dung )?cau hoi( thi| trac nghiem)?|noi dung|de bai|cau dan|question( text| title| content)?|stem)$/,
  ],
  ['type', /^((phan )?loai|loai cau( hoi)?|dang( cau)?( hoi)?|kieu( cau hoi)?|(question )?type)$/],
  [
    'list',
    /^((cac )?(phuong an|lua chon)( tra loi| lua chon)?|cac (dap an|cau tra loi)|options|choices|answers|answer options)$/,
  ],
  [
    'key',
    /^(dap an( dung| chinh xac| chuan)?|phuong an( tra loi)? dung|(cau )?tra loi( dung)?|ket qua( dung)?|dap so|correct( answers?| options?| choices?)?|key|answer( key)?|right answers?|da dung)$/,
  ],
  ['explanation', /^(giai thich|loi giai|ly giai|huong dan|explanation|feedback|rationale)\b/],
  ['source', /^(can cu|nguon|co so phap ly|van ban|tai lieu|trich dan|dieu khoan|source|reference)\b/],
  ['topic', /^(chu de|chuyen de|linh vuc|mang noi dung|chuong|phan|topic|category|subject)\b/],
  ['difficulty', /^(muc do|do kho|cap do|difficulty|level)\b/],
]
const OPTION =
  /^(?:(?:noi dung )?(?:phuong an|dap an|lua chon|cau tra loi|tra loi|option|answer|choice|pa|da) ?(?:so |thu )?)?([a-l]|\d{1,2})$/
const LOOK_AT = 30

/** Whether this is what a column is called in our template, or anybody’s. */
export function isColumnName(name: string): boolean {
  const key = searchKeyOf(name)
  return OPTION.test(key) || NAMES.some(([, form]) => form.test(key))
}

/** `given`: names of columns in the file, and which of ours they are. */
export function findColumns(
  rows: readonly SheetRow[],
  merges: readonly Area[],
  given: Readonly<Record<string, string>> = {},
): Columns | null {
  const told = new Map(Object.entries(given).map(([name, ours]) => [searchKeyOf(name), ours]))
  for (const [index, row] of rows.slice(0, LOOK_AT).entries()) {
    const next = rows[index + 1]
    const alone = nameColumns(row, undefined, told)
    if (!isEnough(alone)) continue
    // A heading over several columns has its letters in the row below.
    const isTwoRows =
      next !== undefined && merges.some(({ top, left, right }) => top === row.no && right > left)
    const both = isTwoRows && alone.options.length < 2 ? nameColumns(row, next, told) : alone
    return both.options.length > alone.options.length
      ? { ...both, from: next!.no + 1 }
      : { ...alone, from: row.no + 1 }
  }
  return null
}

const isEnough = ({ fields, options }: Omit<Columns, 'from'>) =>
  fields.question !== undefined &&
  (options.length >= 2 || fields.list !== undefined || fields.key !== undefined)

function nameColumns(
  row: SheetRow,
  below: SheetRow | undefined,
  told: ReadonlyMap<string, string>,
): Omit<Columns, 'from'> {
  const fields: Partial<Record<Field, number>> = {}
  const options: { letter: string; column: number }[] = []
  const unknown: { name: string; at: string }[] = []
  const columns = [...new Set([...row.cells.keys(), ...(below?.cells.keys() ?? [])])].sort((a, b) => a - b)
  const keys: { column: number; name: string }[] = []
  for (const column of columns) {
    const cell = below?.cells.get(column) ?? row.cells.get(column)!
    const name = searchKeyOf(cell.text.replace(/\(.*?\)/gs, ''))
    const ours = told.get(searchKeyOf(cell.text)) ?? told.get(name)
    const mapped = ours === undefined ? name : searchKeyOf(ours)
    const letter = OPTION.exec(mapped)?.[1]
    if (letter !== undefined)
      options.push({
        letter: /\d/.test(letter) ? String.fromCharCode(64 + Number(letter)) : letter.toUpperCase(),
        column,
      })
    else {
      const field = NAMES.find(([, form]) => form.test(mapped))?.[0]
      if (field === 'key') keys.push({ column, name: mapped })
      else if (field && fields[field] === undefined) fields[field] = column
      else if (field === undefined && mapped === 'cau') fields.number ??= column
      else if (cell.text.trim() !== '') unknown.push({ name: cell.text, at: cell.name })
    }
  }
  // Of “Đáp án” and “Đáp án đúng” side by side the first lists the options.
  const sure = keys.find(({ name }) => /dung|chinh xac|chuan|correct|right|key/.test(name)) ?? keys.at(-1)
  if (sure) fields.key = sure.column
  const other = keys.find((key) => key !== sure)
  if (other && options.length < 2 && fields.list === undefined) fields.list = other.column
  // “Câu” over the texts themselves.
  if (fields.question === undefined && fields.number !== undefined && told.size === 0) {
    const cell = row.cells.get(fields.number)
    if (cell && searchKeyOf(cell.text) === 'cau') {
      fields.question = fields.number
      delete fields.number
    }
  }
  const inOrder = options.filter(
    ({ letter }, index) => options.findIndex((each) => each.letter === letter) === index,
  )
  return { fields, options: inOrder.sort((a, b) => a.letter.localeCompare(b.letter)), unknown }
}
