/**
 * Who comes before whom? (docs/rules/rankings.md, R-1 to R-12)
 * Of each person's attempts the rulebook's counting policy picks one; the rulebook's keys, in its order, put them
 * in line; equal in every key share a place and the next is skipped (1, 2, 2, 4). Every comparison is one of whole
 * numbers: points, milliseconds, and distances counted in the smallest step that a prediction may have.
 */
import { hash } from 'node:crypto'
import type { PredictionRule, RankingKey, RankingRule, Rulebook } from '../contests/model.ts'
import { percentHalfUp } from '../platform/percent.ts'
import type { Draw, Entry, FinishedAttempt, PrizeSpan, Scaled, Standing } from './model.ts'

type Asked = Pick<PredictionRule, 'target' | 'decimals'> | null

export function isPerfect(attempt: { score: number; total: number }): boolean {
  return attempt.total > 0 && attempt.score === attempt.total
}

/** the attempt that counts for each person, with what the keys need to know of the others. */
export function entriesOf(
  attempts: readonly FinishedAttempt[],
  counting: Rulebook['counting'],
  actual: Scaled | null,
): Entry[] {
  const comesFirst = counts[counting]
  const persons = new Map<string, { counted: FinishedAttempt; perfectAttempts: number }>()
  for (const attempt of attempts) {
    const person = persons.get(attempt.contestantId)
    const perfect = isPerfect(attempt) ? 1 : 0
    if (!person) persons.set(attempt.contestantId, { counted: attempt, perfectAttempts: perfect })
    else {
      person.perfectAttempts += perfect
      if (comesFirst(attempt, person.counted) < 0) person.counted = attempt
    }
  }
  return Array.from(persons.values(), ({ counted, perfectAttempts }) => ({
    attemptId: counted.attemptId,
    contestantId: counted.contestantId,
    unitId: counted.unitId,
    participated: counted.participated,
    score: counted.score,
    total: counted.total,
    prediction: counted.prediction,
    startedAt: counted.startedAt,
    submittedAt: counted.submittedAt,
    durationMs: counted.durationMs,
    perfectAttempts,
    distance: distanceOf(counted.prediction, actual),
  }))
}

type Choice = (a: FinishedAttempt, b: FinishedAttempt) => number

const earlierNumber: Choice = (a, b) => a.attemptNo - b.attemptNo
const higherScore: Choice = (a, b) => b.score - a.score || Number(b.participated) - Number(a.participated)
const counts: Record<Rulebook['counting'], Choice> = {
  only: earlierNumber,
  first: earlierNumber,
  last: (a, b) => b.attemptNo - a.attemptNo,
  best: (a, b) => higherScore(a, b) || a.durationMs - b.durationMs || earlierNumber(a, b),
  bestEarliest: (a, b) =>
    higherScore(a, b) || a.submittedAt.getTime() - b.submittedAt.getTime() || earlierNumber(a, b),
}

/** the figure that the prediction asked for, over every finished attempt of the round that is not void. 0 % of nobody. */
export function actualOf(attempts: readonly FinishedAttempt[], asked: Asked): Scaled | null {
  if (!asked) return null
  const { decimals } = asked
  if (asked.target === 'attempts') return { units: attempts.length, decimals }
  const participants = new Set<string>()
  const allCorrect = new Set<string>()
  for (const attempt of attempts) {
    if (attempt.participated) participants.add(attempt.contestantId)
    if (isPerfect(attempt)) allCorrect.add(attempt.contestantId)
  }
  if (asked.target === 'participants') return { units: participants.size, decimals }
  if (asked.target === 'allCorrectPersons') return { units: allCorrect.size, decimals }
  return { units: percentHalfUp(allCorrect.size, participants.size, decimals), decimals }
}

export function distanceOf(prediction: number | null, actual: Scaled | null): number | null {
  if (prediction === null || actual === null) return null
  return Math.abs(Math.round(prediction * 10 ** actual.decimals) - actual.units)
}

