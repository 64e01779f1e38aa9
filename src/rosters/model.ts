import type { Brand } from '../platform/brand.ts'

export type PersonId = Brand<string, 'PersonId'>
export type ImportId = Brand<string, 'ImportId'>

/** What tells people of a roster apart. It leaves the process only as a keyed hash, with its last three digits beside it. */
export const NUMBER_KINDS = ['staffCode', 'citizenId', 'phone'] as const
export type NumberKind = (typeof NUMBER_KINDS)[number]

/** What a column of a roster can mean. `lastName` and `firstName`: họ và đệm, tên, where a file parts them. */
export const FIELDS = [
  'fullName',
  'lastName',
  'firstName',
  'unit',
  'position',
  'staffCode',
  'citizenId',
  'phone',
  'birthOn',
  'validFrom',
  'validTo',
  'ending',
] as const
export type Field = (typeof FIELDS)[number]

export const ENDINGS = ['transfer', 'leave', 'return', 'retired', 'left'] as const
export type Ending = (typeof ENDINGS)[number]

/** What is wrong with a row; its sentence stands in import-messages.ts. */
export type RowFault = {
  readonly kind:
    | 'no-name'
    | 'bad-name'
    | 'bad-staffCode'
    | 'bad-citizenId'
    | 'bad-phone'
    | 'lost-digits'
    | 'bad-birthOn'
    | 'bad-validFrom'
    | 'bad-validTo'
    | 'bad-period'
    | 'bad-ending'
    | 'no-unit'
    | 'unknown-unit'
    | 'outside'
    | 'same-number'
    | 'of-several'
    | 'of-others'
  /** What stands there; never a number that tells who somebody is. */
  readonly found?: string
  /** Another row of the file. */
  readonly row?: number
}

/** A row as it was read, in its one form. */
export type RosterRow = {
  /** The row of the sheet, or the line of the file. */
  readonly no: number
  readonly fullName: string
  readonly nameKey: string
  readonly birthOn: string | null
  readonly unitText: string
  readonly position: string | null
  readonly validFrom: string | null
  readonly validTo: string | null
  readonly ending: Ending | null
  readonly numbers: readonly { readonly kind: NumberKind; readonly value: string }[]
  readonly faults: readonly RowFault[]
}

export const VERDICTS = ['new', 'changed', 'unchanged', 'repeat', 'unit', 'error'] as const
export type Verdict = (typeof VERDICTS)[number]

/** Somebody of the roster, as far as a row may be about them. */
export type Known = {
  readonly id: PersonId
  readonly nameKey: string
  readonly fullName: string
  readonly birthOn: string | null
  readonly unitId: string | null
  readonly position: string | null
  /** Numbers of the row that are theirs, and the kinds of numbers they have. */
  readonly shared: readonly NumberKind[]
  readonly kinds: readonly NumberKind[]
}

/** By name: somebody of that name in that unit took part, and no number says that it is the same person. */
export const TURNOUT = ['took-part', 'by-name', 'missing'] as const
export type TurnoutStatus = (typeof TURNOUT)[number]
