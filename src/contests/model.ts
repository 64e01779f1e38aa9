/**
 * The rulebook (thể lệ) as data. One schema reads contests/<slug>/contest.yaml, types the engine, and is what
 * the database keeps as a rule version (docs/rules/rulebook.md). Instants in the file are wall-clock times of the
 * contest's zone, as the printed rulebook states them; windows are half-open: [opensAt, closesAt).
 */
import { z } from 'zod'
import type { Brand } from '../platform/brand.ts'
import { isLocalDate, isLocalTime } from '../platform/zone.ts'

export type AuthorityId = Brand<string, 'AuthorityId'>
export type ContestId = Brand<string, 'ContestId'>

/** A text of one form; what the form is called is the fault, and its sentence stands in file-messages.ts. */
const shaped = (form: RegExp, error: RulebookFault | BankFault) => z.string().regex(form, { error })
/** A text that has the form is asked whether there is such a day; one that has not has its fault already. */
const real = (form: RegExp, exists: (text: string) => boolean) => (text: string) =>
  !form.test(text) || exists(text)

const code = shaped(/^[a-z][a-z0-9-]{1,39}$/, 'code-form')
const fieldName = shaped(/^[a-z][A-Za-z0-9]{1,29}$/, 'field-name-form')
const line = z.string().trim().min(1).max(300)
const prose = z.string().trim().min(1).max(6000)
/** Wall-clock minute or second in the contest's zone, e.g. 2023-08-14T07:30. */
const TIME_FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:[0-5]\d)?$/
const localTime = shaped(TIME_FORM, 'local-time-form').refine(
  real(TIME_FORM, isLocalTime),
  'existing-time' satisfies RulebookFault,
)
const DATE_FORM = /^\d{4}-\d{2}-\d{2}$/
export const localDate = shaped(DATE_FORM, 'local-date-form').refine(
  real(DATE_FORM, isLocalDate),
  'existing-day' satisfies RulebookFault,
)
const HOUR_FORM = /^([01]\d|2[0-3]):[0-5]\d$/
const hourMinute = shaped(HOUR_FORM, 'hour-minute-form')

type Path = (string | number)[]
type Check = { addIssue(issue: { code: 'custom'; path: Path; message: string }): void }
type Known = {
  issues: { code?: string | undefined; path?: PropertyKey[] | undefined; continue?: boolean | undefined }[]
}

const fault = (check: Check, path: Path, message: RulebookFault | BankFault) =>
  check.addIssue({ code: 'custom', path, message })

/**
 * A check is made wherever the parts that it reads are sound, whatever else is wrong in the file: organisers want
 * every fault at one reading, and zod by itself stops at the first member of a wrong type or an unknown name.
 */
const wherever = (...parts: string[]) => ({
  when: ({ issues }: Known) =>
    issues.every(
      (issue) =>
        issue.continue === true ||
        issue.code === 'unrecognized_keys' ||
        (issue.path?.length && parts.length > 0 && !parts.includes(String(issue.path[0]))),
    ),
})

function checkUnique(check: Check, list: { key: string; path: Path }[]): void {
  const seen = new Set<string>()
  for (const { key, path } of list) seen.has(key) ? fault(check, path, 'unique') : seen.add(key)
}

/** A text in Vietnamese, and in English beside it. */
const bilingual = z.strictObject({ vi: prose, en: prose })

export const QUESTION_KINDS = [
  'single',
  'multiple',
  'true-false',
  'ordering',
  'matching',
  'numeric',
  'short',
] as const
export const DIFFICULTIES = ['easy', 'medium', 'hard'] as const
export const UNIT_KINDS = [
  'authority',
  'block',
  'agency',
  'public-unit',
  'district',
  'commune',
  'school',
  'party-body',
  'mass-organisation',
  'armed-forces',
  'central-body',
  'press',
] as const
export const RANKING_KEYS = [
  'score',
  'predictionDistance',
  'durationMs',
  'submittedAt',
  'startedAt',
  'perfectAttempts',
  'seededDraw',
] as const

