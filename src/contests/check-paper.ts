/**
 * Can every paper be drawn? (docs/rules/rulebook.md, B-12 to B-14) A question may be asked in a round when it is not
 * kept for practice and is valid on every day of the round. Rows are drawn in the order of the blueprint, and what an
 * earlier row may have taken is not there for a later one, so that no draw can come to a row and find it empty.
 */
import { nearestWord } from '../platform/nearest-word.ts'
import { addDays, instantOf, localDateOf } from '../platform/zone.ts'
import type { Path } from './explain-issue.ts'
import type { Said } from './file-messages.ts'
import { fileVoice } from './form-messages.ts'
import type { BankQuestion, BlueprintRow, Rulebook } from './model.ts'

export type Finding = { path: Path; said: Said }
/** The first and the last day on which a round is open. */
export type RoundDays = { no: number; first: string; last: string }
/** What a question is chosen by; what it asks and what is right stay where they are. */
export type Askable = Pick<
  BankQuestion,
  'topic' | 'difficulty' | 'kind' | 'validFrom' | 'validTo' | 'practice'
>

export function checkPaper(
  rules: Pick<Rulebook, 'paper' | 'rounds' | 'zone'>,
  bank: readonly Askable[],
  now: Date,
  { say } = fileVoice,
): { errors: Finding[]; warnings: Finding[] } {
  const errors: Finding[] = []
  const warnings: Finding[] = []
  const rounds = roundDaysOf(rules, now)
  const topics = [...new Set(bank.map((question) => question.topic))].sort()

  rules.paper.blueprint.forEach((row, index) => {
    const path = ['paper', 'blueprint', index]
    if (row.topic !== undefined && !topics.includes(row.topic)) {
      const said = say.unknownTopic(row.topic, topics, nearestWord(row.topic, topics))
      errors.push({ path: [...path, 'topic'], said })
      return
    }
    const left = rounds.map((round) => ({
      no: round.no,
      count: countLeft(rules.paper.blueprint, index, askable(bank, round)),
    }))
    const least = Math.min(...left.map(({ count }) => count))
    const short = left.filter(({ count }) => count < row.count).map(({ no }) => no)
    if (short.length > 0)
      errors.push({ path, said: say.tooFewQuestions(Math.max(0, least), row.count, short) })
    else if (least < row.count * 3) warnings.push({ path, said: say.fewQuestions(least, row.count * 3) })
  })

  const whole = { no: 0, first: rounds[0]!.first, last: rounds.at(-1)!.last }
  const practice = bank.filter((question) => question.practice && isValid(question, whole)).length
  if (practice < rules.paper.practiceCount)
    errors.push({
      path: ['paper', 'practiceCount'],
      said: say.tooFewForPractice(practice, rules.paper.practiceCount),
    })
  return { errors, warnings }
}

/** Laid rounds have no dates before the first load; each is looked at over every day that it may come to have. */
export function roundDaysOf(rules: Pick<Rulebook, 'rounds' | 'zone'>, now: Date): RoundDays[] {
  const { rounds, zone } = rules
  if (Array.isArray(rounds))
    return rounds.map(({ no, opensAt, closesAt }) => ({
      no,
      first: opensAt.slice(0, 10),
      // A close at midnight is not part of the day that it begins.
      last: localDateOf(new Date(instantOf(closesAt, zone).getTime() - 1), zone),
    }))
  const today = localDateOf(now, zone)
  return Array.from({ length: rounds.count }, (_, index) => ({
    no: index + 1,
    first: addDays(today, (index - rounds.openNow) * rounds.days),
    last: addDays(today, (index + 2 - rounds.openNow) * rounds.days),
  }))
}

/** `validTo` is the first day on which the answer is no longer right. */
export function isValid(
  question: Pick<Askable, 'validFrom' | 'validTo'>,
  { first, last }: RoundDays,
): boolean {
  return question.validFrom <= first && (question.validTo === undefined || last < question.validTo)
}

export function askable(bank: readonly Askable[], round: RoundDays): Askable[] {
  return bank.filter((question) => !question.practice && isValid(question, round))
}

/** How many questions are there for a row, when the rows before it have taken theirs. */
export function countLeft(
  blueprint: readonly BlueprintRow[],
  index: number,
  pool: readonly Askable[],
): number {
  const row = blueprint[index]!
  const before = blueprint.slice(0, index)
  const fitting = pool.filter((question) => fits(question, row))
  const taken = before.map((other) =>
    Math.min(other.count, fitting.filter((each) => fits(each, other)).length),
  )
  return fitting.length - taken.reduce((sum, count) => sum + count, 0)
}

export function fits(question: Pick<Askable, 'topic' | 'difficulty' | 'kind'>, row: BlueprintRow): boolean {
  return (
    (row.topic === undefined || row.topic === question.topic) &&
    (row.difficulty === undefined || row.difficulty === question.difficulty) &&
    (row.kinds === undefined || row.kinds.includes(question.kind))
  )
}
