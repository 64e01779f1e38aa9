/** Items of every kind, with texts that each format has something against: for round trips through files of questions. */
import fc from 'fast-check'
import { QUESTION_KINDS, type QuestionKind } from '../../src/contests/model.ts'
import type { Item } from '../../src/question-files/model.ts'
import { tidyText } from '../../src/question-files/tidy-text.ts'

const PIECES = [
  'Cải cách hành chính',
  'Ủy ban nhân dân',
  'Nghị quyết 76/NQ-CP',
  'đường lối',
  'thủ tục',
  'quyền',
  'hoà bình',
  'ỹ ữ ệ',
  '{',
  '}',
  '~',
  '=',
  '#',
  ':',
  '::',
  '\\',
  '\\n',
  '####',
  '->',
  '→',
  '%50%',
  '// ',
  '$CATEGORY:',
  '[html]',
  '[plain]',
  '=T',
  '<b>',
  '</p>',
  '&',
  '&amp;',
  '&nbsp;',
  '"',
  "'",
  '>',
  ']]>',
  '<!--',
  '<![CDATA[',
  '*',
  '_x0041_',
  '_____',
  'A.',
  'B)',
  'ANSWER: A',
  '=1+1',
  '+84',
  '-5',
  '@SUM(A1)',
  '=cmd|calc',
  '1,5',
  '50%',
  '01/01/2025',
  'TRUE',
  '“trích”',
  'x²',
  '😀',
  '|',
  ';',
  'a, b',
]
const aWord = fc.constantFrom(...PIECES)
const aLine = fc.array(aWord, { minLength: 1, maxLength: 6 }).map((words) => tidyText(words.join(' ')))
const aText = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: aLine },
      fc.constant(''),
      fc.tuple(aLine, aLine).map(([a, b]) => `${a}\t${b}`),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((lines) => tidyText(lines.join('\n')))
  .filter((text) => text !== '' && !/(^|\n)_____$/.test(text))
const aName = fc
  .array(fc.constantFrom('Cải cách', 'hành chính', '&', 'công vụ', '76'), { minLength: 1, maxLength: 3 })
  .map((words) => words.join(' '))
const aNumber = fc.oneof(
  fc.nat(100_000).map(String),
  fc.tuple(fc.nat(999), fc.integer({ min: 1, max: 9 })).map(([a, b]) => `${a}.${b}`),
)

const different = (texts: fc.Arbitrary<string>, most: number) =>
  fc.uniqueArray(texts, { minLength: 2, maxLength: most })

type Parts = Pick<Item, 'type' | 'options' | 'correct' | 'rows'>

const partsOf = (type: QuestionKind): fc.Arbitrary<Parts> => {
  if (type === 'numeric')
    return fc
      .uniqueArray(aNumber, { minLength: 1, maxLength: 2 })
      .map((correct) => ({ type, options: [], correct }))
  if (type === 'short')
    return fc
      .uniqueArray(aLine, { minLength: 1, maxLength: 3 })
      .map((correct) => ({ type, options: [], correct }))
  if (type === 'true-false')
    return fc.constantFrom(1, 2).map((right) => ({ type, options: ['Đúng', 'Sai'], correct: [right] }))
  if (type === 'matching')
    return fc.tuple(different(aLine, 5), different(aLine, 5)).chain(([rows, options]) =>
      fc
        .array(fc.integer({ min: 1, max: options.length }), {
          minLength: rows.length,
          maxLength: rows.length,
        })
        .map((correct) => ({ type, rows, options, correct })),
    )
  return different(aText, 6).chain((options): fc.Arbitrary<Parts> => {
    const numbers = options.map((_, index) => index + 1)
    if (type === 'ordering')
      return fc
        .shuffledSubarray(numbers, { minLength: numbers.length })
        .map((correct) => ({ type, options, correct }))
    const most = type === 'single' ? 1 : numbers.length
    return fc
      .subarray(numbers, { minLength: type === 'single' ? 1 : 2, maxLength: most })
      .map((correct) => ({ type, options, correct }))
  })
}

/** In one form already, as a reader would give it: so that what comes back can be compared. */
export const anItem: fc.Arbitrary<Item> = fc.constantFrom(...QUESTION_KINDS).chain((type) =>
  fc
    .record(
      {
        text: aText,
        parts: partsOf(type),
        explanation: aText,
        source: aLine,
        topic: aName,
        difficulty: fc.constantFrom('dễ', 'khó'),
      },
      { requiredKeys: ['text', 'parts'] },
    )
    .map(({ parts, ...rest }) => ({ no: 1, ...rest, ...parts, images: [] })),
)

export const someItems = fc
  .array(anItem, { minLength: 1, maxLength: 4 })
  .map((items) => items.map((item, index) => ({ ...item, no: index + 1 })))
