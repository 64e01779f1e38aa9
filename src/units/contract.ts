import { z } from 'zod'

export const unitsQuery = z.object({
  query: z.string().max(200).optional().describe('Words of the name, with or without diacritics'),
  stream: z.string().max(40).optional().describe('Code of a stream: only units that it may choose'),
  parent: z.string().max(80).optional().describe('Id or code of a unit: only what stands below it'),
})

export const unitChoice = z
  .object({
    id: z.string(),
    code: z.string(),
    name: z.string(),
    path: z.string().describe('Names from the top, joined by " › "'),
  })
  .meta({ id: 'Unit' })

export type UnitChoice = z.output<typeof unitChoice>