/** What a person fills in once. An identity field is kept only as a keyed hash. */
const field = z.strictObject({
  name: fieldName,
  label: bilingual,
  hint: bilingual.optional(),
  kind: z.enum(['text', 'phone', 'citizenId', 'staffCode', 'date', 'email']),
  required: z.boolean(),
  identity: z.boolean().default(false),
  pattern: z.string().max(200).optional(),
})

const RESERVED_NAMES = ['stream', 'fullName', 'unitId', 'consent', 'guardian']

const stream = z
  .strictObject({
    code,
    name: bilingual,
    eligibility: bilingual,
    fields: z.array(field).min(1).max(12),
    /** The identity may be a relative's or guardian's (then the name is part of who one is). */
    guardianAllowed: z.boolean().default(false),
    minimumAge: z.number().int().min(6).max(100).optional(),
    unitKinds: z.array(z.enum(UNIT_KINDS)).min(1).optional(),
  })
  .superRefine((each, check) => {
    checkUnique(
      check,
      each.fields.map((f, at) => ({ key: f.name, path: ['fields', at, 'name'] })),
    )
    each.fields.forEach((f, at) => {
      if (RESERVED_NAMES.includes(f.name)) fault(check, ['fields', at, 'name'], 'reserved-name')
      if (f.identity && !f.required) fault(check, ['fields', at, 'required'], 'identity-is-required')
      if (f.pattern !== undefined && !isPattern(f.pattern))
        fault(check, ['fields', at, 'pattern'], 'regular-expression')
    })
    if (!each.fields.some((f) => f.identity)) fault(check, ['fields'], 'one-identity-field')
  }, wherever('fields'))
  .superRefine(
    (each, check) => {
      if (
        each.minimumAge !== undefined &&
        !each.fields.some((f) => f.name === 'birthDate' && f.kind === 'date')
      )
        fault(check, ['minimumAge'], 'needs-birth-date')
    },
    wherever('fields', 'minimumAge'),
  )

const streams = z
  .array(stream)
  .min(1)
  .max(10)
  .superRefine((list, check) => {
    checkUnique(
      check,
      list.map((each, index) => ({ key: each.code, path: [index, 'code'] })),
    )
  }, wherever())

/** Hours in which an open round may be entered, where it is not open day and night. */
const openHours = z
  .strictObject({
    weekdays: z.array(z.number().int().min(1).max(7)).min(1),
    from: hourMinute,
    until: hourMinute,
  })
  .superRefine((hours, check) => {
    const bothHours = [hours.from, hours.until].every((hour) => HOUR_FORM.test(hour))
    // "until 00:00" is the end of the day.
    if (bothHours && hours.until !== '00:00' && hours.from >= hours.until)
      fault(check, ['until'], 'after-opening')
  })

const round = z.strictObject({
  no: z.number().int().min(1).max(200),
  name: bilingual,
  opensAt: localTime,
  closesAt: localTime,
  /** The closing hour in the words of the printed rulebook, where they differ from closesAt. */
  closesAsPrinted: line.optional(),
  openHours: openHours.optional(),
})

/** What is not a time has its own fault already, and is compared with nothing. */
const areTimes = (...times: string[]) => times.every(isLocalTime)
/** 07:30 and 07:30:00 are the same instant. */
const comesAfter = (one: string, other: string) => one.padEnd(19, ':00') > other.padEnd(19, ':00')

const rounds = z
  .array(round)
  .min(1)
  .max(200)
  .superRefine((list, check) => {
    list.forEach((each, index) => {
      const before = list[index - 1]
      if (each.no !== index + 1) fault(check, [index, 'no'], 'numbered-in-order')
      if (areTimes(each.opensAt, each.closesAt) && !comesAfter(each.closesAt, each.opensAt))
        fault(check, [index, 'closesAt'], 'after-opening')
      if (before && areTimes(before.closesAt, each.opensAt) && comesAfter(before.closesAt, each.opensAt))
        fault(check, [index, 'opensAt'], 'not-overlapping')
    })
  }, wherever())

