import type { DrawnQuestion, Paper, Question } from '../questions/model.ts'
import type { Contest, Round } from '../rounds/model.ts'
import type { AttemptView, PaperQuestion, Picture, Receipt, StartedAttempt } from './contract.ts'
import { presentReceipt } from './issue-receipt.ts'
import type { Attempt } from './model.ts'
import { stateOf } from './rules.ts'

type At = { contest: Contest; round: Round; at: Date }

/** What a contestant may know of an attempt: its score only when the rulebook shows it. */
export function presentAttempt(attempt: Attempt, { contest, round, at }: At): AttemptView {
  const { sealed } = attempt
  const isOver = sealed !== null || at >= attempt.deadlineAt
  return {
    attemptId: attempt.id,
    roundId: attempt.roundId,
    state: stateOf(attempt, at),
    startedAt: attempt.startedAt.toISOString(),
    deadlineAt: attempt.deadlineAt.toISOString(),
    ...(isOver && { submittedAt: (sealed?.submittedAt ?? attempt.deadlineAt).toISOString() }),
    ...(sealed && { receipt: receiptOf(attempt, { contest, round })! }),
    ...(sealed && showsScore({ contest, round, at }) && { score: sealed.score }),
  }
}

export function receiptOf(attempt: Attempt, { contest, round }: Omit<At, 'at'>): Receipt | null {
  const { id, sealed } = attempt
  return sealed && presentReceipt({ contest: contest.rules.slug, round: round.no }, { id, sealed })
}

/** B-15: when the rulebook lets a contestant see the score. */
export function showsScore({ contest, round, at }: At): boolean {
  const when = contest.rules.publication.score
  return when === 'afterSubmit' || (when === 'afterRound' && at >= round.closesAt)
}

/**
 * The reply to a start, as JSON. Every paper shows the same questions in another order, so each question's text is turned
 * into JSON once, when its round is first asked about, and copied from then on.
 */
export function writeStarted(attempt: Attempt, paper: Paper, at: Omit<At, 'round'>): string {
  const { questions: _questions, ...rest } = presentStarted(attempt, [], at)
  return `${JSON.stringify(rest).slice(0, -1)},"questions":[${paper.map(writeQuestion).join(',')}]}`
}

type Pieces = { readonly head: string; readonly options: readonly string[] }
const piecesOf = new WeakMap<Question, Pieces>()

function writeQuestion({ no, question, optionOrder }: DrawnQuestion): string {
  let pieces = piecesOf.get(question)
  if (!pieces) {
    const [shown] = presentPaper([{ no, question, optionOrder: [] }])
    const { no: _no, options: _options, ...head } = shown!
    pieces = {
      head: JSON.stringify(head).slice(1, -1),
      options: question.options.map((text, index) =>
        JSON.stringify({ text, ...imagesAt(question, `option ${index + 1}`) }).slice(1, -1),
      ),
    }
    piecesOf.set(question, pieces)
  }
  const { head, options } = pieces
  const inOrder = optionOrder.map((inBank, index) => `{"no":${index + 1},${options[inBank - 1]}}`)
  return `{"no":${no},${head},"options":[${inOrder.join(',')}]}`
}

/** The paper as its contestant sees it. The key is not in it, nor anything that depends on the key. */
export function presentStarted(
  attempt: Attempt,
  paper: Paper,
  { contest, at }: Omit<At, 'round'>,
): StartedAttempt {
  const { prediction } = contest.rules
  return {
    attemptId: attempt.id,
    startedAt: attempt.startedAt.toISOString(),
    deadlineAt: attempt.deadlineAt.toISOString(),
    serverNow: at.toISOString(),
    savedSequence: attempt.savedSequence,
    saved: presentSaved(attempt),
    questions: presentPaper(paper),
    prediction: prediction && {
      text: prediction.text.vi,
      textEn: prediction.text.en,
      decimals: prediction.decimals,
      required: prediction.required,
    },
  }
}

export function presentSaved(attempt: Attempt): StartedAttempt['saved'] {
  return { answers: attempt.answers as StartedAttempt['saved']['answers'], prediction: attempt.prediction }
}

export function presentPaper(paper: Paper): PaperQuestion[] {
  return paper.map(({ no, question, optionOrder }) => ({
    no,
    text: question.text,
    kind: question.kind,
    multiple: question.kind === 'multiple',
    ...(question.rows && { rows: question.rows.map((text, index) => ({ no: index + 1, text })) }),
    ...imagesAt(question, 'text'),
    options: optionOrder.map((inBank, index) => ({
      no: index + 1,
      text: question.options[inBank - 1]!,
      ...imagesAt(question, `option ${inBank}`),
    })),
  }))
}

function imagesAt({ images }: Pick<Question, 'images'>, place: string): { images?: Picture[] } {
  const here = images?.filter(({ at }) => at === place) ?? []
  if (here.length === 0) return {}
  return { images: here.map(({ digest, alt, width, height }) => ({ digest, alt, width, height })) }
}
