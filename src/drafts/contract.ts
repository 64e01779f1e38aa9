import { z } from 'zod'
import { bilingual, instant, ruleChange as ruleChangeEntry } from '../contests/contract.ts'

// What the console sends is known to the last member, but for the rules themselves: those may be anything while they are
// being written, and what is wrong with them is told, not refused.

const code = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,39}$/, 'lower-case letters, digits and hyphens, e.g. hoa-binh')
const version = z.number().int().min(1).describe('The version of the draft that was seen')
const entries = z.record(z.string().max(60), z.unknown())
const reason = z.string().trim().min(3).max(1000)

export const draftParams = z.object({ draftId: z.string().max(80) })
export const slugParams = z.object({ slug: z.string().max(80) })
export const listQuery = z.object({
  after: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

/** Sections that are sent as a whole; the lists of those who may not take part and the units have routes of their own. */
export const section = z.enum([
  'plan',
  'streams',
  'rounds',
  'paper',
  'attempts',
  'prediction',
  'ranking',
  'prizes',
  'collective',
  'publication',
  'support',
])
export const anySection = z.enum([...section.options, 'exclusions', 'units'])
export type SectionName = z.output<typeof anySection>
export const sectionParams = draftParams.extend({ section })

const authority = z.strictObject({ code, name: z.string().trim().min(1).max(300) })
export const beginning = z
  .discriminatedUnion('from', [
    z.strictObject({ from: z.literal('nothing'), authority: authority.optional() }),
    z.strictObject({ from: z.enum(['copy', 'change']), contest: z.string().max(80) }),
    z.strictObject({ from: z.literal('file'), uploadId: z.uuid() }),
  ])
  .meta({ id: 'DraftBeginning', examples: [{ from: 'copy', contest: 'hoa-binh-2023' }] })

export const sectionChange = z.strictObject({ version, value: entries }).meta({
  id: 'SectionChange',
  examples: [{ version: 3, value: { attempts: { perRound: 1 }, counting: 'only' } }],
})
export const preview = z
  .strictObject({ section: section.optional(), value: entries.optional() })
  .meta({ id: 'DraftPreview', examples: [{ section: 'prediction', value: { prediction: null } }] })
export const unitChange = z
  .strictObject({ version, roots: z.array(z.string().max(40)).max(500).nullable() })
  .meta({ id: 'UnitChoice', examples: [{ version: 4, roots: null }] })
const values = z.array(z.string().trim().min(1).max(300)).max(2000)
export const exclusionChange = z
  .strictObject({
    version,
    lists: z
      .array(
        z.strictObject({
          was: z.number().int().min(0).nullable().describe('Its place until now; null: a new list'),
          field: z.string().max(40),
          reason: z.strictObject({ vi: z.string().max(6000), en: z.string().max(6000) }),
          add: values.default([]),
          remove: values.default([]),
        }),
      )
      .max(20),
  })
  .meta({
    id: 'ExclusionChange',
    examples: [
      {
        version: 5,
        lists: [
          { was: null, field: 'staffCode', reason: { vi: 'Ban Tổ chức', en: 'Organisers' }, add: ['HB-001'] },
        ],
      },
    ],
  })
export const making = z.strictObject({ version }).meta({ id: 'ContestMaking', examples: [{ version: 12 }] })
export const ruleChange = z
  .strictObject({
    version,
    reason,
    effectiveAt: z.iso.datetime().nullable().default(null).describe('Null: with the confirmation'),
  })
  .meta({
    id: 'RuleChangeProposal',
    examples: [{ version: 7, reason: 'Quyết định số 130/QĐ-BTCCT', effectiveAt: null }],
  })

export const listedDraft = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    slug: z.string().nullable(),
    authority: z.string(),
    version: z.number().int(),
    contest: z.string().nullable().describe('The slug of the contest that it is of, or was made into'),
    changedAt: instant,
    changedBy: z.string(),
  })
  .meta({ id: 'ListedDraft' })
export type ListedDraft = z.output<typeof listedDraft>

const draftFault = z.object({
  section: anySection,
  pointer: z.string().describe('JSON Pointer from the rulebook'),
  isMissing: z.boolean().describe('Not there yet, rather than wrong'),
  said: bilingual,
})
const ambiguity = z.object({
  code: z.string(),
  section: anySection,
  pointer: z.string(),
  what: bilingual,
  why: bilingual,
  offers: bilingual.optional().describe('A sentence for the notes that settles it'),
})
const statement = z.object({ section: anySection, key: z.string(), label: bilingual, text: bilingual })

export const draftView = z
  .object({
    id: z.string(),
    version: z.number().int(),
    changedAt: instant,
    contest: z
      .object({
        slug: z.string(),
        ruleVersion: z.number().int(),
        hasOpened: z.boolean(),
        isNewer: z.boolean(),
      })
      .nullable()
      .describe('The contest that there is; isNewer: its rules have changed since by another way'),
    rules: entries,
    /** How many people are on each list; who they are is not known. */
    excluded: z.array(z.number().int()),
    units: z.object({
      roots: z.array(z.string()).nullable(),
      chosen: z.number().int(),
      choosable: z.number().int(),
      hasTree: z.boolean(),
      branches: z
        .array(z.object({ code: z.string(), name: z.string(), units: z.number().int() }))
        .describe(
          'The roots by name, and how many units each has; one that is gone has its code for a name and 0',
        ),
    }),
    sections: z.array(
      z.object({ section: anySection, state: z.enum(['not-begun', 'incomplete', 'faulty', 'complete']) }),
    ),
    faults: z.array(draftFault),
    told: z.array(statement),
    ambiguities: z.array(ambiguity),
    bank: z.object({
      banks: z.array(z.object({ bank: z.string(), approved: z.number().int() })),
      topics: z.array(z.string()),
      rows: z.array(
        z.object({
          row: z.number().int(),
          rounds: z.array(z.object({ no: z.number().int(), found: z.number().int() })),
        }),
      ),
      practice: z.number().int(),
    }),
    prizeTotalVnd: z.number().int(),
    changes: z
      .array(ruleChangeEntry)
      .describe('What differs from the rules in force; empty where there are none'),
  })
  .meta({ id: 'ContestDraft' })
export type DraftView = z.output<typeof draftView>

export const made = z
  .object({
    slug: z.string(),
    became: z.enum(['new', 'unchanged', 'changed']),
    versionNo: z.number().int(),
  })
  .meta({ id: 'MadeContest' })
export const proposed = z.object({ proposalId: z.string() }).meta({ id: 'ProposedRuleChange' })
export const noContent = z.null().describe('No content')