/** Rounds laid around the day of the first load, for a sample that can be taken at once. */
const laidRounds = z
  .strictObject({
    count: z.number().int().min(1).max(52),
    days: z.number().int().min(1).max(366),
    openNow: z.number().int().min(1).max(52),
  })
  .superRefine((laid, check) => {
    if (laid.openNow > laid.count) fault(check, ['openNow'], 'at-most-count')
  })

const blueprintRow = z.strictObject({
  topic: code.optional(),
  difficulty: z.enum(DIFFICULTIES).optional(),
  kinds: z.array(z.enum(QUESTION_KINDS)).min(1).optional(),
  count: z.number().int().min(1).max(200),
})

const paper = z.strictObject({
  timeLimitSeconds: z.number().int().min(30).max(86_400),
  shuffleOptions: z.boolean().default(true),
  blueprint: z.array(blueprintRow).min(1).max(50),
  /** How many questions a practice paper (thi thử) has. */
  practiceCount: z.number().int().min(1).max(50).default(5),
})

const cap = z.number().int().min(1).max(1000)
const attempts = z.strictObject({
  perRound: cap.optional(),
  perDay: cap.optional(),
  total: cap.optional(),
})

const prediction = z
  .strictObject({
    text: bilingual,
    target: z.enum(['allCorrectPersons', 'participants', 'attempts', 'percentAllCorrect']),
    /** Digits after the decimal mark; only a percentage may have any. */
    decimals: z.number().int().min(0).max(6).default(0),
    required: z.boolean().default(false),
  })
  .superRefine(
    (asked, check) => {
      if (asked.decimals > 0 && asked.target !== 'percentAllCorrect')
        fault(check, ['decimals'], 'only-percentages-have-decimals')
    },
    wherever('target', 'decimals'),
  )

type Order = { keys: readonly (typeof RANKING_KEYS)[number][]; ties: 'shared' | 'broken' }

function checkOrder(order: Order, check: Check): void {
  checkUnique(
    check,
    order.keys.map((key, index) => ({ key, path: ['keys', index] })),
  )
  order.keys.forEach((key, index) => {
    if (key === 'seededDraw' && index !== order.keys.length - 1)
      fault(check, ['keys', index], 'draw-comes-last')
  })
  if (order.ties === 'broken' && !order.keys.includes('seededDraw'))
    fault(check, ['ties'], 'broken-needs-draw')
}

const ranking = z
  .strictObject({
    gate: z.enum(['none', 'allCorrect']),
    keys: z.array(z.enum(RANKING_KEYS)).min(1),
    ties: z.enum(['shared', 'broken']),
  })
  .superRefine(checkOrder, wherever('keys', 'ties'))

const cumulative = z
  .strictObject({
    policy: z.enum(['sum', 'best']),
    keys: z.array(z.enum(RANKING_KEYS)).min(1),
    ties: z.enum(['shared', 'broken']),
  })
  .superRefine(checkOrder, wherever('keys', 'ties'))

const prize = z.strictObject({
  scope: z.enum(['round', 'contest', 'collective', 'special']),
  name: bilingual,
  count: z.number().int().min(1).max(1000),
  amountVnd: z.number().int().min(0).max(1_000_000_000).optional(),
  stream: code.optional(),
  note: bilingual.optional(),
})

const publication = z.strictObject({
  /** atClose: the standings appear when the books close; decided: when the organisers say so. */
  standings: z.enum(['atClose', 'decided']).default('atClose'),
  /** From when figures that hold the predicted quantity are withheld. Absent: the round's opening. */
  freezeAt: localTime.optional(),
  names: z.enum(['full', 'initials']).default('full'),
  score: z.enum(['afterSubmit', 'afterRound', 'never']).default('afterSubmit'),
})

