import { z } from 'zod'
import { instant } from '../contests/contract.ts'
import { CHECKS } from './model.ts'

export const finding = z
  .object({
    code: z.enum(CHECKS),
    state: z.enum(['met', 'warning', 'unmet', 'unknown']),
    says: z.string().describe('Which of the sentences of this check holds'),
    seen: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .meta({ id: 'PreflightFinding' })
export type FindingView = z.output<typeof finding>

export const preflight = z
  .object({
    lookedAt: instant,
    findings: z.array(finding),
    opening: z
      .object({
        openedAt: instant,
        decidedBy: z.string().nullable().describe('Null: it was public from its loading on'),
        reason: z.string().nullable(),
        findings: z.array(finding).nullable().describe('As the list was when it was opened'),
      })
      .nullable(),
  })
  .meta({ id: 'Preflight' })
export type PreflightView = z.output<typeof preflight>

export const openingRequest = z
  .strictObject({
    reason: z
      .string()
      .trim()
      .min(3)
      .max(1000)
      .nullable()
      .default(null)
      .describe('Why it is opened although something is not met; needed then'),
  })
  .meta({ id: 'OpeningRequest', examples: [{ reason: null }] })
