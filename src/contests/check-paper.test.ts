import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { goodFiles, RULES } from '../../tests/support/contest-folder.ts'
import { checkPaper, roundDaysOf } from './check-paper.ts'
import type { BankQuestion, Rulebook } from './model.ts'
import { readYaml } from './read-yaml.ts'
import { rulebook } from './rulebook.ts'

const NOW = new Date('2026-11-22T03:00:00Z')
const good = readYaml(RULES, goodFiles[RULES], rulebook).value ?? assert.fail('the good rulebook is not good')

function aQuestion(code: number, more: Partial<BankQuestion> = {}): BankQuestion {
  return {
    code: `CT-${code}`,
    topic: 'programme',
    difficulty: 'easy',
    kind: 'single',
    text: 'Câu hỏi?',
    options: ['Một', 'Hai'],
    correct: [1],
    source: { document: 'Nghị quyết' },
    validFrom: '2021-07-15',
    practice: false,
    ...more,
  }
}

const practice = aQuestion(99, { practice: true })
const some = (count: number, more: Partial<BankQuestion> = {}) =>
  Array.from({ length: count }, (_, index) => aQuestion(index + 1, more))

/** The good rulebook with another blueprint; one row of one easy question unless said otherwise. */
function check(
  bank: BankQuestion[],
  blueprint: Rulebook['paper']['blueprint'] = [{ topic: 'programme', difficulty: 'easy', count: 1 }],
) {
  const rules = { ...good, paper: { ...good.paper, blueprint } }
  const { errors, warnings } = checkPaper(rules, [...bank, practice], NOW)
  return [...errors.map(({ said }) => said.en), ...warnings.map(({ said }) => `(${said.en})`)]
}
const few = (found: number, advised: number) =>
  `(The bank has only ${found} valid question(s) for this row; ${advised} or more (3 times the paper's) make papers differ.)`
const tooFew = (found: number, needed: number, rounds: string) =>
  `The bank is too small for this row in round ${rounds}: ${found} valid question(s), ${needed} needed.`

describe('a bank', () => {
  it('is large enough with as many questions as a row asks for, and ample with three times as many', () => {
    assert.deepEqual(check(some(1, { difficulty: 'hard' })), [tooFew(0, 1, '1, 2')])
    assert.deepEqual(check(some(1)), [few(1, 3)])
    assert.deepEqual(check(some(2)), [few(2, 3)])
    assert.deepEqual(check(some(3)), [])
  })

  it('does not count what is kept for practice, nor another difficulty, kind or topic', () => {
    const row = [{ topic: 'programme', difficulty: 'easy' as const, kinds: ['single' as const], count: 1 }]
    for (const other of [
      { practice: true },
      { difficulty: 'hard' as const },
      { kind: 'multiple' as const },
      { topic: 'procedures' },
    ])
      assert.deepEqual(check(some(5, other), row), [tooFew(0, 1, '1, 2')], JSON.stringify(other))
  })

  it('has a question for a round when it is valid from its first day', () => {
    assert.deepEqual(check(some(3, { validFrom: '2023-08-14' })), [])
    assert.deepEqual(check(some(3, { validFrom: '2023-08-15' })), [tooFew(0, 1, '1')])
    assert.deepEqual(check(some(3, { validFrom: '2023-08-22' })), [tooFew(0, 1, '1, 2')])
  })

  it('has a question for a round when it is valid to its last day, which a close at midnight does not begin', () => {
    // Round 2 closes at 00:00 on 28 August, so its last day is the 27th; validTo is the first day no longer valid.
    assert.deepEqual(check(some(3, { validTo: '2023-08-28' })), [])
    assert.deepEqual(check(some(3, { validTo: '2023-08-27' })), [tooFew(0, 1, '2')])
    assert.deepEqual(check(some(3, { validTo: '2023-08-20' })), [tooFew(0, 1, '1, 2')])
  })

  it('is counted after what the rows before may have drawn', () => {
    const rows = [{ count: 2 }, { topic: 'programme', count: 1 }]
    assert.deepEqual(check(some(2), rows), [tooFew(0, 1, '1, 2'), few(2, 6)])
    assert.deepEqual(check(some(9), rows), [])
    // Rows that cannot take from one another leave each other whole.
    const apart = [
      { difficulty: 'hard' as const, count: 2 },
      { difficulty: 'easy' as const, count: 1 },
    ]
    assert.deepEqual(check([...some(3), ...some(6, { difficulty: 'hard' })], apart), [])
  })

  it('has enough questions for practice, valid from the first opening to the last close', () => {
    for (const [validTo, faults] of [
      ['2023-08-28', 0],
      ['2023-08-27', 1],
    ] as const)
      assert.equal(
        checkPaper(good, [...some(9), { ...practice, validTo }], NOW).errors.length,
        faults,
        validTo,
      )
    const { errors } = checkPaper(good, some(9), NOW)
    assert.deepEqual(errors, [
      {
        path: ['paper', 'practiceCount'],
        said: {
          vi: 'Ngân hàng không đủ câu hỏi thi thử (practice: true): có 0 câu hợp lệ, cần 1.',
          en: 'The bank has too few practice questions (practice: true): 0 valid, 1 needed.',
        },
      },
    ])
  })
})

describe('the days of a round', () => {
  it('end before a close at midnight, and on the day of any other close', () =>
    assert.deepEqual(roundDaysOf(good, NOW), [
      { no: 1, first: '2023-08-14', last: '2023-08-20' },
      { no: 2, first: '2023-08-21', last: '2023-08-27' },
    ]))

  it('of laid rounds cover every day that they may come to have, today in the one that is open', () => {
    const laid = roundDaysOf({ zone: 'Asia/Ho_Chi_Minh', rounds: { count: 3, days: 7, openNow: 2 } }, NOW)
    assert.deepEqual(laid, [
      { no: 1, first: '2026-11-08', last: '2026-11-22' },
      { no: 2, first: '2026-11-15', last: '2026-11-29' },
      { no: 3, first: '2026-11-22', last: '2026-12-06' },
    ])
  })
})
