import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { KeyedQuestion, QuestionId } from '../questions/model.ts'
import { presentPaper } from './present-attempt.ts'

const picture = (at: string, digit: string) => ({
  at,
  digest: digit.repeat(64),
  alt: `Hình ${digit}`,
  width: 300,
  height: 200,
})
const question: KeyedQuestion = {
  id: 'x' as QuestionId,
  topic: 'x',
  difficulty: 'easy',
  kind: 'single',
  text: 'Con dấu nào đúng mẫu?',
  rows: null,
  options: ['Hình A', 'Hình B', 'Không có'],
  images: [picture('text', '1'), picture('option 1', '2'), picture('option 2', '3')],
  source: { document: 'Luật' },
  key: { correct: [1], explanation: null },
}

describe('a question with pictures on a paper', () => {
  it('has each where it belongs, in whatever order the options stand, and nothing of the key', () => {
    const [shown] = presentPaper([{ no: 1, question, optionOrder: [3, 2, 1] }])
    const digits = (images: readonly { digest: string }[] | undefined) =>
      images?.map(({ digest }) => digest[0])
    assert.deepEqual(digits(shown!.images), ['1'])
    assert.deepEqual(
      shown!.options.map(({ images }) => digits(images)),
      [undefined, ['3'], ['2']],
    )
    assert.deepEqual(Object.keys(shown!.images![0]!).sort(), ['alt', 'digest', 'height', 'width'])
    assert.ok(
      !('images' in presentPaper([{ no: 1, question: { ...question, images: null }, optionOrder: [1] }])[0]!),
    )
  })
})
