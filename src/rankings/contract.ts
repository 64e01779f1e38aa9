import { z } from 'zod'
import { attemptView } from '../attempts/contract.ts'
import { instant } from '../contests/contract.ts'

export const rankingParams = z.object({
  slug: z.string().max(80),
  round: z.string().max(20).describe('Number of a round, or "final"'),
})

export const rankingQuery = z.object({
  from: z.coerce.number().int().min(1).max(10_000_000).default(1).describe('First row, counted from 1'),
  limit: z.coerce.number().int().min(1).max(10_000).optional().describe('How many rows; absent: all'),
})

export const traceLine = z.object({
  key: z.string(),
  value: z.union([z.string(), z.number(), z.null()]),
})

export const ranking = z
  .object({
    contest: z.string(),
    round: z.union([z.number().int(), z.literal('final')]),
    version: z.number().int(),
    publishedAt: instant,
    actual: z
      .number()
      .nullable()
      .describe('What the prediction question asked for, fixed when the books closed'),
    drawSeed: z.string().nullable().describe('Seed of the draw that breaks the last tie'),
    keys: z.array(z.string()),
    placed: z.number().int().describe('How many were placed; rows may be a part of them'),
    previous: z.number().int().nullable().optional().describe('The version that this one took the place of'),
    reason: z.string().nullable().optional().describe('Why there is another version than the first'),
    notice: z.string().nullable().optional().describe('What the organisers told the public of it'),
    rows: z.array(
      z.object({
        place: z.number().int(),
        name: z.string(),
        unit: z.string(),
        score: z.number().int(),
        prediction: z.number().nullable(),
        durationMs: z.number().int(),
        submittedAt: instant,
        attemptId: z.string(),
        decidedBy: z.string().nullable().describe('The key that set this row apart from the row above'),
        trace: z.array(traceLine),
      }),
    ),
  })
  .meta({ id: 'Ranking' })

export const versionParams = rankingParams.extend({ version: z.coerce.number().int().min(1).max(100_000) })
export const changesQuery = z.object({
  after: z.coerce.number().int().min(0).default(0).describe('`key` of the last row of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const change = <Value extends z.ZodType>(value: Value) => z.object({ from: value, to: value })
const holder = z.object({ name: z.string(), unit: z.string(), place: z.number().int() })

/** What a version changed against the one before it: docs/rules/rankings.md, R-15. */
export const rankingDiff = z
  .object({
    previous: z.number().int(),
    people: change(z.number().int()),
    placed: change(z.number().int()),
    actual: change(z.number().nullable()),
    moved: z.number().int().describe('Placed in both, and elsewhere'),
    entered: z.number().int().describe('Placed only now'),
    left: z.number().int().describe('Placed only before'),
    rescored: z.number().int().describe('Another score, or out of another number of questions'),
    prizes: z.array(
      z.object({
        name: z.object({ vi: z.string(), en: z.string() }),
        stream: z.string().nullable(),
        loses: z.array(holder),
        gains: z.array(holder),
      }),
    ),
    units: z.array(
      z.object({ unit: z.string(), people: change(z.number().int()), perfect: change(z.number().int()) }),
    ),
  })
  .meta({ id: 'RankingDiff' })

export const rankingVersion = z
  .object({
    version: z.number().int(),
    publishedAt: instant,
    withdrawnAt: instant.nullable(),
    placed: z.number().int(),
    actual: z.number().nullable(),
    reason: z.string().nullable(),
    notice: z.string().nullable(),
    diff: rankingDiff.nullable(),
  })
  .meta({ id: 'RankingVersion' })

export const movedRow = z
  .object({
    key: z.number().int(),
    name: z.string(),
    unit: z.string(),
    attemptId: z.string(),
    placeBefore: z.number().int().nullable(),
    placeAfter: z.number().int().nullable(),
    scoreBefore: z.number().int().nullable(),
    totalBefore: z.number().int().nullable(),
    scoreAfter: z.number().int().nullable(),
    totalAfter: z.number().int().nullable(),
  })
  .meta({ id: 'RankingChange' })

export type RankingDiff = z.output<typeof rankingDiff>
export type RankingVersion = z.output<typeof rankingVersion>
export type MovedRow = z.output<typeof movedRow>

export const ownPlace = z.object({
  place: z
    .number()
    .int()
    .nullable()
    .describe('null: the gate of the rulebook was not passed, or another attempt counts'),
  of: z.number().int().describe('How many were placed'),
  decidedBy: z.string().nullable(),
  trace: z.array(traceLine),
})

export const contestantView = z
  .object({
    contestantId: z.string(),
    stream: z.string(),
    fullName: z.string(),
    unit: z.object({ id: z.string(), name: z.string(), path: z.string() }),
    final: ownPlace.optional().describe('Once the final standings are published'),
    attempts: z.array(
      attemptView.extend({
        roundNo: z.number().int(),
        attemptNo: z.number().int(),
        total: z.number().int().optional(),
        durationMs: z.number().int().optional(),
        standing: ownPlace.optional().describe('Once the standings of the round are published'),
      }),
    ),
  })
  .meta({ id: 'Contestant' })

export type ContestantView = z.output<typeof contestantView>
export type Ranking = z.output<typeof ranking>
