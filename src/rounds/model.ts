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
  /** When organisers had it stand still: in order, apart from each other. Absent: never. */
  readonly pauses?: readonly Pause[] | undefined
  /** What everybody who is taking a paper of it is told, the earliest first. */
  readonly announcements?: readonly Announcement[] | undefined
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

/** Half-open, as every window: [from, until). */
export type Pause = { readonly from: Date; readonly until: Date }

type Text = { readonly vi: string; readonly en: string | null }
export type Announcement = {
  readonly id: string
  readonly from: Date
  readonly until: Date
  readonly text: Text
}

/** What organisers made known about an incident. */
export type Notice = {
  readonly id: string
  readonly kind: string
  readonly roundNo: number | null
  readonly at: Date
  readonly text: Text
}

/** More time for one person: of the limit, and beside it; in one round, or in all. */
export type TimeGrant = {
  readonly contestantId: string
  readonly roundId: RoundId | null
  readonly percent: number
  readonly extraSeconds: number
}

/** A decision of the day as it stands in the database; what is in force follows from all of them, in their order. */
export type Incident = {
  readonly id: string
  readonly contestId: ContestId
  readonly roundId: RoundId | null
  readonly contestantId: string | null
  readonly kind: 'pause' | 'resume' | 'extension' | 'extra-time' | 'announcement' | 'notice'
  readonly decidedAt: Date
  readonly inForceAt: Date
  readonly until: Date | null
  readonly percent: number | null
  readonly extraSeconds: number | null
  readonly textVi: string | null
  readonly textEn: string | null
  readonly noticeVi: string | null
  readonly noticeEn: string | null
}

export type Phase = 'upcoming' | 'open' | 'paused' | 'closed' | 'published'

/** A contest as it is now: the rules in force and the rounds, in order. */
export type Contest = {
  readonly id: ContestId
  readonly authorityId: AuthorityId
  readonly slug: string
  /** O-11: from then on it is there for the public; null: nobody has opened it yet. Absent, as in a test of rules: opened. */
  readonly openedAt?: Date | null | undefined
  readonly rules: Rulebook
  readonly ruleVersion: number
  readonly rulesEffectiveAt: Date
  /** The paper as each version of the rules had it: an attempt keeps the version it started under. */
  readonly paperRules: Readonly<Record<number, Rulebook['paper']>>
  readonly rounds: readonly Round[]
  /** Changes of the rules after the opening, the newest first, also those that are still to take effect (B-20). */
  readonly ruleChanges: readonly RuleChangeNotice[]
  /** The latest first. */
  readonly notices?: readonly Notice[] | undefined
  /** By contestant. There are few: they are decided one by one. */
  readonly timeGrants?: ReadonlyMap<string, readonly TimeGrant[]> | undefined
}

export type RuleChangeNotice = {
  readonly version: number
  readonly effectiveAt: Date
  readonly reason: string
  readonly changes: readonly RuleChange[]
}
