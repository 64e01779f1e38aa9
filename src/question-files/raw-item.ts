import type { Line, Place } from './written-text.ts'

export type BodyLine = {
  readonly line: Line
  readonly text: string
  readonly isAfterBlank: boolean
  /** A row of a table that belongs to the question as it is. */
  readonly isRow?: boolean
}

/** Columns of a table of questions that hold something else than the question and its options. */
export type Column = 'answer' | 'explanation' | 'source' | 'topic' | 'difficulty'

/** What belongs to one question, before anybody has looked what is what. */
export type RawItem = {
  /** In the order of the file, from 1. */
  readonly no: number
  /** As it is printed; null where there is none. */
  readonly number: number | null
  readonly place: Place
  readonly body: BodyLine[]
  topic?: string
  difficulty?: string
  /** In a table of questions: one option a cell. */
  readonly optionCells?: { letter: string; lines: Line[]; isTicked: boolean }[]
  readonly columns?: Partial<Record<Column, Line[]>>
}

/** Answers that stand together somewhere else: a table or a list at the end. */
export type KeyEntry = { readonly number: number; readonly answer: string; readonly place: Place }
