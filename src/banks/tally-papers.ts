/**
 * How questions did in a round (docs/rules/banks.md, K-11). Facility: the share of papers on which it was answered right.
 * Discrimination: the correlation of "right" with the share of right answers on the rest of the same paper (point-biserial,
 * corrected for the question's own part: Henrysson, Psychometrika 28, 1963), so papers drawn differently can be compared and
 * one pass is enough.
 */
import type { Answers, DrawnQuestion, Paper, QuestionId } from '../questions/model.ts'
import { isRight } from '../questions/rules.ts'

export type QuestionFigures = {
  readonly questionId: QuestionId
  readonly drawn: number
  readonly correct: number
  readonly blank: number
  /** Null below 30 papers, or where all were alike. */
  readonly discrimination: number | null
  /** How often each option was chosen, as the bank numbers them; null where the answer is written, ordered or matched. */
  readonly choices: readonly number[] | null
}

/** Of fewer a correlation says nothing. */
export const ENOUGH_PAPERS = 30
const CHOSEN = new Set(['single', 'multiple', 'true-false'])

type Sums = {
  drawn: number
  correct: number
  blank: number
  choices: number[] | null
  rest: number
  restSquared: number
  restWhenRight: number
}

export function tallyPapers(): {
  add(paper: Paper, answers: Answers): void
  papers(): number
  figures(): QuestionFigures[]
} {
  const byQuestion = new Map<QuestionId, Sums>()
  let papers = 0
  return {
    papers: () => papers,
    add(paper, answers) {
      papers += 1
      const right = paper.map((drawn) => isRight(drawn, answers[drawn.no]))
      const score = right.filter(Boolean).length
      for (const [index, drawn] of paper.entries()) {
        const sums = sumsOf(byQuestion, drawn)
        const isCorrect = right[index]!
        const rest = paper.length > 1 ? (score - (isCorrect ? 1 : 0)) / (paper.length - 1) : 0
        sums.drawn += 1
        sums.rest += rest
        sums.restSquared += rest * rest
        if (isCorrect) {
          sums.correct += 1
          sums.restWhenRight += rest
        }
        count(sums, drawn, answers[drawn.no])
      }
    },
    figures: () =>
      [...byQuestion].map(([questionId, sums]) => {
        const { drawn, correct, blank, choices } = sums
        return { questionId, drawn, correct, blank, choices, discrimination: correlationOf(sums) }
      }),
  }
}

function sumsOf(byQuestion: Map<QuestionId, Sums>, { question }: DrawnQuestion): Sums {
  const known = byQuestion.get(question.id)
  if (known) return known
  const choices = CHOSEN.has(question.kind) ? question.options.map(() => 0) : null
  const sums = { drawn: 0, correct: 0, blank: 0, choices, rest: 0, restSquared: 0, restWhenRight: 0 }
  byQuestion.set(question.id, sums)
  return sums
}

function count(sums: Sums, { optionOrder }: DrawnQuestion, answer: Answers[string] | undefined): void {
  if (answer === undefined || answer.length === 0) sums.blank += 1
  else if (sums.choices && typeof answer !== 'string')
    for (const shown of answer) {
      const inBank = optionOrder[shown - 1]
      if (inBank !== undefined) sums.choices[inBank - 1]! += 1
    }
}

function correlationOf({ drawn, correct, rest, restSquared, restWhenRight }: Sums): number | null {
  if (drawn < ENOUGH_PAPERS || correct === 0 || correct === drawn) return null
  const spread = drawn * restSquared - rest * rest
  // What is alike but for the last bits of a sum is alike.
  if (spread <= 1e-9 * drawn * drawn) return null
  const together = drawn * restWhenRight - correct * rest
  const value = together / Math.sqrt(correct * (drawn - correct) * spread)
  return Math.max(-1, Math.min(1, value))
}
