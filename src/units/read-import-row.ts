/** One row of a file of units: what it says, and what is wrong in which of its cells. Pure. */
import { UNIT_KINDS, type UnitKind } from '../contests/model.ts'
import { searchKeyOf, tidy } from '../platform/text.ts'
import { isLocalDate } from '../platform/zone.ts'
import type { Field, ImportFault, ImportFaultKind, ImportRow, WrittenRow } from './import-model.ts'
import { HIERARCHIES, type Hierarchy } from './model.ts'

/** What officials call kinds of units; the first word that fits, at the beginning. */
const KINDS: readonly (readonly [RegExp, UnitKind])[] = [
  [/^(xa|phuong|thi tran|dac khu|cap xa)\b/, 'commune'],
  [/^(huyen|quan|thi xa|cap huyen)\b/, 'district'],
  [/^(tinh|cap tinh|thanh pho)\b/, 'province'],
  [/^(truong|co so giao duc)\b/, 'school'],
  [/^(khoi|cum)\b/, 'block'],
  [/^(so|ban|phong|van phong|chi cuc|co quan|thanh tra|uy ban)\b/, 'agency'],
  [/^(don vi su nghiep|trung tam|benh vien)\b/, 'public-unit'],
  [/^(dang|tinh uy|huyen uy|dang uy|co quan dang)\b/, 'party-body'],
  [/^(mat tran|hoi|doan|lien doan|doan the)\b/, 'mass-organisation'],
  [/^(cong an|quan su|bien phong|luc luong vu trang)\b/, 'armed-forces'],
  [/^(cuc|kho bac|bao hiem|toa an|vien kiem sat|co quan trung uong)\b/, 'central-body'],
  [/^(bao|dai|co quan bao chi)\b/, 'press'],
]
const HIERARCHY_WORDS: Readonly<Record<string, Hierarchy>> = {
  '': 'administrative',
  'hanh chinh': 'administrative',
  nganh: 'sector',
  khoi: 'block',
  cum: 'block',
  'khoi cum': 'block',
}

export function readImportRow({ no, cells }: WrittenRow): { row: ImportRow; faults: ImportFault[] } {
  const faults: ImportFault[] = []
  const text = (column: Field) => tidy(cells[column] ?? '')
  const fault = (column: Field, kind: ImportFaultKind) =>
    void faults.push({ row: no, column, fault: kind, found: text(column) })

  const code = text('code').toUpperCase()
  if (!/^[A-Z0-9]+([.-][A-Z0-9]+)*$/.test(code) || code.length > 40) fault('code', 'code-form')
  const name = text('name')
  if (name === '' || name.length > 300) fault('name', 'name-form')
  const kind = kindOf(text('kind'))
  if (!kind) fault('kind', 'kind-unknown')
  const hierarchy = hierarchyOf(text('hierarchy'))
  if (!hierarchy) fault('hierarchy', 'hierarchy-unknown')
  const dateOf = (column: 'validFrom' | 'validTo') => {
    const date = readDate(text(column))
    if (date === undefined) fault(column, 'date-form')
    return date ?? null
  }
  const [validFrom, validTo] = [dateOf('validFrom'), dateOf('validTo')]
  if (validFrom !== null && validTo !== null && validTo <= validFrom) fault('validTo', 'dates-in-order')
  const headcount = text('headcount').replace(/[. ]/g, '')
  if (!/^\d{0,7}$/.test(headcount)) fault('headcount', 'headcount-form')
  const choosable = yesOrNo(text('choosable'))
  if (choosable === undefined) fault('choosable', 'choosable-form')
  const successors = readSuccessors(text('successors'))
  if (successors === null || (successors.length > 0 && validTo === null))
    fault('successors', 'successors-form')
  else if (successors.length > 0 && sumOf(successors) !== 1e6) fault('successors', 'shares')
  const parent = text('parent').toUpperCase()
  return {
    row: {
      no,
      code,
      parent: parent === '' ? null : parent,
      kind: kind ?? 'agency',
      name,
      choosable: choosable ?? true,
      hierarchy: hierarchy ?? 'administrative',
      validFrom,
      validTo,
      headcount: headcount === '' || !/^\d+$/.test(headcount) ? null : Number(headcount),
      successors: successors ?? [],
      note: text('note') === '' ? null : text('note'),
    },
    faults,
  }
}

function kindOf(text: string): UnitKind | undefined {
  const own = UNIT_KINDS.find((kind) => kind === text.toLowerCase())
  return own ?? KINDS.find(([form]) => form.test(searchKeyOf(text)))?.[1]
}

function hierarchyOf(text: string): Hierarchy | undefined {
  return HIERARCHIES.find((each) => each === text.toLowerCase()) ?? HIERARCHY_WORDS[searchKeyOf(text)]
}

/** undefined: it is no date. */
export function readDate(text: string): string | null | undefined {
  if (text === '') return null
  const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ?? []
  const date = day ? `${year}-${month!.padStart(2, '0')}-${day.padStart(2, '0')}` : text.slice(0, 10)
  return /^\d{4}-\d{2}-\d{2}$/.test(date) && isLocalDate(date) ? date : undefined
}

function yesOrNo(text: string): boolean | undefined {
  const key = searchKeyOf(text)
  if (['', 'co', 'yes', 'x', '1', 'true'].includes(key)) return true
  return ['khong', 'no', '0', 'false'].includes(key) ? false : undefined
}

/** "A", or "A:0,6; B:0,4". Null where it cannot be read. */
function readSuccessors(text: string): { code: string; share: number }[] | null {
  if (text === '') return []
  const parts = text.split(/\s*;\s*/).filter((part) => part !== '')
  const read = parts.map((part) => /^([A-Za-z0-9.-]+)(?:\s*:\s*([01](?:[.,]\d{1,6})?))?$/.exec(part))
  if (read.some((found) => !found) || (parts.length > 1 && read.some((found) => found![2] === undefined)))
    return null
  return read.map((found) => ({
    code: found![1]!.toUpperCase(),
    share: Number((found![2] ?? '1').replace(',', '.')),
  }))
}

const sumOf = (successors: readonly { share: number }[]) =>
  successors.reduce((sum, { share }) => sum + Math.round(share * 1e6), 0)
