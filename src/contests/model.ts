/**
 * The rulebook (thể lệ) as data. One schema reads contests/<slug>/contest.yaml, types the engine, and is what
 * the database keeps as a rule version (docs/rules/rulebook.md). Instants in the file are wall-clock times of the
 * contest's zone, as the printed rulebook states them; windows are half-open: [opensAt, closesAt).
 */
import { z } from 'zod'
import type { Brand } from '../platform/brand.ts'

export type AuthorityId = Brand<string, 'AuthorityId'>
export type ContestId = Brand<string, 'ContestId'>

const code = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/)
const fieldName = z.string().regex(/^[a-z][A-Za-z0-9]{1,29}$/)
const line = z.string().trim().min(1).max(300)
const prose = z.string().trim().min(1).max(6000)
/** Wall-clock minute or second in the contest's zone, e.g. 2023-08-14T07:30. */
const localTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/)
const localDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const hourMinute = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

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

const stream = z.strictObject({
  code,
  name: bilingual,
  eligibility: bilingual,
  fields: z.array(field).min(1).max(12),
  /** The identity may be a relative's or guardian's (then the name is part of who one is). */
  guardianAllowed: z.boolean().default(false),
  minimumAge: z.number().int().min(6).max(100).optional(),
  unitKinds: z.array(z.enum(UNIT_KINDS)).min(1).optional(),
})

