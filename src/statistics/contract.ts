import { z } from 'zod'
import { instant } from '../contests/contract.ts'

export const statisticsQuery = z.object({
  round: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .optional()
    .describe('Number of a round; absent: the whole contest'),
})

/** null stands for a figure that is withheld because it would give the prediction away. */
const figure = z.number().int().nullable()
export const figures = z
  .object({
    persons: figure.describe('Persons (người): each counted once'),
    attempts: figure.describe('Attempts (lượt): finished and not void'),
    full: figure.describe(
      'Persons in every round (đầy đủ); before the last round: in every round closed so far',
    ),
  })
  .meta({ id: 'Figures' })

export const statistics = z
  .object({
    contest: z.string(),
    round: z.number().int().nullable(),
    asOf: instant,
    snapshot: z.string(),
    withheld: z.boolean().describe('Figures are withheld until the standings are published'),
    rounds: z
      .array(z.number().int())
      .describe('The rounds that are counted; one that is withheld from its opening on is not among them'),
    fullRounds: z.array(z.number().int()).describe('The rounds that `full` counts over'),
    totals: figures,
    units: z.array(
      z.object({
        unitId: z.string(),
        code: z.string(),
        name: z.string(),
        parentId: z.string().nullable(),
        own: figures,
        rollUp: figures.describe('The unit and everything below it'),
        headcount: z.number().int().optional(),
        rate: z.number().nullable().optional().describe('Persons per headcount, per cent, two decimals'),
      }),
    ),
  })
  .meta({ id: 'Statistics' })

export type Statistics = z.output<typeof statistics>
