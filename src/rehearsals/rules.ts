/**
 * Synthetic contestants (B-22): plausible units, scores, speeds and predictions, all from one seed. Shapes follow
 * published figures: one paper in a few is all correct, many come in the first morning and in the last evening, and
 * predictions scatter over a factor of two around what people expect.
 */
import type { RegistrationField, Rulebook, Stream } from '../contests/model.ts'
import { drawer } from '../questions/rules.ts'
import type { Mishap, Synthetic, Visit } from './model.ts'

const FAMILIES =
  'Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Quách Đinh Hà Nông Lương Triệu'.split(
    ' ',
  )
const MIDDLES = 'Văn Thị Đức Minh Thu Ngọc Hữu Quang Thanh Xuân Hồng Kim Anh Bảo Khánh Mạnh Tuấn Thùy'.split(
  ' ',
)
const GIVENS =
  'An Anh Ánh Bình Châu Chi Cường Dũng Dung Duy Đạt Giang Hà Hải Hạnh Hằng Hiền Hiếu Hòa Hoa Hùng Hương Khoa Lan Linh Loan Long Mai Nam Nga Ngân Nhung Oanh Phong Phúc Phương Quân Quyên Sơn Tâm Thảo Thắng Thủy Trang Trung Tú Tuyết Vân Việt Yến'.split(
    ' ',
  )

export type Dice = {
  /** A number in [0, 1). */
  share(): number
  below(count: number): number
  pick<Item>(items: readonly Item[]): Item
  /** Normal distribution by the central limit: mean 0, deviation 1. */
  normal(): number
}

/** Dice that fall the same way for the same seed and label. */
export function diceOf(seed: number, label: string): Dice {
  const draw = drawer(Buffer.from(`hoithi rehearsal ${seed}`), label)
  const share = () => draw(65_536) / 65_536
  return {
    share,
    below: draw,
    pick: (items) => items[draw(items.length)]!,
    normal: () => Array.from({ length: 12 }, share).reduce((sum, each) => sum + each, -6),
  }
}

/** Behind every number that a rehearsal gives away. */
const FIRST_EXCLUDED = 900_000

/** Somebody who was made up on each list that comes without its people, so that keeping them out is rehearsed too. */
export function nameExcluded(rules: Rulebook, seed: number): Rulebook {
  const fields = rules.streams.flatMap(({ fields }) => fields)
  return {
    ...rules,
    exclusions: rules.exclusions.map((list, at) => {
      const field = fields.find(({ name }) => name === list.field)
      if (list.values.length > 0 || !field) return list
      return { ...list, values: [sampleOf(field, FIRST_EXCLUDED + at, diceOf(seed, `excluded/${at}`))] }
    }),
  }
}

/** The people of a rehearsal. `units` are the choosable ones with a weight: how many people they have. */
export function synthesise(
  rules: Rulebook,
  units: readonly { id: string; kind: string; weight: number }[],
  people: number,
  seed: number,
): Synthetic[] {
  const unitsOf = new Map(
    rules.streams.map((stream) => {
      const open = units.filter(
        ({ kind }) => !stream.unitKinds || stream.unitKinds.some((each) => each === kind),
      )
      return [stream.code, { open, total: open.reduce((sum, { weight }) => sum + weight, 0) }]
    }),
  )
  const excludedValues = rules.exclusions.flatMap(({ field, values }) =>
    values.map((value) => ({ field, value })),
  )
  return Array.from({ length: people }, (_, index) => {
    const dice = diceOf(seed, `person/${index}`)
    // Staff, whose stream comes first, are most of those who take part.
    const stream = dice.share() < 0.85 ? rules.streams[0]! : dice.pick(rules.streams)
    const { open, total } = unitsOf.get(stream.code)!
    const unit = weighed(open, ({ weight }) => weight, dice.share() * total) ?? open.at(-1)!
    const named = index < excludedValues.length ? excludedValues[index] : undefined
    const isNamed =
      named !== undefined && stream.fields.some((field) => field.name === named.field && field.identity)
    return {
      no: index,
      stream: stream.code,
      fullName: `${dice.pick(FAMILIES)} ${dice.pick(MIDDLES)} ${dice.pick(GIVENS)}`,
      unitId: unit.id,
      fields: { ...fieldsOf(stream, index, dice), ...(isNamed && { [named.field]: named.value }) },
      ability: Math.min(0.999, Math.max(0.25, 0.9 + 0.12 * dice.normal())),
      pace: Math.max(2, Math.exp(2.6 + 0.5 * dice.normal())),
      zeal: Math.min(1, Math.max(0.1, 0.85 + 0.2 * dice.normal())),
      excluded: isNamed,
    }
  })
}

