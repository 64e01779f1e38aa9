/**
 * From the controls of a paper to its answers, the same for a form that a browser posts and for the page's script.
 * Controls are named q1 (options, a number, a short text) or q1-2 (ordering: second position; matching: row 2).
 */
import type { Answers } from '../../../src/attempts/contract.ts'

export type Asked = { no: number; kind: string; rows: number[] }
export type Values = (name: string) => string[]

/** One answer; undefined while it is not answered, or not yet whole. */
export function answerOf({ no, kind, rows }: Asked, values: Values): number[] | string | undefined {
  const own = values(`q${no}`).filter((value) => value !== '')
  switch (kind) {
    case 'single':
    case 'true-false':
      return own[0] === undefined ? undefined : [Number(own[0])]
    case 'multiple':
      return own.length === 0 ? undefined : own.map(Number).sort((a, b) => a - b)
    case 'ordering':
    case 'matching': {
      const picked = rows.map((row) => values(`q${no}-${row}`)[0] ?? '')
      if (picked.length === 0 || picked.includes('')) return undefined
      if (kind === 'ordering' && new Set(picked).size < picked.length) return undefined
      return picked.map(Number)
    }
    default: {
      const text = own[0]?.trim()
      return text ? text : undefined
    }
  }
}

export function answersOf(asked: Asked[], values: Values): Answers {
  const answers: Answers = {}
  for (const question of asked) {
    const answer = answerOf(question, values)
    if (answer !== undefined) answers[String(question.no)] = answer
  }
  return answers
}

type Question = {
  no: number
  kind: string
  rows?: { no: number }[] | undefined
  options: { no: number }[]
}

/** What has to be read for a question: ordering has a position per option, matching a row per left-hand side. */
export function askedOf({ no, kind, rows, options }: Question): Asked {
  const own = kind === 'matching' ? (rows ?? []).map((row) => row.no) : options.map((_, index) => index + 1)
  return { no, kind, rows: own }
}
