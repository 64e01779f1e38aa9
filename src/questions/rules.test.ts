import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { BlueprintRow, QuestionKind } from '../contests/model.ts'
import type { Answers, DrawnQuestion, KeyedQuestion, QuestionId } from './model.ts'
import { checkAnswers, drawer, drawPaper, isRight, scoreOf, shownKey, shuffled } from './rules.ts'

const SECRET = Buffer.alloc(32, 7)

function aQuestion(id: number, changes: Partial<KeyedQuestion> = {}): KeyedQuestion {
  return {
    id: `q${id}` as QuestionId,
    topic: id % 2 ? 'programme' : 'procedures',
    difficulty: id % 3 ? 'easy' : 'hard',
    kind: 'single',
    text: `Question ${id}?`,
    rows: null,
    options: ['A', 'B', 'C', 'D'],
    source: { document: 'Nghị quyết 76/NQ-CP' },
    key: { correct: [2], explanation: null },
    ...changes,
  }
}

const pool = Array.from({ length: 40 }, (_, index) => aQuestion(index))
const paper = (label: string, blueprint: BlueprintRow[] = [{ count: 10 }], from = pool) =>
  drawPaper(from, blueprint, true, drawer(SECRET, label))

/** The statistic of Pearson, in units of its standard deviation from its mean: above 3.3 has p < 0.001. */
function surprise(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  const degrees = counts.length - 1
  // Wilson and Hilferty: the cube root of it is close to normal.
  return ((chiSquare / degrees) ** (1 / 3) - (1 - 2 / (9 * degrees))) / Math.sqrt(2 / (9 * degrees))
}
const EXTREME = 3.29

