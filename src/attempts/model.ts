import type { ContestantId } from '../contestants/model.ts'
import type { AuthorityId, ContestId } from '../contests/model.ts'
import type { Brand } from '../platform/brand.ts'
import type { Answers } from '../questions/model.ts'
import type { RoundId } from '../rounds/model.ts'
import type { UnitId } from '../units/model.ts'

export type AttemptId = Brand<string, 'AttemptId'>

/** An attempt (lượt thi) as it stands: who, when, and the paper as it was last saved. */
export type Attempt = {
  readonly id: AttemptId
  readonly authorityId: AuthorityId
  readonly contestId: ContestId
  readonly roundId: RoundId
  readonly contestantId: ContestantId
  readonly unitId: UnitId
  readonly attemptNo: number
  readonly ruleVersion: number
  readonly nonce: Buffer
  readonly startedAt: Date
  readonly deadlineAt: Date
  readonly savedSequence: number
  readonly savedAt: Date | null
  readonly answers: Answers
  readonly prediction: number | null
  readonly sealed: Sealed | null
  readonly voided: boolean
}

export type Ending = 'submitted' | 'expired'

/** How a paper ended. Once written it never changes. */
export type Sealed = {
  readonly ending: Ending
  /** When the request that ended it arrived; of an expired paper, its last save (or its start). */
  readonly arrivedAt: Date
  readonly submittedAt: Date
  readonly durationMs: number
  readonly score: number
  readonly total: number
  readonly paperHash: Buffer
  readonly receiptKey: string
  readonly receiptSignature: Buffer
}

/** What may happen to an attempt after its start. */
export type PaperDeed =
  | {
      kind: 'save'
      sequence: number
      answers: Answers
      prediction: number | null | undefined
      arrivedAt: Date
    }
  | {
      kind: 'submission'
      answers: Answers | undefined
      prediction: number | null | undefined
      arrivedAt: Date
    }
  /** Nobody did anything: write down what its time, having run out, has made of it. */
  | { kind: 'expiry'; arrivedAt: Date }
