/** What a draft means (docs/rules/setup.md). */
import { type Askable, askable, countLeft, isValid, type RoundDays } from '../contests/check-paper.ts'
import type { Rulebook, UnitRow } from '../contests/model.ts'
import { type RulesDraft, SECTIONS, type Section, type SoundRules } from '../contests/sections.ts'

/** E-6. Whole subtrees, and what stands above them, so that everybody finds their place; null: every unit. */
export function chosenUnits<Unit extends Pick<UnitRow, 'code' | 'parentCode'>>(
  units: readonly Unit[],
  roots: readonly string[] | null,
): Unit[] {
  if (roots === null) return [...units]
  const byCode = new Map(units.map((unit) => [unit.code, unit]))
  const wayUp = (code: string | null): string[] => {
    const unit = code === null ? undefined : byCode.get(code)
    return unit ? [unit.code, ...wayUp(unit.parentCode)] : []
  }
  const above = new Set(roots.flatMap(wayUp))
  return units.filter(({ code }) => above.has(code) || wayUp(code).some((each) => roots.includes(each)))
}

/** A branch: the unit of this code, and what stands below it. Parents stand before their children (listUnitsAsOf). */
export function below<Unit extends Pick<UnitRow, 'code' | 'parentCode'>>(
  units: readonly Unit[],
  root: string,
): Unit[] {
  const inside = new Set([root])
  return units.filter(({ code, parentCode }) => {
    if (parentCode !== null && inside.has(parentCode)) inside.add(code)
    return inside.has(code)
  })
}

export type RowCount = {
  readonly row: number
  /** How many questions the bank has for the row, round by round, after the rows before it have taken theirs. */
  readonly rounds: readonly { readonly no: number; readonly found: number }[]
}

/** B-13, counted as somebody types. */
export function countQuestions(
  paper: Rulebook['paper'],
  rounds: readonly RoundDays[],
  bank: readonly Askable[],
): { rows: RowCount[]; practice: number } {
  const pools = rounds.map((round) => ({ no: round.no, pool: askable(bank, round) }))
  const rows = paper.blueprint.map((_, row) => ({
    row,
    rounds: pools.map(({ no, pool }) => ({ no, found: Math.max(0, countLeft(paper.blueprint, row, pool)) })),
  }))
  const [first, last] = [rounds[0], rounds.at(-1)]
  const whole = first && last && { no: 0, first: first.first, last: last.last }
  const practice = whole ? bank.filter((question) => question.practice && isValid(question, whole)).length : 0
  return { rows, practice }
}

/** What all prizes come to, where each has an amount: those of a round are given in every round. */
export function sumPrizes({ prizes = [], rounds }: SoundRules): number {
  const roundCount = rounds === undefined ? 1 : Array.isArray(rounds) ? rounds.length : rounds.count
  const sums = prizes.map(
    ({ scope, count, amountVnd = 0 }) => count * amountVnd * (scope === 'round' ? roundCount : 1),
  )
  return sums.reduce((sum, each) => sum + each, 0)
}

/** Entries that nobody types: they come with the draft. */
const OF_THE_DRAFT: readonly string[] = ['authority', 'zone', 'units']

/** A section as it was sent takes the place of what was there; an entry that it leaves out is not there any more. */
export function withSection(draft: RulesDraft, section: Section, value: RulesDraft): RulesDraft {
  const own = (SECTIONS[section] as readonly string[]).filter((entry) => !OF_THE_DRAFT.includes(entry))
  const kept = Object.entries(draft).filter(([entry]) => !own.includes(entry))
  const sent = Object.entries(value).filter(([entry]) => own.includes(entry))
  return Object.fromEntries([...kept, ...sent])
}

export function unknownEntries(section: Section, value: RulesDraft): string[] {
  const own = SECTIONS[section] as readonly string[]
  return Object.keys(value).filter((entry) => !own.includes(entry))
}

/** What belongs to one year and no other, when last year's contest is copied. */
const OF_ONE_YEAR: readonly string[] = ['slug', 'document', 'participation', 'exclusions', 'notes']

export function lastYearsCopy(rules: Rulebook): RulesDraft {
  const { freezeAt: _, ...publication } = rules.publication
  const kept = Object.entries({ ...rules, publication, sample: false }).filter(([entry, value]) => {
    // Laid around the day of a first load: they have no dates that a person chose.
    const isLaid = entry === 'rounds' && !Array.isArray(value)
    return !OF_ONE_YEAR.includes(entry) && !isLaid
  })
  const exclusions = rules.exclusions.map((each) => ({ ...each, values: [] }))
  return Object.fromEntries([...kept, ['exclusions', exclusions]])
}

export const NEW_DRAFT: RulesDraft = { zone: 'Asia/Ho_Chi_Minh', units: 'units.csv', exclusions: [] }

/** Texts are one form whoever typed them where (B-3). */
export function inOneForm<Value>(value: Value): Value {
  if (typeof value === 'string') return value.normalize('NFC') as Value
  if (Array.isArray(value)) return value.map(inOneForm) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inOneForm(each)])) as Value
}
