import type { AuthorityId, ContestId } from '../contests/model.ts'
import type { RulesDraft } from '../contests/sections.ts'
import type { Brand } from '../platform/brand.ts'
import type { StaffId } from '../staff/model.ts'

export type DraftId = Brand<string, 'DraftId'>

/** A rulebook that is being written (bản soạn thảo thể lệ): of a contest that is to be, or the next rules of one that is. */
export type Draft = {
  readonly id: DraftId
  readonly authorityId: AuthorityId
  /** E-5. Known from the first moment, so that identities are hashed as they are typed. */
  readonly contestId: ContestId
  readonly rules: RulesDraft
  /** Codes at the top of what takes part; null: every unit of the authority. */
  readonly unitRoots: readonly string[] | null
  /** Goes up with every change: whoever saw an older one is told. */
  readonly version: number
  /** The version of the contest's rules that it was made of, or into; null: there is no contest yet. */
  readonly ruleVersion: number | null
  readonly changedBy: StaffId
  readonly changedAt: Date
}

/** Somebody on a list of those who may not take part. */
export type ListedPerson = { readonly listNo: number; readonly field: string; readonly hash: Buffer }

/** The contest of a draft, as far as there is one. */
export type MadeContest = {
  readonly slug: string
  readonly versionNo: number
  readonly effectiveAt: Date
  readonly rounds: readonly {
    readonly id: string
    readonly no: number
    readonly opensAt: Date
    readonly closesAt: Date
    readonly booksClosedAt: Date | null
  }[]
}
