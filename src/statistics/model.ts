import type { Round, RoundId } from '../rounds/model.ts'
import type { UnitId } from '../units/model.ts'

/** A unit as figures stand beside it: as it was when it was counted. */
export type FramedUnit = {
  readonly unitId: UnitId
  readonly code: string
  readonly name: string
  readonly parentId: UnitId | null
  readonly choosable: boolean
  readonly headcount: number | null
}

export type Count = { readonly persons: number; readonly attempts: number; readonly full: number }

/** The rounds that the totals of a page of figures are over; null: the contest. */
export type Tally = {
  readonly roundNo: number | null
  readonly rounds: readonly RoundId[]
  readonly fullRounds: readonly RoundId[]
}

/** What one published page of figures counts over (S-4 to S-7). */
export type Scope = {
  /** Null: the whole contest. */
  readonly roundNo: number | null
  readonly rounds: readonly Round[]
  readonly fullRounds: readonly Round[]
  /** Figures that would give the prediction away. */
  readonly hides: 'nothing' | 'full' | 'everything'
  /** Whether anything is hidden, or a round left out of the contest's figures for that reason. */
  readonly withheld: boolean
  /** The books are closed: only a void can change it. */
  readonly isFinal: boolean
}

/** The numbers of a snapshot; nothing that is withheld is in them. */
export type Figures = {
  readonly rounds: readonly number[]
  readonly fullRounds: readonly number[]
  readonly hides: Scope['hides']
  readonly withheld: boolean
  /** Unit (its index in the frame), persons, attempts, full: the unit's own; a unit without any is left out. */
  readonly own: readonly (readonly [number, number, number, number])[]
}

export type Snapshot = {
  readonly roundNo: number | null
  readonly asOf: Date
  readonly digest: string
  readonly basis: string
  readonly frame: string
  readonly figures: Figures
}