export const rulebook = z
  .strictObject({
    slug: code,
    name: line,
    nameEn: line,
    authority: z.strictObject({ code, name: line }),
    sample: z.boolean().default(false),
    summary: bilingual,
    /** What the source says, what was chosen where it is silent: shown with the rules. */
    notes: z.array(bilingual).default([]),
    document: z.strictObject({ no: line, issuedOn: localDate, title: line }).optional(),
    support: z.strictObject({
      body: line,
      post: line,
      telephone: shaped(/^[0-9+() .-]{6,20}$/, 'telephone-form'),
      email: z.email('email-form' satisfies RulebookFault).optional(),
      hours: line.optional(),
    }),
    zone: z.literal('Asia/Ho_Chi_Minh'),
    units: shaped(/^[a-z0-9-]+\.csv$/, 'csv-name-form'),
    banks: z.array(code).min(1),
    streams,
    rounds: z.union([rounds, laidRounds]),
    paper,
    attempts,
    counting: z.enum(['only', 'first', 'last', 'best', 'bestEarliest']),
    prediction: prediction.nullable(),
    ranking,
    cumulative: cumulative.nullable(),
    prizes: z.array(prize).default([]),
    onePrizePerPerson: z.boolean().default(true),
    collective: z.array(bilingual).default([]),
    participation: z.strictObject({ headcountAsOf: localDate.optional() }),
    /** People who may not take part, by the value of an identity field. Kept only as keyed hashes. */
    exclusions: z
      .array(z.strictObject({ field: fieldName, values: z.array(line).min(1), reason: bilingual }))
      .default([]),
    appeals: z.strictObject({ openDays: z.number().int().min(0).max(60), channel: bilingual }),
    publication,
  })
  .superRefine(
    (rules, check) => {
      if (rules.counting === 'only' && rules.attempts.perRound !== 1)
        fault(check, ['counting'], 'only-needs-one-attempt')
    },
    wherever('attempts', 'counting'),
  )
  .superRefine(
    (rules, check) => {
      if (!rules.prediction) checkNoPrediction(check, 'ranking', rules.ranking.keys)
    },
    wherever('prediction', 'ranking'),
  )
  .superRefine(
    (rules, check) => {
      if (!rules.prediction) checkNoPrediction(check, 'cumulative', rules.cumulative?.keys ?? [])
    },
    wherever('prediction', 'cumulative'),
  )
  .superRefine(
    (rules, check) => {
      rules.prizes.forEach((each, index) => {
        if (each.stream && !rules.streams.some((s) => s.code === each.stream))
          fault(check, ['prizes', index, 'stream'], 'known-stream')
      })
    },
    wherever('streams', 'prizes'),
  )
  .superRefine(
    (rules, check) => {
      const roundCount = Array.isArray(rules.rounds) ? rules.rounds.length : rules.rounds.count
      if (rules.cumulative || roundCount === 1) return
      rules.prizes.forEach((each, index) => {
        if (each.scope === 'contest') fault(check, ['prizes', index, 'scope'], 'needs-cumulative')
      })
    },
    wherever('rounds', 'cumulative', 'prizes'),
  )
  .superRefine(
    (rules, check) => {
      rules.exclusions.forEach((each, index) => {
        if (!rules.streams.some((s) => s.fields.some((f) => f.identity && f.name === each.field)))
          fault(check, ['exclusions', index, 'field'], 'known-identity-field')
      })
    },
    wherever('streams', 'exclusions'),
  )

function checkNoPrediction(check: Check, part: string, keys: readonly string[]): void {
  keys.forEach((key, index) => {
    if (key === 'predictionDistance') fault(check, [part, 'keys', index], 'needs-prediction')
  })
}

/** What the schema may complain of by name; src/contests/file-messages.ts has a sentence for each, in both tongues. */
export type RulebookFault =
  | 'code-form'
  | 'field-name-form'
  | 'local-time-form'
  | 'existing-time'
  | 'local-date-form'
  | 'existing-day'
  | 'hour-minute-form'
  | 'telephone-form'
  | 'email-form'
  | 'csv-name-form'
  | 'after-opening'
  | 'numbered-in-order'
  | 'not-overlapping'
  | 'at-most-count'
  | 'unique'
  | 'reserved-name'
  | 'identity-is-required'
  | 'regular-expression'
  | 'one-identity-field'
  | 'needs-birth-date'
  | 'only-needs-one-attempt'
  | 'only-percentages-have-decimals'
  | 'needs-prediction'
  | 'draw-comes-last'
  | 'broken-needs-draw'
  | 'known-stream'
  | 'needs-cumulative'
  | 'known-identity-field'

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}

