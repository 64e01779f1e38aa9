/**
 * Which questions stand on a paper, and how many are answered right? (docs/rules/questions.md, Q-1 to Q-6)
 * The draw is a function of the round's secret, the attempt and the contestant's nonce, and of nothing else: the
 * same three give the same paper on any machine, and nobody who lacks the secret can tell it in advance.
 */
import { hash } from 'node:crypto'
import { fits } from '../contests/check-paper.ts'
import type { BlueprintRow } from '../contests/model.ts'
import { hmac } from '../platform/hmac.ts'
import type { PointerFault } from '../platform/problem.ts'
import { readNumber, searchKeyOf } from '../platform/text.ts'
import type { Answers, DrawnQuestion, KeyedQuestion, Paper } from './model.ts'

/**
 * Numbers that follow from a secret and a label alone, without modulo bias. The key is HMAC-SHA-256 of the label under
 * the secret; block n is SHA-256 of the key and n (4 bytes, big endian), read two bytes at a time.
 */
export function drawer(secret: Buffer, label: string): (below: number) => number {
  const keyAndCount = Buffer.alloc(36)
  hmac(secret, label).copy(keyAndCount)
  let block = Buffer.alloc(0)
  let used = 0
  let count = 0
  const next = () => {
    if (used + 2 > block.length) {
      keyAndCount.writeUInt32BE(count++, 32)
      block = hash('sha256', keyAndCount, 'buffer')
      used = 0
    }
    used += 2
    return block.readUInt16BE(used - 2)
  }
  return (below) => {
    const fair = 65_536 - (65_536 % below)
    let value = next()
    while (value >= fair) value = next()
    return value % below
  }
}

/** Puts a list into an order that the drawer decides (Fisher–Yates, from the end). */
export function shuffled<Item>(items: readonly Item[], draw: (below: number) => number): Item[] {
  const result = [...items]
  for (let last = result.length - 1; last > 0; last--) {
    const chosen = draw(last + 1)
    const held = result[last] as Item
    result[last] = result[chosen] as Item
    result[chosen] = held
  }
  return result
}

const known = new WeakMap<readonly KeyedQuestion[], WeakMap<BlueprintRow, readonly KeyedQuestion[]>>()

/** The questions of a pool that fit a row of the blueprint, in the pool's order. Neither ever changes, so found once. */
function fitting(pool: readonly KeyedQuestion[], row: BlueprintRow): readonly KeyedQuestion[] {
  const rows = known.get(pool) ?? new WeakMap()
  known.set(pool, rows)
  const found = rows.get(row) ?? pool.filter((question) => fits(question, row))
  rows.set(row, found)
  return found
}

/**
 * The paper of one attempt. Rows of the blueprint are filled in turn from the questions not yet chosen; then the
 * questions, and the options of each where the rules say so, are put in order. Throws where the pool is too small:
 * contests are checked for that when they are loaded.
 */
export function drawPaper(
  pool: readonly KeyedQuestion[],
  blueprint: readonly BlueprintRow[],
  shuffleOptions: boolean,
  draw: (below: number) => number,
): Paper {
  const chosen = new Set<KeyedQuestion>()
  for (const row of blueprint) {
    const candidates = fitting(pool, row).filter((question) => !chosen.has(question))
    if (candidates.length < row.count)
      throw new Error(`the bank has ${candidates.length} of ${row.count} questions`)
    for (let taken = 0; taken < row.count; taken++) {
      const [question] = candidates.splice(draw(candidates.length), 1)
      chosen.add(question as KeyedQuestion)
    }
  }
  return shuffled([...chosen], draw).map((question, index) => {
    const numbers = question.options.map((_, at) => at + 1)
    // True and false keep their order: people look for them there.
    const moves = shuffleOptions && question.kind !== 'true-false'
    return { no: index + 1, question, optionOrder: moves ? shuffled(numbers, draw) : numbers }
  })
}

/** What is wrong with answers to this paper: unknown questions, unknown options, the wrong number of them. */
export function checkAnswers(paper: Paper, answers: Answers): PointerFault[] {
  return Object.entries(answers).flatMap(([no, answer]) => {
    const pointer = `/answers/${no.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const drawn = paper[Number(no) - 1]
    if (!drawn || String(drawn.no) !== no)
      return [{ pointer, expected: `a question number from 1 to ${paper.length}` }]
    const expected = answerFault(drawn, answer)
    return expected ? [{ pointer, expected }] : []
  })
}

function answerFault({ question }: DrawnQuestion, answer: readonly number[] | string): string | null {
  const written = question.kind === 'numeric' || question.kind === 'short'
  if (written) return typeof answer === 'string' ? null : 'one string'
  const options = question.options.length
  if (typeof answer === 'string' || !answer.every((no) => no >= 1 && no <= options))
    return `option numbers from 1 to ${options}`
  const repeats = new Set(answer).size !== answer.length
  switch (question.kind) {
    case 'single':
    case 'true-false':
      return answer.length <= 1 ? null : 'at most one option'
    case 'multiple':
      return repeats ? 'each option at most once' : null
    case 'ordering':
      return answer.length === 0 || (answer.length === options && !repeats) ? null : 'all options, in order'
    case 'matching': {
      const rows = question.rows?.length ?? 0
      return answer.length === 0 || answer.length === rows ? null : `one option for each of ${rows} rows`
    }
  }
  return null
}

/** Whether an answer is the right one, whole; there are no part marks. */
export function isRight(
  { question, optionOrder }: DrawnQuestion,
  answer: readonly number[] | string | undefined,
): boolean {
  if (answer === undefined) return false
  const { correct } = question.key
  if (typeof answer === 'string')
    return correct.some((accepted) => sameAnswer(question.kind, String(accepted), answer))
  const inBank = answer.map((shown) => optionOrder[shown - 1])
  if (inBank.length !== correct.length) return false
  if (question.kind === 'ordering' || question.kind === 'matching')
    return correct.every((no, index) => inBank[index] === no)
  return correct.every((no) => inBank.includes(no as number))
}

function sameAnswer(kind: string, accepted: string, given: string): boolean {
  if (kind === 'numeric') {
    const expected = readingsOf(accepted)
    return readingsOf(given).some((value) => expected.includes(value))
  }
  return searchKeyOf(accepted) === searchKeyOf(given)
}

/** "1.500" is 1500 to one person and 1,5 to another: whoever means the right number is right. */
function readingsOf(text: string): number[] {
  return [readNumber(text, 0), readNumber(text, 6)].filter((value) => value !== null)
}

export function scoreOf(paper: Paper, answers: Answers): number {
  return paper.filter((drawn) => isRight(drawn, answers[drawn.no])).length
}

/** The right answer in the numbers that this paper shows. */
export function shownKey({ question, optionOrder }: DrawnQuestion): (number | string)[] {
  return question.key.correct.map((no) => (typeof no === 'number' ? optionOrder.indexOf(no) + 1 : no))
}
