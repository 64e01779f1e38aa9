import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DrawnQuestion, KeyedQuestion, QuestionId } from '../questions/model.ts'
import { ENOUGH_PAPERS, tallyPapers } from './tally-papers.ts'

const question = (id: string): KeyedQuestion => ({
  id: id as QuestionId,
  topic: 'x',
  difficulty: 'easy',
  kind: 'single',
  text: 'Gì?',
  rows: null,
  options: ['a', 'b', 'c'],
  source: { document: 'Luật' },
  key: { correct: [1], explanation: null },
})
const [hard, other, third] = ['1', '2', '3'].map(question) as [KeyedQuestion, KeyedQuestion, KeyedQuestion]
/** On everybody's paper the options stand the other way round: what is shown as 3 is the bank's 1. */
const paper: DrawnQuestion[] = [hard, other, third].map((each, index) => ({
  no: index + 1,
  question: each,
  optionOrder: [3, 2, 1],
}))
const RIGHT = [3]
const WRONG = [1]

function tallied(rows: readonly (readonly [number[] | undefined, boolean, boolean])[]) {
  const tally = tallyPapers()
  for (const [first, second, last] of rows)
    tally.add(paper, {
      ...(first && { '1': first }),
      '2': second ? RIGHT : WRONG,
      '3': last ? RIGHT : WRONG,
    })
  return tally.figures().find(({ questionId }) => questionId === '1')!
}
const times = <Row>(count: number, row: Row): Row[] => Array.from({ length: count }, () => row)

describe('how a question did', () => {
  it('is how often it was right, and which options were chosen, as the bank has them', () => {
    const figures = tallied([
      ...times(3, [RIGHT, true, true] as const),
      [WRONG, true, true],
      [undefined, true, true],
    ])
    assert.deepEqual(figures, {
      questionId: '1',
      drawn: 5,
      correct: 3,
      blank: 1,
      discrimination: null,
      choices: [3, 0, 1],
    })
  })

  it('tells those who know from those who do not, by the rest of their papers', () => {
    const knows = [RIGHT, true, true] as const
    const guesses = [WRONG, false, false] as const
    assert.equal(tallied([...times(20, knows), ...times(20, guesses)]).discrimination, 1)
    const upsideDown = [
      ...times(20, [WRONG, true, true] as const),
      ...times(20, [RIGHT, false, false] as const),
    ]
    assert.equal(tallied(upsideDown).discrimination, -1)
    // Worked by hand: x = 1,1,0,0 and y = 1,½,½,0, ten times each; r = 0.125 / (0.5 · 0.35355).
    const mixed = [
      ...times(10, knows),
      ...times(10, [RIGHT, true, false] as const),
      ...times(10, [WRONG, true, false] as const),
      ...times(10, guesses),
    ]
    assert.ok(Math.abs(tallied(mixed).discrimination! - Math.SQRT1_2) < 1e-4)
  })

  it('is not told from too few papers, nor where all are alike', () => {
    const both = (count: number) => [
      ...times(count - 1, [RIGHT, true, true] as const),
      ...times(1, [WRONG, false, false] as const),
    ]
    assert.equal(tallied(both(ENOUGH_PAPERS - 1)).discrimination, null)
    assert.notEqual(tallied(both(ENOUGH_PAPERS)).discrimination, null)
    assert.equal(tallied(times(50, [RIGHT, true, false])).discrimination, null)
    const sameRest = [
      ...times(25, [RIGHT, true, false] as const),
      ...times(25, [WRONG, true, false] as const),
    ]
    assert.equal(tallied(sameRest).discrimination, null)
  })
})