describe('a paper is drawn', () => {
  it('the same from the same secret and label, and another from any other', () => {
    const shape = (each: ReturnType<typeof paper>) =>
      JSON.stringify(each.map(({ question, optionOrder }) => [question.id, optionOrder]))
    assert.equal(shape(paper('a/1')), shape(paper('a/1')))
    const others = [
      paper('a/2'),
      paper('b/1'),
      drawPaper(pool, [{ count: 10 }], true, drawer(Buffer.alloc(32), 'a/1')),
    ]
    for (const other of others) assert.notEqual(shape(paper('a/1')), shape(other))
    // Pinned: a paper must come out the same on every machine and in every release.
    assert.equal(shape(paper('pinned').slice(0, 2)), '[["q29",[1,3,4,2]],["q25",[3,1,4,2]]]')
  })
  it('with each question once, numbered from 1', () =>
    fc.assert(
      fc.property(fc.string(), (label) => {
        const drawn = paper(label)
        assert.deepEqual(
          drawn.map(({ no }) => no),
          [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        )
        assert.equal(new Set(drawn.map(({ question }) => question.id)).size, 10)
        for (const { optionOrder } of drawn) assert.deepEqual(optionOrder.toSorted(), [1, 2, 3, 4])
      }),
    ))
  it('as the blueprint says: topic, difficulty, kind and count of every row', () => {
    const mixed = [...pool, ...[100, 101, 102].map((id) => aQuestion(id, { kind: 'short', options: [] }))]
    const blueprint: BlueprintRow[] = [
      { topic: 'programme', difficulty: 'hard', kinds: ['single'], count: 2 },
      { topic: 'procedures', kinds: ['single'], count: 3 },
      { kinds: ['short', 'numeric'], count: 1 },
    ]
    for (let index = 0; index < 200; index++) {
      const drawn = paper(`b/${index}`, blueprint, mixed).map(({ question }) => question)
      assert.equal(drawn.length, 6)
      assert.equal(drawn.filter(({ kind }) => kind === 'short').length, 1)
      assert.equal(drawn.filter(({ kind, topic }) => kind === 'single' && topic === 'procedures').length, 3)
      assert.ok(
        drawn.every(
          ({ topic, difficulty, kind }) =>
            kind === 'short' || topic === 'procedures' || (topic === 'programme' && difficulty === 'hard'),
        ),
      )
    }
  })
  it('and not at all from a pool that is too small', () =>
    assert.throws(() => paper('c', [{ topic: 'programme', count: 21 }]), /20 of 21/))
  it('with true and false, and options of papers that do not shuffle, in the order of the bank', () => {
    const judged = [1, 2, 3].map((id) => aQuestion(id, { kind: 'true-false', options: ['Đúng', 'Sai'] }))
    for (let index = 0; index < 50; index++) {
      assert.ok(
        paper(`t/${index}`, [{ count: 3 }], judged).every(({ optionOrder }) => String(optionOrder) === '1,2'),
      )
      const still = drawPaper(pool, [{ count: 3 }], false, drawer(SECRET, `s/${index}`))
      assert.ok(still.every(({ optionOrder }) => String(optionOrder) === '1,2,3,4'))
    }
  })
})

describe('over many papers', () => {
  const papers = Array.from({ length: 20_000 }, (_, index) => paper(`uniform/${index}`))
  const countsOf = (keys: Iterable<string>, cells: number) => {
    const counts = new Map<string, number>()
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
    assert.equal(counts.size, cells)
    return [...counts.values()]
  }
  const isFair = (counts: number[]) => {
    const off = Math.abs(surprise(counts))
    assert.ok(off < EXTREME, `${off.toFixed(2)} standard deviations`)
  }
  it('every question is drawn equally often', () =>
    isFair(
      countsOf(
        papers.flatMap((drawn) => drawn.map(({ question }) => question.id)),
        40,
      ),
    ))
  it('every question stands equally often at every number', () =>
    isFair(
      countsOf(
        papers.flatMap((drawn) => drawn.map(({ no, question }) => `${no}/${question.id}`)),
        400,
      ),
    ))
  it('the options stand equally often in each of their 24 orders', () =>
    isFair(
      countsOf(
        papers.flatMap((drawn) => drawn.map(({ optionOrder }) => optionOrder.join())),
        24,
      ),
    ))
  it('and the test itself would see a draw that is slightly unfair', () => {
    const draw = drawer(SECRET, 'unfair')
    const unfair = Array.from({ length: 20_000 }, () => String(draw(4) === 0 ? 0 : draw(4)))
    assert.ok(surprise(countsOf(unfair, 4)) > EXTREME)
  })
  it('a small shuffle of three gives each of six orders equally often', () => {
    const draw = drawer(SECRET, 'three')
    isFair(
      countsOf(
        Array.from({ length: 30_000 }, () => shuffled(['a', 'b', 'c'], draw).join('')),
        6,
      ),
    )
  })
})

describe('answers are checked against the paper', () => {
  const kinds: [QuestionKind, Partial<KeyedQuestion>][] = [
    ['single', {}],
    ['multiple', {}],
    ['true-false', { options: ['Đúng', 'Sai'] }],
    ['ordering', { options: ['X', 'Y', 'Z'] }],
    ['matching', { rows: ['L', 'R'], options: ['X', 'Y', 'Z'] }],
    ['numeric', { options: [] }],
    ['short', { options: [] }],
  ]
  const drawn: DrawnQuestion[] = kinds.map(([kind, changes], index) => {
    const question = aQuestion(index, { kind, ...changes })
    return { no: index + 1, question, optionOrder: question.options.map((_, at) => at + 1) }
  })
  const pointers = (answers: Answers) => checkAnswers(drawn, answers).map(({ pointer }) => pointer)

  it('and taken where every one fits its question', () => {
    assert.deepEqual(pointers({}), [])
    assert.deepEqual(
      pointers({ '1': [4], '2': [1, 4], '3': [2], '4': [3, 1, 2], '5': [1, 1], '6': '12', '7': 'một cửa' }),
      [],
    )
    assert.deepEqual(pointers({ '1': [], '2': [], '3': [], '4': [], '5': [], '6': '', '7': '' }), [])
  })
  it('and refused, each by its pointer, where one does not', () => {
    const bad: [string, readonly number[] | string][] = [
      ['1', [5]],
      ['1', [0]],
      ['1', [-1]],
      ['1', [1, 2]],
      ['1', 'A'],
      ['2', [1, 1]],
      ['2', [1, 5]],
      ['3', [3]],
      ['4', [1, 2]],
      ['4', [1, 1, 2]],
      ['5', [1]],
      ['5', [1, 4]],
      ['6', [1]],
      ['7', []],
    ]
    for (const [no, answer] of bad) {
      const expected = no === '7' ? ['/answers/7'] : [`/answers/${no}`]
      assert.deepEqual(pointers({ [no]: answer }), expected, `${no}: ${JSON.stringify(answer)}`)
    }
  })
  it('and refused where there is no such question', () => {
    for (const no of ['0', '8', '01', '1.0', '-1', ' 1', '1e0', 'length', 'a/b~'])
      assert.deepEqual(pointers({ [no]: [1] }), [`/answers/${no.replace('~', '~0').replace('/', '~1')}`], no)
  })
})

describe('an answer is right', () => {
  const grade = (
    kind: QuestionKind,
    correct: (number | string)[],
    optionOrder: number[],
    given: Answers[string],
  ) => {
    const question = aQuestion(1, { kind, key: { correct, explanation: null } })
    return isRight({ no: 1, question, optionOrder }, given)
  }
  /** What is right and what is wrong, for one question whose options stand in this order. */
  const check = (
    kind: QuestionKind,
    correct: (number | string)[],
    optionOrder: number[],
    table: { right: Answers[string][]; wrong: (Answers[string] | undefined)[] },
  ) => {
    for (const given of table.right) assert.equal(grade(kind, correct, optionOrder, given), true, `${given}`)
    for (const given of [...table.wrong, undefined])
      assert.equal(
        isRight(
          { no: 1, question: aQuestion(1, { kind, key: { correct, explanation: null } }), optionOrder },
          given,
        ),
        false,
        `${given}`,
      )
  }
  it('where the one option is chosen, in the numbers that are shown', () => {
    check('single', [2], [3, 2, 4, 1], { right: [[2]], wrong: [[1], [3], [4], []] })
    check('single', [2], [2, 1, 4, 3], { right: [[1]], wrong: [[2], [3], [4], []] })
    check('true-false', [2], [1, 2], { right: [[2]], wrong: [[1], []] })
  })
  it('where all the options are chosen and no other, in any order', () =>
    check('multiple', [1, 3], [3, 2, 1, 4], {
      right: [
        [1, 3],
        [3, 1],
      ],
      wrong: [[1], [3], [1, 2], [1, 2, 3], []],
    }))
  it('where everything stands in order', () =>
    check('ordering', [3, 1, 2], [2, 3, 1], { right: [[2, 3, 1]], wrong: [[1, 2, 3], [3, 2, 1], []] }))
  it('where every row has its own', () =>
    check('matching', [1, 2], [3, 2, 1], { right: [[3, 2]], wrong: [[2, 3], [3, 3], [2, 2], []] }))
  it('where the number is the same, however it is written', () => {
    check('numeric', ['1500'], [], {
      right: ['1500', '1.500', '1 500', '1,500', ' 1500 '],
      wrong: ['1501', '15', ''],
    })
    check('numeric', ['1.5', '2'], [], {
      right: ['1,5', '1.5', '1,50', '1,500', '2'],
      wrong: ['15', '1500', '-2'],
    })
  })
  it('where the words are the same, whatever their case and diacritics', () =>
    check('short', ['Một cửa', 'Cơ chế một cửa'], [], {
      right: ['một cửa', 'mot cua', ' MỘT   CỬA. ', 'Co che mot cua', 'Một cửa'.normalize('NFD')],
      wrong: ['một', 'một cửa liên thông', '', ' '],
    }))
  it('and the key as it is shown is a right answer to every kind', () => {
    const kinds: [QuestionKind, (number | string)[], number[]][] = [
      ['single', [3], [2, 4, 3, 1]],
      ['multiple', [1, 4], [2, 4, 3, 1]],
      ['ordering', [2, 3, 1], [3, 1, 2]],
      ['matching', [3, 1], [3, 1, 2]],
    ]
    for (const [kind, correct, optionOrder] of kinds) {
      const question = aQuestion(1, { kind, key: { correct, explanation: null } })
      const drawn = { no: 1, question, optionOrder }
      const shown = shownKey(drawn) as number[]
      assert.equal(isRight(drawn, shown), true, kind)
      assert.deepEqual([scoreOf([drawn], { '1': shown }), scoreOf([drawn], {})], [1, 0])
    }
  })
})
