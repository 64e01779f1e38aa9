/** A file of units: what its columns are, and what its rows say. */
import type { UnitKind } from '../contests/model.ts'
import type { Hierarchy } from './model.ts'

export const FIELDS = [
  'code',
  'parent',
  'kind',
  'name',
  'choosable',
  'hierarchy',
  'validFrom',
  'validTo',
  'headcount',
  'successors',
  'note',
] as const
export type Field = (typeof FIELDS)[number]

/** What a column may be called; compared without case, diacritics and signs. Its first name is the one in our template. */
export const HEADINGS: Readonly<Record<Field, readonly string[]>> = {
  code: ['Mã', 'Mã đơn vị', 'Code'],
  parent: ['Mã cấp trên', 'Mã đơn vị cấp trên', 'Trực thuộc', 'Mã cha', 'Parent', 'Parent code'],
  kind: ['Loại', 'Loại đơn vị', 'Cấp', 'Kind'],
  name: ['Tên', 'Tên đơn vị', 'Name', 'Full name'],
  choosable: ['Được chọn', 'Cho chọn', 'Choosable'],
  hierarchy: ['Hệ', 'Cây', 'Hệ thống', 'Hierarchy'],
  validFrom: ['Từ ngày', 'Hiệu lực từ', 'Valid from'],
  validTo: ['Đến ngày', 'Hiệu lực đến', 'Valid to'],
  headcount: ['Biên chế', 'Quân số', 'Số người', 'Headcount'],
  successors: ['Kế thừa', 'Đơn vị kế thừa', 'Mã kế thừa', 'Successors'],
  note: ['Ghi chú', 'Note'],
}

/** As it stands in the file. */
export type WrittenRow = { readonly no: number; readonly cells: Readonly<Partial<Record<Field, string>>> }

export type ImportRow = {
  readonly no: number
  readonly code: string
  readonly parent: string | null
  readonly kind: UnitKind
  readonly name: string
  readonly choosable: boolean
  readonly hierarchy: Hierarchy
  readonly validFrom: string | null
  readonly validTo: string | null
  readonly headcount: number | null
  readonly successors: readonly { readonly code: string; readonly share: number }[]
  readonly note: string | null
}

/** Said of a cell; sentences for people are in import-messages.ts. */
export type ImportFaultKind =
  | 'code-form'
  | 'name-form'
  | 'kind-unknown'
  | 'hierarchy-unknown'
  | 'date-form'
  | 'dates-in-order'
  | 'headcount-form'
  | 'choosable-form'
  | 'successors-form'
  | 'shares'
  | 'no-parent'
  | 'no-successor'
  | 'parent-not-there'
  | 'circle'
  | 'gap'
  | 'overlap'
  | 'differs'
  | 'no-main-place'
export type ImportFault = {
  readonly row: number
  readonly column: Field
  readonly fault: ImportFaultKind
  /** What stands there. */
  readonly found: string
}