/** Hours in which an open round may be entered, where it is not open day and night. */
const openHours = z.strictObject({
  weekdays: z.array(z.number().int().min(1).max(7)).min(1),
  from: hourMinute,
  until: hourMinute,
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

/** Rounds laid around the day of the first load, for a sample that can be taken at once. */
const laidRounds = z.strictObject({
  count: z.number().int().min(1).max(52),
  days: z.number().int().min(1).max(366),
  openNow: z.number().int().min(1).max(52),
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

const prediction = z.strictObject({
  text: bilingual,
  target: z.enum(['allCorrectPersons', 'participants', 'attempts', 'percentAllCorrect']),
  /** Digits after the decimal mark; only a percentage may have any. */
  decimals: z.number().int().min(0).max(6).default(0),
  required: z.boolean().default(false),
})

const ranking = z.strictObject({
  gate: z.enum(['none', 'allCorrect']),
  keys: z.array(z.enum(RANKING_KEYS)).min(1),
  ties: z.enum(['shared', 'broken']),
})

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
      telephone: z.string().regex(/^[0-9+() .-]{6,20}$/),
      email: z.email().optional(),
      hours: line.optional(),
    }),
    zone: z.literal('Asia/Ho_Chi_Minh'),
    units: z.string().regex(/^[a-z0-9-]+\.csv$/),
    banks: z.array(code).min(1),
    streams: z.array(stream).min(1).max(10),
    rounds: z.union([z.array(round).min(1).max(200), laidRounds]),
    paper,
    attempts,
    counting: z.enum(['only', 'first', 'last', 'best', 'bestEarliest']),
    prediction: prediction.nullable(),
    ranking,
    cumulative: z
      .strictObject({
        policy: z.enum(['sum', 'best']),
        keys: z.array(z.enum(RANKING_KEYS)).min(1),
        ties: z.enum(['shared', 'broken']),
      })
      .nullable(),
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
  .superRefine((rules, check) => {
    const fault = (path: (string | number)[], message: string) =>
      check.addIssue({ code: 'custom', path, message })
    if (Array.isArray(rules.rounds)) {
      rules.rounds.forEach((each, index) => {
        if (each.opensAt >= each.closesAt) fault(['rounds', index, 'closesAt'], 'after-opening')
        if (each.no !== index + 1) fault(['rounds', index, 'no'], 'numbered-in-order')
        const before = index > 0 && Array.isArray(rules.rounds) ? rules.rounds[index - 1] : undefined
        if (before && each.opensAt < before.closesAt) fault(['rounds', index, 'opensAt'], 'not-overlapping')
      })
    } else if (rules.rounds.openNow > rules.rounds.count) fault(['rounds', 'openNow'], 'at-most-count')
    const unique = (list: { key: string; path: (string | number)[] }[]) => {
      const seen = new Set<string>()
      for (const { key, path } of list) seen.has(key) ? fault(path, 'unique') : seen.add(key)
    }
    unique(rules.streams.map((each, index) => ({ key: each.code, path: ['streams', index, 'code'] })))
    rules.streams.forEach((each, index) => {
      unique(each.fields.map((f, at) => ({ key: f.name, path: ['streams', index, 'fields', at, 'name'] })))
      const reserved = ['stream', 'fullName', 'unitId', 'consent', 'guardian']
      each.fields.forEach((f, at) => {
        const path = ['streams', index, 'fields', at]
        if (reserved.includes(f.name)) fault([...path, 'name'], 'reserved-name')
        if (f.identity && !f.required) fault([...path, 'required'], 'identity-is-required')
        if (f.pattern !== undefined && !isPattern(f.pattern))
          fault([...path, 'pattern'], 'regular-expression')
      })
      if (!each.fields.some((f) => f.identity)) fault(['streams', index, 'fields'], 'one-identity-field')
      if (
        each.minimumAge !== undefined &&
        !each.fields.some((f) => f.name === 'birthDate' && f.kind === 'date')
      )
        fault(['streams', index, 'minimumAge'], 'needs-birth-date')
    })
    if (rules.counting === 'only' && rules.attempts.perRound !== 1)
      fault(['counting'], 'only-needs-one-attempt')
    if (rules.prediction && rules.prediction.decimals > 0 && rules.prediction.target !== 'percentAllCorrect')
      fault(['prediction', 'decimals'], 'only-percentages-have-decimals')
    const keysOf = { ranking: rules.ranking.keys, cumulative: rules.cumulative?.keys ?? [] }
    for (const [part, keys] of Object.entries(keysOf)) {
      unique(keys.map((key, index) => ({ key, path: [part, 'keys', index] })))
      keys.forEach((key, index) => {
        if (key === 'predictionDistance' && !rules.prediction)
          fault([part, 'keys', index], 'needs-prediction')
        if (key === 'seededDraw' && index !== keys.length - 1) fault([part, 'keys', index], 'draw-comes-last')
      })
    }
    if (rules.ranking.ties === 'broken' && !rules.ranking.keys.includes('seededDraw'))
      fault(['ranking', 'ties'], 'broken-needs-draw')
    if (rules.cumulative?.ties === 'broken' && !rules.cumulative.keys.includes('seededDraw'))
      fault(['cumulative', 'ties'], 'broken-needs-draw')
    rules.prizes.forEach((each, index) => {
      if (each.stream && !rules.streams.some((s) => s.code === each.stream))
        fault(['prizes', index, 'stream'], 'known-stream')
    })
    rules.exclusions.forEach((each, index) => {
      if (!rules.streams.some((s) => s.fields.some((f) => f.identity && f.name === each.field)))
        fault(['exclusions', index, 'field'], 'known-identity-field')
    })
  })

/** What superRefine may complain of; src/contests/read-contest-file.ts has a sentence for each, in both tongues. */
export type RulebookFault =
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
        code: z.string().regex(/^[A-Z0-9]+(-[A-Z0-9]+)+$/),
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
        const fault = (path: string[], message: string) => check.addIssue({ code: 'custom', path, message })
        if (chooses && question.options.length < 2) fault(['options'], 'two-options')
        if (
          chooses &&
          !question.correct.every((no) => typeof no === 'number' && no <= question.options.length)
        )
          fault(['correct'], 'option-numbers')
        if (!chooses && !question.correct.every((answer) => typeof answer === 'string'))
          fault(['correct'], 'accepted-strings')
        if (['single', 'true-false'].includes(question.kind) && question.correct.length !== 1)
          fault(['correct'], 'exactly-one')
        if (question.kind === 'ordering' && new Set(question.correct).size !== question.options.length)
          fault(['correct'], 'all-in-order')
        if (question.kind === 'matching' && question.correct.length !== question.rows?.length)
          fault(['correct'], 'one-per-row')
        if (new Set(question.options).size !== question.options.length) fault(['options'], 'unique')
        if (question.validTo && question.validTo <= question.validFrom) fault(['validTo'], 'after-validFrom')
      }),
  ),
})
export type BankQuestion = z.output<typeof bankFile>['questions'][number] & { topic: string }
