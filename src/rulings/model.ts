import type { AuthorityId, ContestId } from '../contests/model.ts'
import type { Brand } from '../platform/brand.ts'
import type { QuestionId } from '../questions/model.ts'
import type { RoundId } from '../rounds/model.ts'
import type { StaffId } from '../staff/model.ts'

export type RulingId = Brand<string, 'RulingId'>
export type RegradeId = Brand<string, 'RegradeId'>

export const WAYS = ['left-out', 'everybody-right', 'another-key'] as const
export type Way = (typeof WAYS)[number]

/** How a question counts since it was ruled on; `correct` in the numbering of the bank, as the key is. */
export type QuestionRuling =
  | { readonly questionId: QuestionId; readonly way: 'left-out' | 'everybody-right' }
  | {
      readonly questionId: QuestionId
      readonly way: 'another-key'
      readonly correct: readonly (number | string)[]
    }

export type Worth = { readonly score: number; readonly total: number }

/** Which attempts a void is about. */
export type VoidScope =
  | {
      readonly of: 'period'
      readonly roundNo: number
      /** Half-open: [from, until). */
      readonly from: string
      readonly until: string
      readonly by: 'started' | 'submitted'
    }
  | { readonly of: 'attempt'; readonly roundNo: number; readonly attemptId: string }
/** A lift names one attempt of a void, or all that it is about. */
export type LiftScope = { readonly of: 'whole' } | { readonly of: 'one'; readonly attemptId: string }

type Written = {
  readonly id: RulingId
  readonly authorityId: AuthorityId
  readonly contestId: ContestId
  readonly madeBy: StaffId
  readonly madeAt: Date
  readonly papers: number
  readonly papersDone: number
  /** When the drawing up last gave a sign of life. */
  readonly seenAt: Date
  /** What the results were when it was drawn up; null until it is. */
  readonly basis: string | null
  readonly readyAt: Date | null
  readonly failed: string | null
  readonly reason: string | null
  readonly notice: string | null
  readonly decidedAt: Date | null
  readonly liftedAt: Date | null
  readonly mayRetake: boolean
}
export type Ruling = Written &
  (
    | {
        readonly kind: 'question'
        readonly questionId: QuestionId
        readonly way: Way
        readonly scope: Record<string, never>
      }
    | { readonly kind: 'void'; readonly scope: VoidScope }
    | { readonly kind: 'lift'; readonly lifts: RulingId; readonly scope: LiftScope }
  )

/** A sealed paper as it is graded again. */
export type SealedPaper = {
  readonly id: string
  readonly contestantId: string
  readonly attemptNo: number
  readonly ruleVersion: number
  readonly nonce: Buffer
  readonly answers: Readonly<Record<string, readonly number[] | string>>
  readonly score: number
  readonly total: number
}

export type RegradedPaper = Worth & { readonly attemptId: string }
export type RoundPlace = { readonly id: RoundId; readonly authorityId: AuthorityId }
