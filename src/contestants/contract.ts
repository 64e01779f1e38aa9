import { z } from 'zod'

/** The members every registration has; the rulebook's own fields stand beside them. */
export const registration = z
  .object({
    stream: z.string().max(40),
    fullName: z.string().min(1).max(1000),
    unitId: z.string().max(80),
    consent: z.literal(true).describe('The contestant agrees to the stated use of their data; never preset'),
    guardian: z.boolean().optional().describe("The identity is a relative's or guardian's"),
  })
  .catchall(z.unknown())
  .meta({
    id: 'Registration',
    examples: [
      {
        stream: 'staff',
        fullName: 'Nguyễn Thị Ánh',
        unitId: '018d…',
        consent: true,
        phone: '0912345678',
      },
    ],
  })

export const registered = z
  .object({
    contestantId: z.string(),
    token: z.string().describe('Bearer token; also set as an HttpOnly cookie'),
  })
  .meta({ id: 'Registered' })

export const noContent = z.null().describe('No content')

export type Registration = z.output<typeof registration>