/** 8765 with 2 decimals is written 87.65. */
export function writeScaled({ units, decimals }: Scaled): string {
  if (decimals === 0) return String(units)
  const digits = String(units).padStart(decimals + 1, '0')
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** the lowest comes first. `printf '%s' "$seed:$round:$attemptId" | sha256sum` gives the same. */
export function drawOf(draw: Draw, attemptId: string): string {
  return hash('sha256', `${draw.seed}:${draw.round}:${attemptId}`, 'hex')
}

/** everybody in line; who is not placed stands after everybody who is. */
export function standingsOf(
  entries: readonly Entry[],
  rule: RankingRule,
  figures: { draw: Draw; decimals: number },
): Standing[] {
  const placed = entries.map((entry) => entry.participated && (rule.gate === 'none' || isPerfect(entry)))
  const draws = rule.keys.includes('seededDraw')
    ? entries.map((entry) => drawOf(figures.draw, entry.attemptId))
    : []
  const columns = columnsOf(rule.keys)
  const { firstDifference, compare } = comparison(entries, placed, draws, columns)
  const order = Uint32Array.from(entries.keys()).sort(compare)

  const standings: Standing[] = []
  let place = 0
  order.forEach((at, index) => {
    const above = index === 0 ? -1 : firstDifference(order[index - 1]!, at)
    if (index === 0 || above < columns.length || rule.ties === 'broken') place = index + 1
    const entry = entries[at]!
    standings.push({
      entry,
      position: index + 1,
      place: placed[at] ? place : null,
      decidedBy: placed[at] && above >= 0 ? (columns[above]?.key ?? null) : null,
      trace: rule.keys.map((key) => (key === 'seededDraw' ? draws[at]! : traced[key](entry, figures))),
    })
  })
  return standings
}

/** A comparison looks at numbers only, the smaller first: a row of a table per entry, no allocation on the way. */
type Column = { key: RankingKey | null; of: (entry: Entry, isPlaced: boolean, draw: string) => number }

const ascending: Record<Exclude<RankingKey, 'seededDraw'>, (entry: Entry) => number> = {
  score: (entry) => -entry.score,
  predictionDistance: (entry) => entry.distance ?? Number.POSITIVE_INFINITY,
  durationMs: (entry) => entry.durationMs,
  submittedAt: (entry) => entry.submittedAt.getTime(),
  startedAt: (entry) => entry.startedAt.getTime(),
  perfectAttempts: (entry) => -entry.perfectAttempts,
}

function columnsOf(keys: readonly RankingKey[]): Column[] {
  const ofKeys = keys.flatMap((key): Column[] =>
    key === 'seededDraw'
      ? // 52 bits are what a number holds exactly; two of them make equal draws a matter of 1 in 10^20.
        [0, 13].map((from) => ({
          key,
          of: (_, __, draw) => Number.parseInt(draw.slice(from, from + 13), 16),
        }))
      : [{ key, of: ascending[key] }],
  )
  return [{ key: null, of: (_, isPlaced) => (isPlaced ? 0 : 1) }, ...ofKeys]
}

function comparison(
  entries: readonly Entry[],
  placed: readonly boolean[],
  draws: readonly string[],
  columns: readonly Column[],
) {
  const width = columns.length
  const table = new Float64Array(entries.length * width)
  for (const [at, column] of columns.entries())
    for (let row = 0; row < entries.length; row++)
      table[row * width + at] = column.of(entries[row]!, placed[row]!, draws[row] ?? '')
  const firstDifference = (a: number, b: number): number => {
    let at = 0
    while (at < width && table[a * width + at] === table[b * width + at]) at += 1
    return at
  }
  const compare = (a: number, b: number): number => {
    const at = firstDifference(a, b)
    if (at < width) return table[a * width + at]! < table[b * width + at]! ? -1 : 1
    // Within a shared place the order says nothing, but it is the same whatever was read first.
    return entries[a]!.attemptId < entries[b]!.attemptId ? -1 : 1
  }
  return { firstDifference, compare }
}

const traced: Record<
  Exclude<RankingKey, 'seededDraw'>,
  (entry: Entry, figures: { decimals: number }) => string
> = {
  score: (entry) => String(entry.score),
  predictionDistance: (entry, { decimals }) =>
    entry.distance === null ? '' : writeScaled({ units: entry.distance, decimals }),
  durationMs: (entry) => String(entry.durationMs),
  submittedAt: (entry) => entry.submittedAt.toISOString(),
  startedAt: (entry) => entry.startedAt.toISOString(),
  perfectAttempts: (entry) => String(entry.perfectAttempts),
}

/** one entry per person over all rounds of the contest; `rounds` in their order. */
export function cumulativeEntries(
  rounds: readonly (readonly Entry[])[],
  cumulative: NonNullable<Rulebook['cumulative']>,
  figures: { timeLimitMs: number; draw: Draw; decimals: number },
): Entry[] {
  const persons = new Map<string, Entry[]>()
  for (const round of rounds)
    for (const entry of round) {
      if (!entry.participated) continue
      const taken = persons.get(entry.contestantId)
      taken ? taken.push(entry) : persons.set(entry.contestantId, [entry])
    }
  if (cumulative.policy === 'best')
    return Array.from(
      persons.values(),
      (taken) => standingsOf(taken, { ...cumulative, gate: 'none' }, figures)[0]!.entry,
    )
  return Array.from(persons.values(), (taken) => sumOf(taken, rounds.length, figures.timeLimitMs))
}

/** Who misses a round gains nothing by it: it has no points, the whole time limit, and no prediction. */
function sumOf(taken: readonly Entry[], roundCount: number, timeLimitMs: number): Entry {
  const last = taken.at(-1)!
  const sum = (of: (entry: Entry) => number) => taken.reduce((total, entry) => total + of(entry), 0)
  const complete = taken.length === roundCount && taken.every((entry) => entry.distance !== null)
  return {
    attemptId: last.attemptId,
    contestantId: last.contestantId,
    unitId: last.unitId,
    participated: true,
    score: sum((entry) => entry.score),
    total: sum((entry) => entry.total),
    prediction: null,
    distance: complete ? sum((entry) => entry.distance ?? 0) : null,
    startedAt: last.startedAt,
    submittedAt: last.submittedAt,
    durationMs: sum((entry) => entry.durationMs) + (roundCount - taken.length) * timeLimitMs,
    perfectAttempts: sum((entry) => entry.perfectAttempts),
  }
}

/**
 * Which places a prize is for: prizes stand in the order of the rulebook, each for as many places as it has; those
 * of one stream are a row of their own among the people of that stream.
 */
export function prizeSpans(prizes: Rulebook['prizes'], scope: 'round' | 'contest'): PrizeSpan[] {
  const taken = new Map<string | null, number>()
  return prizes
    .filter((prize) => prize.scope === scope)
    .map(({ name, count, stream = null }) => {
      const before = taken.get(stream) ?? 0
      taken.set(stream, before + count)
      return { name, stream, from: before + 1, to: before + count }
    })
}

/** Nguyễn Thị Ánh is N.T.Á. */
export function initialsOf(fullName: string): string {
  return fullName
    .normalize('NFC')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => `${[...word][0]!.toLocaleUpperCase('vi')}.`)
    .join('')
}