export type Rulebook = z.output<typeof rulebook>
export type Stream = Rulebook['streams'][number]
export type RegistrationField = Stream['fields'][number]
export type BlueprintRow = Rulebook['paper']['blueprint'][number]
export type PredictionRule = NonNullable<Rulebook['prediction']>
export type RankingKey = (typeof RANKING_KEYS)[number]
export type RankingRule = Rulebook['ranking']
export type UnitKind = (typeof UNIT_KINDS)[number]
export type QuestionKind = (typeof QUESTION_KINDS)[number]
export type Difficulty = (typeof DIFFICULTIES)[number]

/** A line of the units file. */
export type UnitRow = {
  code: string
  parentCode: string | null
  kind: UnitKind
  name: string
  choosable: boolean
  headcount: number | null
  validFrom: string | null
  /** The first day on which the unit is no more. */
  validTo: string | null
  note: string | null
}
/** With the line of the file on which it stands. */
export type LocatedUnit = UnitRow & { line: number }

/** How many questions a paper has: the sum of the blueprint. */
export function questionCount(rules: Pick<Rulebook, 'paper'>): number {
  return rules.paper.blueprint.reduce((sum, row) => sum + row.count, 0)
}

/** A question as the bank file has it; `correct` holds option numbers from 1, or accepted strings. */
export const bankFile = z.strictObject({
  topic: code,
  questions: z.array(
    z
      .strictObject({
        code: shaped(/^[A-Z0-9]+(-[A-Z0-9]+)+$/, 'question-code-form'),
        difficulty: z.enum(DIFFICULTIES),
        kind: z.enum(QUESTION_KINDS),
        text: z.string().trim().min(5).max(2000),
        /** For matching: the rows on the left; `options` are the right-hand sides. */
        rows: z.array(line).min(2).max(12).optional(),
        options: z.array(z.string().trim().min(1).max(1000)).max(12).default([]),
        correct: z.array(z.union([z.number().int().min(1), z.string().trim().min(1)])).min(1),
        explanation: z.string().trim().max(2000).optional(),
        source: z.strictObject({
          document: line,
          article: line.optional(),
          clause: line.optional(),
          issuedOn: localDate.optional(),
        }),
        validFrom: localDate,
        validTo: localDate.optional(),
        replacedBy: line.optional(),
        practice: z.boolean().default(false),
      })
      .superRefine((question, check) => {
        const chooses = ['single', 'multiple', 'true-false', 'ordering', 'matching'].includes(question.kind)
        if (chooses && question.options.length < 2) fault(check, ['options'], 'two-options')
        if (
          chooses &&
          !question.correct.every((no) => typeof no === 'number' && no <= question.options.length)
        )
          fault(check, ['correct'], 'option-numbers')
        if (!chooses && !question.correct.every((answer) => typeof answer === 'string'))
          fault(check, ['correct'], 'accepted-strings')
        if (['single', 'true-false'].includes(question.kind) && question.correct.length !== 1)
          fault(check, ['correct'], 'exactly-one')
        if (question.kind === 'ordering' && new Set(question.correct).size !== question.options.length)
          fault(check, ['correct'], 'all-in-order')
        if (question.kind === 'matching' && question.correct.length !== question.rows?.length)
          fault(check, ['correct'], 'one-per-row')
        if (new Set(question.options).size !== question.options.length) fault(check, ['options'], 'unique')
        if (question.validTo && question.validTo <= question.validFrom)
          fault(check, ['validTo'], 'after-validFrom')
      }),
  ),
})
/** What the schema of a bank file may complain of by name. */
export type BankFault =
  | 'question-code-form'
  | 'two-options'
  | 'option-numbers'
  | 'accepted-strings'
  | 'exactly-one'
  | 'all-in-order'
  | 'one-per-row'
  | 'unique'
  | 'after-validFrom'

export type BankQuestion = z.output<typeof bankFile>['questions'][number] & { topic: string }
