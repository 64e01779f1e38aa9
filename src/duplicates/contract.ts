import { z } from 'zod'
import { REASONS, SEARCH_STATES, VERDICTS } from './model.ts'

export type PairReason = (typeof REASONS)[number]

const instant = z.iso.datetime()

export const contestParams = z.object({ slug: z.string().max(80) })
export const pairParams = z.object({ slug: z.string().max(80), pairId: z.string().max(80) })
export const pairPage = z.object({
  state: z.enum(['open', 'all', ...VERDICTS]).default('open'),
  after: z.string().max(80).optional().describe('The `key` of the last pair of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const pair = z
  .object({
    id: z.string(),
    key: z.string(),
    version: z.number().int(),
    score: z.number().int().describe('From 0 to 100'),
    reasons: z.array(z.enum(REASONS)),
    oneName: z.string(),
    otherName: z.string(),
    oneUnit: z.string(),
    otherUnit: z.string(),
    verdict: z.enum(VERDICTS).nullable(),
    verdictReason: z.string().nullable(),
    decidedAt: instant.nullable(),
  })
  .meta({ id: 'DuplicatePair' })
export type PairView = z.output<typeof pair>

const side = z
  .object({
    contestantId: z.string(),
    fullName: z.string(),
    birthDate: z.string().nullable(),
    stream: z.string(),
    unit: z.string(),
    registeredAt: instant,
    guardian: z.boolean(),
    roster: z.object({ fullName: z.string(), numbers: z.array(z.string()) }).nullable(),
    isMerged: z.boolean().describe('Counted as the other one'),
    papers: z.array(
      z.object({
        round: z.number().int(),
        startedAt: instant,
        submittedAt: instant.nullable(),
        ending: z.enum(['submitted', 'expired']).nullable(),
        score: z.number().int().nullable(),
        total: z.number().int().nullable(),
      }),
    ),
  })
  .meta({ id: 'DuplicateSide' })
export type SideView = z.output<typeof side>
export const pairDetails = z
  .object({
    id: z.string(),
    version: z.number().int(),
    score: z.number().int(),
    reasons: z.array(z.enum(REASONS)),
    verdict: z.enum(VERDICTS).nullable(),
    verdictReason: z.string().nullable(),
    needsSecondPerson: z.boolean().describe('Standings in which one of them has a paper are out'),
    sides: z.array(side).length(2),
  })
  .meta({ id: 'DuplicatePairDetails' })
export type PairDetailsView = z.output<typeof pairDetails>
export const search = z
  .object({
    state: z.enum(SEARCH_STATES),
    percent: z.number().int(),
    found: z.number().int().nullable().describe('Pairs to look at, once it is done'),
    askedAt: instant.nullable(),
  })
  .meta({ id: 'DuplicateSearch' })
export type SearchView = z.output<typeof search>
export const verdict = z
  .strictObject({
    version: z.number().int().min(1),
    verdict: z.enum(['different', 'same', 'undo']),
    survivorId: z.uuid().nullable().default(null).describe('Of `same`: as whom they go on'),
    reason: z.string().trim().min(3).max(1000),
  })
  .meta({
    id: 'DuplicateVerdict',
    examples: [{ version: 1, verdict: 'different', reason: 'Hai chị em, đã gọi hỏi đơn vị' }],
  })
export const decided = z
  .object({ state: z.enum(['different', 'merged', 'open', 'proposed']) })
  .meta({ id: 'DuplicateDecided' })
