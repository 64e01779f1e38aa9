import type { RuleChange } from '../contests/compare-rules.ts'
import type { AuthorityId, ContestId, Rulebook } from '../contests/model.ts'
import type { Brand } from '../platform/brand.ts'

export type RoundId = Brand<string, 'RoundId'>

export type Round = {
  readonly id: RoundId
  readonly contestId: ContestId
  readonly no: number
  readonly name: { readonly vi: string; readonly en: string }
  readonly opensAt: Date
  readonly closesAt: Date
  /** Hours in which the open round may be entered; absent: day and night. */
  readonly openHours?: OpenHours | undefined
  readonly booksClosedAt: Date | null
  readonly publishedAt: Date | null
  /** Somebody may take another attempt in place of one that was declared void. */
  readonly hasRetakes?: boolean
}

export type OpenHours = {
  readonly weekdays: readonly number[]
  readonly from: string
  readonly until: string
}

export type Phase = 'upcoming' | 'open' | 'paused' | 'closed' | 'published'

/** A contest as it is now: the rules in force and the rounds, in order. */
export type Contest = {
  readonly id: ContestId
  readonly authorityId: AuthorityId
  readonly slug: string
  readonly rules: Rulebook
  readonly ruleVersion: number
  readonly rulesEffectiveAt: Date
  /** The paper as each version of the rules had it: an attempt keeps the version it started under. */
  readonly paperRules: Readonly<Record<number, Rulebook['paper']>>
  readonly rounds: readonly Round[]
  /** Changes of the rules after the opening, the newest first, also those that are still to take effect (B-20). */
  readonly ruleChanges: readonly RuleChangeNotice[]
}

export type RuleChangeNotice = {
  readonly version: number
  readonly effectiveAt: Date
  readonly reason: string
  readonly changes: readonly RuleChange[]
}
