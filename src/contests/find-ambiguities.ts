/**
 * What printed rulebooks leave open, and people fought over afterwards (docs/rules/setup.md, E-4). Each is a pure rule over the
 * entries that are there: it speaks only where the contest has the thing in question, and is silent once an entry settles
 * it. Where no entry can, a sentence that says what this program does settles it, standing among the notes of the rules.
 */
import { AMBIGUITIES, type Ambiguity, type AmbiguityCode } from './ambiguity-messages.ts'
import type { Rulebook } from './model.ts'
import type { SoundRules } from './sections.ts'

type Round = Extract<Rulebook['rounds'], readonly { no: number }[]>[number]

/** Is it open? Asked only of what the rules say so far; a section that nobody has come to raises nothing. */
const IS_OPEN: Record<AmbiguityCode, (rules: SoundRules) => boolean> = {
  'people-or-papers': (rules) => countsUnits(rules),
  'void-papers': (rules) => countsUnits(rules),
  'prediction-missing': ({ prediction, ranking }) =>
    prediction?.required === false && (ranking?.keys.includes('predictionDistance') ?? false),
  'prediction-population': ({ prediction, streams = [] }) => Boolean(prediction) && streams.length > 1,
  'prediction-moment': ({ prediction }) => Boolean(prediction),
  'prediction-distance': ({ prediction, ranking }) =>
    Boolean(prediction) && (ranking?.keys.includes('predictionDistance') ?? false),
  'prediction-decimals': ({ prediction }) =>
    prediction?.target === 'percentAllCorrect' && prediction.decimals === 0,
  'prediction-unused': ({ prediction, ranking }) =>
    Boolean(prediction) && ranking !== undefined && !ranking.keys.includes('predictionDistance'),
  'time-measured': ({ ranking, cumulative }) =>
    [...(ranking?.keys ?? []), ...(cumulative?.keys ?? [])].includes('durationMs'),
  'begun-before-close': ({ paper, rounds }) => paper !== undefined && rounds !== undefined,
  'last-minute': ({ rounds }) => dated(rounds).some((round) => closesInLastMinute(round)),
  'midnight-words': ({ rounds }) =>
    dated(rounds).some(
      ({ closesAt, closesAsPrinted }) => closesAt.slice(11, 16) === '00:00' && !closesAsPrinted,
    ),
  'gaps-between-rounds': ({ rounds }) => hasUnevenGaps(dated(rounds)),
  'public-holidays': ({ rounds }) => dated(rounds).some((round) => !round.openHours && hasHoliday(round)),
  'ties-without-end': ({ ranking, prizes = [] }) => ranking?.ties === 'shared' && prizes.length > 0,
  'headcount-day': (rules) => countsUnits(rules) && !rules.participation?.headcountAsOf,
  'headcount-whom': (rules) => countsUnits(rules),
  'unit-of-a-person': (rules) => countsUnits(rules),
  'subordinate-units': (rules) => countsUnits(rules),
  'collective-criteria': ({ prizes = [], collective = [] }) =>
    prizes.some(({ scope }) => scope === 'collective') && collective.length === 0,
  'collective-ties': ({ prizes = [], collective = [] }) =>
    prizes.some(({ scope }) => scope === 'collective') && collective.length === 1,
  'one-prize': ({ prizes = [], onePrizePerPerson }) => prizes.length > 1 && onePrizePerPerson === undefined,
  'prize-taken-back': ({ prizes = [] }) => prizes.length > 0,
  'who-is-named': ({ publication, prizes = [] }) => publication === undefined && prizes.length > 0,
  'awards-for-emulation': ({ prizes = [], document }) =>
    prizes.some(({ scope }) => scope === 'collective') && document === undefined,
}

export function findAmbiguities(rules: SoundRules): Ambiguity[] {
  const notes = new Set((rules.notes ?? []).map(({ vi }) => vi))
  return AMBIGUITIES.filter(({ code, offers }) => IS_OPEN[code](rules) && !(offers && notes.has(offers.vi)))
}

function countsUnits({ prizes = [], collective = [], participation }: SoundRules): boolean {
  return (
    prizes.some(({ scope }) => scope === 'collective') ||
    collective.length > 0 ||
    participation?.headcountAsOf !== undefined
  )
}

const dated = (rounds: Rulebook['rounds'] | undefined): readonly Round[] =>
  Array.isArray(rounds) ? rounds : []

function closesInLastMinute({ closesAt, closesAsPrinted }: Round): boolean {
  return closesAt.slice(11, 16) === '23:59' && closesAsPrinted === undefined
}

/** From the close of one round to the opening of the next, in minutes of the wall clock; the zone has no changes of hours. */
function hasUnevenGaps(rounds: readonly Round[]): boolean {
  const at = (time: string) => Date.parse(`${time}Z`) / 60_000
  const gaps = rounds
    .slice(1)
    .map((round, index) => at(utc(round.opensAt)) - at(utc(rounds[index]!.closesAt)))
  return new Set(gaps).size > 1
}
const utc = (time: string) => time.padEnd(19, ':00')

/** Holidays on the same day of every year; Tết and Giỗ Tổ move with the lunar calendar and are not looked for. */
const HOLIDAYS: readonly string[] = ['01-01', '04-30', '05-01', '09-02']

function hasHoliday({ opensAt, closesAt }: Round): boolean {
  const first = opensAt.slice(0, 10)
  const years = [opensAt.slice(0, 4), closesAt.slice(0, 4)]
  return years.some((year) =>
    HOLIDAYS.some((day) => `${year}-${day}` >= first && `${year}-${day}T00:00` < closesAt),
  )
}
