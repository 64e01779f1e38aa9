/**
 * What is a sealed paper worth after its questions were ruled on? (docs/rules/rulings.md, V-1 to V-4)
 * It is drawn again as it was, the answers are those that were sealed, and each question counts as was ruled, or as it did.
 * It follows from the paper and from the rulings that stand, never from what it was worth in between: so it does not matter
 * in which order they were made, and once all are lifted it is worth what it was.
 */
import type {
  AnswerKey,
  Answers,
  DrawnQuestion,
  KeyedQuestion,
  Paper,
  QuestionId,
} from '../questions/model.ts'
import { isRight, scoreOf } from '../questions/rules.ts'
import type { QuestionRuling, Worth } from './model.ts'

export type Rulings = ReadonlyMap<QuestionId, QuestionRuling>

/** V-1. Null: none of its questions was ruled on. */
export function worthOf(paper: Paper, answers: Answers, rulings: Rulings): Worth | null {
  if (!paper.some(({ question }) => rulings.has(question.id))) return null
  let score = 0
  let total = 0
  for (const drawn of paper) {
    const ruling = rulings.get(drawn.question.id)
    if (ruling?.way === 'left-out') continue
    total += 1
    if (countsAsRight(drawn, answers, ruling)) score += 1
  }
  return { score, total }
}

function countsAsRight(drawn: DrawnQuestion, answers: Answers, ruling: QuestionRuling | undefined): boolean {
  if (ruling?.way === 'everybody-right') return true
  if (ruling?.way !== 'another-key') return isRight(drawn, answers[drawn.no])
  const key = { ...drawn.question.key, correct: ruling.correct }
  return isRight({ ...drawn, question: { ...drawn.question, key } }, answers[drawn.no])
}

/** V-4. Whether a paper that was drawn again is the one that was sealed: graded by its first key it has its sealed score. */
export function isTheSealedOne(paper: Paper, answers: Answers, sealed: Worth): boolean {
  return paper.length === sealed.total && scoreOf(paper, answers) === sealed.score
}

/** V-2. What is wrong with another key for a question; null: it can be its key, and is another one. */
export function keyFault(
  question: Pick<KeyedQuestion, 'kind' | 'options' | 'rows' | 'key'>,
  correct: AnswerKey['correct'],
): 'form' | 'same' | null {
  const { kind, options, rows } = question
  const written = kind === 'numeric' || kind === 'short'
  if (correct.length === 0 || correct.some((each) => (typeof each === 'string') !== written)) return 'form'
  const isOption = (no: number | string) =>
    Number.isInteger(no) && Number(no) >= 1 && Number(no) <= options.length
  if (!written && !correct.every(isOption)) return 'form'
  const distinct = new Set(correct).size === correct.length
  const fits = {
    single: correct.length === 1,
    'true-false': correct.length === 1,
    multiple: distinct,
    ordering: distinct && correct.length === options.length,
    matching: correct.length === (rows?.length ?? 0),
    numeric: true,
    short: true,
  }[kind]
  if (!fits) return 'form'
  const inOrder = kind === 'ordering' || kind === 'matching'
  const form = (key: AnswerKey['correct']) => JSON.stringify(inOrder ? key : [...key].map(String).sort())
  return form(correct) === form(question.key.correct) ? 'same' : null
}
