/**
 * The rulebook (thể lệ) as data. One schema reads contests/<slug>/contest.yaml, types the engine, and is what
 * the database keeps as a rule version (docs/rules/rulebook.md). Instants in the file are wall-clock times of the
 * contest's zone, as the printed rulebook states them; windows are half-open: [opensAt, closesAt).
 */
import { z } from 'zod'
import { laidRounds, rounds } from './rounds-schema.ts'
import {
  bilingual,
  type Check,
  code,
  fault,
  fieldName,
  line,
  localDate,
  type RulebookFault,
  shaped,
  wherever,
} from './schema-forms.ts'
import { attempts, cumulative, paper, prediction, prize, publication, ranking } from './standings-schema.ts'
import { streams } from './streams-schema.ts'

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
    /**
     * People who may not take part, by the value of an identity field. Kept only as keyed hashes: a list without values
     * is one whose people the database knows (B-9).
     */
    exclusions: z
      .array(z.strictObject({ field: fieldName, values: z.array(line), reason: bilingual }))
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