function fieldsOf(stream: Stream, index: number, dice: Dice): Record<string, string> {
  return Object.fromEntries(
    stream.fields
      .filter((field) => field.required || dice.share() < 0.5)
      .map((field) => [field.name, sampleOf(field, index, dice)]),
  )
}

const two = (value: number) => String(value).padStart(2, '0')

function sampleOf(field: RegistrationField, index: number, dice: Dice): string {
  switch (field.kind) {
    case 'phone':
      return `09${String(10_000_000 + index).padStart(8, '0')}`
    case 'citizenId':
      return `0170${String(index).padStart(8, '0')}`
    case 'staffCode':
      return `CB${String(index).padStart(6, '0')}`
    case 'date':
      return `${1960 + dice.below(44)}-${two(1 + dice.below(12))}-${two(1 + dice.below(28))}`
    case 'email':
      return `nguoi.thi.${index}@example.vn`
    case 'text':
      return 'Chuyên viên'
  }
}

const MISHAPS: readonly (readonly [Mishap, number])[] = [
  ['too-early', 0.004],
  ['too-late-to-start', 0.004],
  ['walks-away', 0.012],
  ['opens-only', 0.004],
  ['hands-in-late', 0.006],
  ['taps-twice', 0.02],
  ['tries-again', 0.03],
  ['odd-prediction', 0.006],
  ['someone-elses-number', 0.003],
  ['someone-elses-paper', 0.002],
]

/** How a person goes about a round, or null where they stay away. */
export function visitOf(
  person: Synthetic,
  round: { no: number; lengthMs: number },
  rules: Rulebook,
  people: number,
  seed: number,
): Visit | null {
  const dice = diceOf(seed, `visit/${person.no}/${round.no}`)
  if (dice.share() > person.zeal && !person.excluded) return null
  const questions = rules.paper.blueprint.reduce((sum, { count }) => sum + count, 0)
  const limitMs = rules.paper.timeLimitSeconds * 1000
  const durationMs = Math.min(
    limitMs - 1500,
    Math.round(1000 * questions * person.pace * Math.exp(0.25 * dice.normal())) + dice.below(1000),
  )
  // A third come in the first tenth of the round, a quarter in its last twentieth, the others in between.
  const when = dice.share()
  const share = when < 0.33 ? dice.share() * 0.1 : when < 0.58 ? 0.95 + dice.share() * 0.05 : dice.share()
  const latest = round.lengthMs - limitMs - 5000
  // The learn-as-you-go of a contest: a little better every week.
  const rightShare = Math.min(1, Math.max(0, person.ability + 0.015 * (round.no - 1) + 0.08 * dice.normal()))
  const expected = people * 0.75 * (rules.prediction?.target === 'allCorrectPersons' ? 0.35 : 1)
  return {
    startsAfterMs: Math.floor(Math.min(latest, share * round.lengthMs) + dice.below(1000)),
    durationMs,
    rightShare,
    prediction: rules.prediction ? predictionOf(rules, expected, dice) : null,
    mishap: mishapOf(dice.share()),
  }
}

function mishapOf(share: number): Mishap {
  return weighed(MISHAPS, ([, chance]) => chance, share)?.[0] ?? 'none'
}

/** The item that stands at `point` when each takes a stretch as long as its weight. */
function weighed<Item>(
  items: readonly Item[],
  weightOf: (item: Item) => number,
  point: number,
): Item | undefined {
  let end = 0
  for (const item of items) {
    end += weightOf(item)
    if (point < end) return item
  }
  return undefined
}

function predictionOf(rules: Rulebook, expected: number, dice: Dice): string | null {
  const { target, decimals, required } = rules.prediction!
  if (!required && dice.share() < 0.05) return null
  if (target === 'percentAllCorrect')
    return Math.min(100, Math.max(0, 35 + 15 * dice.normal()))
      .toFixed(decimals)
      .replace('.', ',')
  const guess = Math.round(expected * Math.exp(0.5 * dice.normal()))
  // People write thousands with a dot as often as not.
  return dice.share() < 0.5 ? String(guess) : guess.toLocaleString('de-DE')
}
