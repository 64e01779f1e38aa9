import type { ContestantId } from '../contestants/model.ts'
import type { ContestId } from '../contests/model.ts'
import type { Brand } from '../platform/brand.ts'

export type PairId = Brand<string, 'PairId'>

/** What speaks for one person behind two contestants, and what against it. */
export const REASONS = [
  'same-name',
  'same-name-without-tones',
  'alike-name',
  'same-birth-date',
  'other-birth-date',
  'same-unit',
  'same-roster-person',
  'other-roster-people',
  'at-the-same-time',
] as const
export type PairReason = (typeof REASONS)[number]

/** What is known of two contestants side by side. */
export type PairFacts = {
  readonly oneName: string
  readonly otherName: string
  /** From 0 to 1, of the names without diacritics. */
  readonly likeness: number
  readonly oneBirth: string | null
  readonly otherBirth: string | null
  readonly isSameUnit: boolean
  readonly onePerson: string | null
  readonly otherPerson: string | null
  /** They had papers under way at the same time. */
  readonly isAtTheSameTime: boolean
}

export const VERDICTS = ['different', 'proposed', 'merged'] as const
export type PairVerdict = (typeof VERDICTS)[number]

export type Pair = {
  readonly id: PairId
  readonly authorityId: string
  readonly contestId: ContestId
  readonly oneId: ContestantId
  readonly otherId: ContestantId
  readonly score: number
  readonly reasons: readonly PairReason[]
  readonly verdict: PairVerdict | null
  readonly verdictReason: string | null
  readonly decidedAt: Date | null
  readonly version: number
}

export const SEARCH_STATES = ['never', 'running', 'done', 'stopped'] as const
/** N-12. The last search of a contest: how far it is, and how many pairs came of it. */
export type Search = {
  readonly state: (typeof SEARCH_STATES)[number]
  readonly askedAt: Date
  readonly percent: number
  readonly found: number | null
}
