import { z } from 'zod'
import { instant, slugParams } from '../contests/contract.ts'
import { traceLine } from '../rankings/contract.ts'
import { REHEARSAL_STATES } from './model.ts'

export const LARGEST_REHEARSAL = 20_000

export const rehearsalRequest = z
  .strictObject({
    people: z.int().min(1).max(LARGEST_REHEARSAL).describe('Synthetic contestants'),
    seed: z.int().min(0).max(2_147_483_647).default(1).describe('The same seed gives the same standings'),
  })
  .meta({ id: 'RehearsalRequest', examples: [{ people: 1000, seed: 1 }] })

export const rehearsalParams = slugParams.extend({ rehearsalId: z.string().max(40) })
export const pageParams = rehearsalParams.extend({ page: z.string().max(40) })
export const rehearsalQuery = z.object({
  after: z.uuid().optional().describe('The id of the last row of the page before'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

const standings = z.object({
  placed: z.int(),
  actual: z.number().nullable(),
  keys: z.array(z.string()),
  decidedBy: z
    .record(z.string(), z.int())
    .describe('How many places each key decided, against the one above'),
  top: z.array(
    z.object({
      place: z.int(),
      name: z.string(),
      unit: z.string(),
      decidedBy: z.string().nullable(),
      trace: z.array(traceLine),
    }),
  ),
})

export const rehearsal = z
  .object({
    id: z.string(),
    ruleVersion: z.int(),
    people: z.int(),
    seed: z.int(),
    askedBy: z.string(),
    askedAt: instant,
    state: z.enum(REHEARSAL_STATES),
    progress: z
      .object({
        stage: z.enum(['registration', 'round']),
        no: z.int().optional(),
        done: z.int(),
        of: z.int(),
      })
      .nullable(),
    endedAt: instant.nullable(),
    fault: z.string().nullable().describe('Why it failed; `silent`: its process died or never began'),
    pages: z.array(z.string()).describe('Pages of the public that were kept; seven days'),
    result: z
      .object({
        registered: z.int(),
        rounds: z.array(
          standings.extend({ no: z.int(), persons: z.int().nullable(), attempts: z.int().nullable() }),
        ),
        final: standings.nullable(),
        refused: z.array(z.object({ reason: z.string(), where: z.string(), count: z.int() })),
        load: z.object({
          requests: z.int(),
          perSecond: z.int().describe('Of this machine’s own time, at the lowest priority'),
          busiestMinute: z.object({ at: instant, requests: z.int() }).nullable(),
        }),
      })
      .nullable()
      .describe('Null in lists, before the end, and after seven days'),
  })
  .meta({ id: 'Rehearsal' })
export type RehearsalView = z.output<typeof rehearsal>
