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

const reason = z.string().trim().min(3).max(1000)
export const exclusionContest = z.object({ slug: z.string().max(80) })
export const exclusionParams = z.object({ slug: z.string().max(80), exclusionId: z.string().max(80) })
export const exclusionPage = z.object({
  after: z.uuid().optional().describe('The id of the last one of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const exclusion = z
  .object({
    id: z.string(),
    fullName: z.string(),
    numbers: z.array(z.string()).describe('"phone 042": the field and the last three signs'),
    reason: z.string(),
    madeAt: z.iso.datetime(),
    liftedAt: z.iso.datetime().nullable(),
    liftReason: z.string().nullable(),
  })
  .meta({ id: 'Exclusion' })
export type ExclusionView = z.output<typeof exclusion>
export const newExclusion = z
  .strictObject({
    fullName: z.string().trim().min(2).max(100),
    numbers: z
      .record(z.string().max(40), z.string().max(200))
      .describe('By the identity fields of the rulebook'),
    reason,
  })
  .meta({
    id: 'NewExclusion',
    examples: [
      { fullName: 'Trần Văn Bình', numbers: { phone: '0912345678' }, reason: 'Thành viên Tổ giúp việc' },
    ],
  })
export const excluded = z.object({ id: z.string() }).meta({ id: 'Excluded' })
export const lifting = z
  .strictObject({ reason })
  .meta({ id: 'ExclusionLifting', examples: [{ reason: 'Đã thôi làm Tổ giúp việc' }] })

export type Registration = z.output<typeof registration>
