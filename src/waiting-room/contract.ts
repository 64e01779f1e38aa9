import { z } from 'zod'

export const ticket = z
  .string()
  .max(300)
  .describe('What was given when told to wait; without it the same contestant has the same place')

/** A member of the 503 `busy` with which somebody is asked to wait. */
export const waiting = z
  .object({
    ticket,
    state: z.enum(['drawing', 'queued']),
    ahead: z.number().int().optional().describe('How many are admitted before; absent while lots are drawn'),
    seconds: z.number().int().describe('Until it may start, or until the lots are drawn'),
    admittedAt: z.iso.datetime(),
    serverNow: z.iso.datetime(),
  })
  .meta({ id: 'Waiting' })
export type Waiting = z.output<typeof waiting>
