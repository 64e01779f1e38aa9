import type { AuthorityId, ContestId } from '../contests/model.ts'
import type { Brand } from '../platform/brand.ts'

export type EnquiryId = Brand<string, 'EnquiryId'>
export type FaqId = Brand<string, 'FaqId'>

export const TOPICS = ['registering', 'taking', 'result', 'rules', 'technical', 'other'] as const
export type Topic = (typeof TOPICS)[number]

export const STATES = ['open', 'answered', 'closed'] as const
export type EnquiryState = (typeof STATES)[number]

/** Where somebody was when they asked: as it was shown to them, and sent because they left it ticked. */
export type Context = {
  readonly page?: string | undefined
  readonly round?: number | undefined
  readonly browser?: string | undefined
  /** What the page said, as a reason of the API, and the reference of a failure. */
  readonly saw?: string | undefined
  readonly reference?: string | undefined
  readonly attemptId?: string | undefined
  readonly receiptCode?: string | undefined
}

/** A contestant's vướng mắc. Text and name are null once it was erased (H-9). */
export type Enquiry = {
  readonly id: EnquiryId
  readonly authorityId: AuthorityId
  readonly contestId: ContestId
  readonly contestSlug: string
  readonly reference: string
  readonly topic: Topic
  readonly text: string | null
  readonly askerName: string | null
  readonly unitCode: string | null
  readonly unitName: string | null
  readonly isContestant: boolean
  readonly context: Context
  readonly state: EnquiryState
  readonly heldBy: string | null
  readonly holderName: string | null
  readonly mergedInto: EnquiryId | null
  readonly askedAt: Date
  readonly lastAt: Date
  readonly version: number
  readonly erasedAt: Date | null
}

export type Entry = {
  readonly kind: 'follow-up' | 'answer' | 'note'
  readonly text: string | null
  /** An officer's name; null: whoever asked. */
  readonly by: string | null
  readonly at: Date
}

export type Faq = {
  readonly id: FaqId
  readonly authorityId: AuthorityId
  readonly contestSlug: string | null
  readonly question: { readonly vi: string; readonly en: string }
  readonly answer: { readonly vi: string; readonly en: string }
  readonly version: number
  readonly changedAt: Date
}

export type ReadyAnswer = {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly version: number
}
