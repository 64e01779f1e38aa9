/**
 * The question bank (ngân hàng câu hỏi, docs/rules/banks.md): a question is known by its code and has versions. One is in
 * force at most; one is being written at most. What is approved is copied to where rounds draw from, and never changes.
 */
import type { AuthorityId, BankQuestion } from '../contests/model.ts'
import type { Brand } from '../platform/brand.ts'
import type { QuestionId } from '../questions/model.ts'

export type BankQuestionId = Brand<string, 'BankQuestionId'>
/** Once approved, the id of the question that rounds draw. */
export type VersionId = QuestionId

export const QUESTION_STATES = ['draft', 'in-review', 'approved', 'retired'] as const
export type QuestionState = (typeof QUESTION_STATES)[number]
/** Replaced: by a later version. Dropped: nobody ever approved it. */
export const VERSION_STATES = [...QUESTION_STATES, 'replaced', 'dropped'] as const
export type VersionState = (typeof VERSION_STATES)[number]

/** Whoever loads the files of a contest by a command on the machine. */
export const OPERATOR = 'operator'

export type Key = Pick<BankQuestion, 'correct'> & { readonly explanation?: string | undefined }
/** A question as somebody is still writing it: texts may be empty, the key may be missing. */
export type Content = Readonly<Omit<BankQuestion, 'correct' | 'explanation' | 'code'>>

export type Version = {
  readonly id: VersionId
  readonly questionId: BankQuestionId
  readonly versionNo: number | null
  readonly state: VersionState
  readonly content: Content
  /** Officers' ids, or the operator: every one of them wrote at it, and may not approve it. */
  readonly writers: readonly string[]
  readonly writtenAt: Date
  /** Why it is another than the one before. */
  readonly why: string | null
  readonly submittedAt: Date | null
  readonly returnedBy: string | null
  readonly returnedBecause: string | null
  readonly approvedBy: string | null
  readonly approvedAt: Date | null
  readonly endedAt: Date | null
}

export type BankedQuestion = {
  readonly id: BankQuestionId
  readonly authorityId: AuthorityId
  readonly code: string
  readonly bank: string
  readonly state: QuestionState
  readonly newestId: VersionId
  readonly inForceId: VersionId | null
  /** Of two who change the question at once, the second is told (409 changed-meanwhile). */
  readonly version: number
  readonly changedAt: Date
}

export type LegalSource = {
  readonly id: string
  readonly document: string
  readonly issuedOn: string | null
  readonly validFrom: string | null
  readonly validTo: string | null
  readonly replacedBy: string | null
  readonly version: number
}

/** K-12. What becomes of a file that somebody sent. */
export const IMPORT_STATES = ['reading', 'needs-columns', 'read', 'refused', 'confirmed', 'dropped'] as const
export type ImportState = (typeof IMPORT_STATES)[number]
/** Fresh: not in the bank. Left: by whoever looked at it. */
export const VERDICTS = ['fresh', 'repeated', 'faulty', 'left'] as const
export type Verdict = (typeof VERDICTS)[number]
