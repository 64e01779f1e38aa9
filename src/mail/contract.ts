import { z } from 'zod'
import { instant } from '../contests/contract.ts'
import { FAULTS, KINDS, STATES } from './model.ts'

export const mail = z
  .object({
    id: z.string(),
    kind: z.enum(KINDS),
    recipient: z.string(),
    state: z.enum(STATES),
    attempts: z.number().int(),
    madeAt: instant,
    nextTryAt: instant.nullable(),
    settledAt: instant.nullable().describe('When the server took it, or it was given up or dropped'),
    fault: z.enum(FAULTS).nullable().describe('Why the last try failed'),
    serverSaid: z.string().nullable(),
  })
  .meta({ id: 'Mail' })
export type MailView = z.output<typeof mail>

export const mailState = z
  .object({
    isSetUp: z.boolean(),
    via: z.string().nullable().describe('Server and sender, without any password'),
    testedAt: instant.nullable().describe('When the server last took a test mail by these settings'),
  })
  .meta({ id: 'MailState' })
export type MailStateView = z.output<typeof mailState>

export const mailPage = z.object({
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
