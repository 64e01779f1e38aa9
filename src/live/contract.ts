import { z } from 'zod'
import { instant, phase } from '../contests/contract.ts'

const counts = z.array(z.number().int())

/** What the live view shows: the same for everybody who looks at it. */
export const board = z
  .object({
    id: z.string(),
    at: instant,
    rounds: z.array(
      z.object({
        no: z.number().int(),
        name: z.string(),
        phase,
        opensAt: instant,
        closesAt: instant,
        pausedUntil: instant.nullable(),
        open: z.number().int().describe('Papers that people have in hand'),
      }),
    ),
    stepSeconds: z.number().int(),
    series: z.object({ from: instant, start: counts, save: counts, submission: counts, refused: counts }),
    perMinute: z.object({ start: z.number().int(), save: z.number().int(), submission: z.number().int() }),
    refusals: z.array(z.object({ reason: z.string(), count: z.number().int() })),
    busy: z.number().int(),
    errors: z.number().int(),
    fullness: z.number().describe('How full the fullest queue was, 0 to 1'),
    figuresLagSeconds: z
      .number()
      .nullable()
      .describe('How long the oldest paper not yet in the figures waits for it'),
    processes: z.array(
      z.object({
        seat: z.number().int(),
        seenSecondsAgo: z.number(),
        memoryMb: z.number().int(),
        hasWorker: z.boolean(),
        hasHeard: z.boolean().describe('Of every decision'),
      }),
    ),
    slowUnits: z.array(
      z.object({
        name: z.string(),
        persons: z.number().int(),
        headcount: z.number().int(),
        rate: z.number(),
      }),
    ),
  })
  .meta({ id: 'LiveBoard' })
export type Board = z.output<typeof board>
