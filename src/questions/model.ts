import type { Difficulty, QuestionKind, QuestionPicture } from '../contests/model.ts'
import type { Brand } from '../platform/brand.ts'

export type QuestionId = Brand<string, 'QuestionId'>

export type Question = {
  readonly id: QuestionId
  readonly topic: string
  readonly difficulty: Difficulty
  readonly kind: QuestionKind
  readonly text: string
  /** For matching: the rows on the left. */
  readonly rows: readonly string[] | null
  readonly options: readonly string[]
  /** Null or absent: it has none. */
  readonly images?: readonly QuestionPicture[] | null
  readonly source: { document: string; article?: string; clause?: string }
}

/** Which answers are right, in the numbering of the bank (options from 1), or accepted strings. */
export type AnswerKey = {
  readonly correct: readonly (number | string)[]
  readonly explanation: string | null
}

export type KeyedQuestion = Question & { readonly key: AnswerKey }

/** A question as it stands on one person's paper: its options in that person's order. */
export type DrawnQuestion = {
  readonly no: number
  readonly question: KeyedQuestion
  /** optionOrder[i] is the bank's number (from 1) of the option shown as number i + 1. */
  readonly optionOrder: readonly number[]
}

export type Paper = readonly DrawnQuestion[]

/** Answers as the contract has them: question number → option numbers as shown, or one string. */
export type Answers = Readonly<Record<string, readonly number[] | string>>
