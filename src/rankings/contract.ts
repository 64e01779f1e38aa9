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
