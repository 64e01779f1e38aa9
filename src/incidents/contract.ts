import { z } from 'zod'
import { instant, phase } from '../contests/contract.ts'

// What the console sends is known to the last member: anything else is a mistake, and is refused.

const when = z.iso.datetime({ offset: true })
const reason = z.string().trim().min(3).max(1000).describe('Why; on record')
const prose = z.string().trim().min(3).max(2000)
const text = z.strictObject({ vi: prose, en: prose.optional() }).meta({ id: 'IncidentText' })
const notice = text.optional().describe('Made known to the public on the page of the contest')
const roundNo = z.number().int().min(1).max(200)

/** What is done at once, and can be undone. */
export const incidentRequest = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('pause'),
      roundNo,
      until: when.describe('The round goes on at this instant by itself'),
      closesAt: when.optional().describe('Moves the closing as well'),
      reason,
      notice,
    }),
    z.strictObject({ kind: z.literal('resume'), roundNo, reason, notice }),
    z.strictObject({
      kind: z.literal('announcement'),
      roundNo,
      text: text.describe('Shown to everybody who is taking a paper'),
      minutes: z.number().int().min(1).max(720).default(30).describe('How long it is shown'),
      reason,
      notice,
    }),
    z.strictObject({
      kind: z.literal('notice'),
      roundNo: roundNo.nullable().default(null),
      reason,
      notice: text,
    }),
  ])
  .meta({
    id: 'IncidentRequest',
    examples: [
      {
        kind: 'pause',
        roundNo: 1,
        until: '2023-08-14T02:00:00.000Z',
        reason: 'Mất điện tại trung tâm dữ liệu',
        notice: { vi: 'Ban Tổ chức tạm dừng tuần thi đến 9 giờ 00 phút ngày 14/8/2023.' },
      },
    ],
  })

/** What changes somebody's time for good. */
export const timeChangeRequest = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('extension'),
      roundNo,
      closesAt: when,
      seenClosesAt: when.describe('The closing as it was shown: where another officer moved it, 409'),
      reason,
      notice,
    }),
    z.strictObject({
      kind: z.literal('extra-time'),
      contestantId: z.string().max(80),
      roundNo: roundNo.nullable().default(null).describe('Null: in every round'),
      percent: z
        .number()
        .int()
        .min(100)
        .max(300)
        .default(100)
        .describe('Of the time limit; 150: half as much again'),
      extraSeconds: z.number().int().min(0).max(14_400).default(0),
      reason,
      notice,
    }),
  ])
  .meta({
    id: 'TimeChangeRequest',
    examples: [
      {
        kind: 'extension',
        roundNo: 1,
        closesAt: '2023-08-20T16:00:00.000Z',
        seenClosesAt: '2023-08-20T14:00:00.000Z',
        reason: 'Bù thời gian gián đoạn',
      },
    ],
  })

export type DecisionRequest = z.output<typeof incidentRequest> | z.output<typeof timeChangeRequest>

export const taken = z
  .object({
    id: z.string(),
    inForceAt: instant,
    processes: z.number().int().describe('Processes that take requests'),
    heard: z.number().int().describe('How many of them judge by it already'),
    moved: z.number().int().describe('Open attempts whose deadline was moved'),
    proposalId: z.string().nullable().describe('What a second person is to confirm within 24 hours'),
  })
  .meta({ id: 'IncidentTaken' })

export const incident = z
  .object({
    id: z.string(),
    no: z.number().int(),
    kind: z.enum(['pause', 'resume', 'extension', 'extra-time', 'announcement', 'notice']),
    roundNo: z.number().int().nullable(),
    contestant: z.object({ id: z.string(), fullName: z.string() }).nullable(),
    reason: z.string(),
    decidedBy: z.object({ id: z.string(), fullName: z.string() }),
    decidedAt: instant,
    inForceAt: instant,
    until: instant.nullable(),
    closesAt: instant.nullable(),
    closedBefore: instant.nullable(),
    percent: z.number().int().nullable(),
    extraSeconds: z.number().int().nullable(),
    text: z.object({ vi: z.string(), en: z.string().nullable() }).nullable(),
    notice: z.object({ vi: z.string(), en: z.string().nullable() }).nullable(),
    needsSecondPerson: z.boolean(),
    confirmedBy: z.string().nullable().describe('The name of the second person'),
    confirmedAt: instant.nullable(),
  })
  .meta({ id: 'Incident' })
export type IncidentView = z.output<typeof incident>

export const incidentPage = z.object({
  before: z.coerce.number().int().optional().describe('The number of the last one of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const personSearch = z.object({ q: z.string().trim().min(2).max(100) })
export const person = z
  .object({
    id: z.string(),
    fullName: z.string(),
    unitName: z.string(),
    birthOn: z.string().nullable(),
  })
  .meta({ id: 'PersonFound' })

// To the public.

export const noticeView = z
  .object({
    id: z.string(),
    kind: z.string(),
    roundNo: z.number().int().nullable(),
    at: instant,
    text: z.string(),
    textEn: z.string().optional(),
  })
  .meta({ id: 'Notice' })
export type NoticeView = z.output<typeof noticeView>

export const bulletinParams = z.object({ roundId: z.string().max(80) })
export const bulletin = z
  .object({
    phase,
    closesAt: instant,
    pausedUntil: instant.optional(),
    changes: z
      .number()
      .int()
      .describe('Grows with every decision: then one’s own deadline is to be asked for'),
    announcements: z.array(
      z.object({ id: z.string(), at: instant, text: z.string(), textEn: z.string().optional() }),
    ),
  })
  .meta({ id: 'Bulletin' })
export type Bulletin = z.output<typeof bulletin>
