import { z } from 'zod'

/** An instant in RFC 3339, UTC, milliseconds and Z. */
export const instant = z.iso
  .datetime({ precision: 3 })
  .meta({ id: 'Instant', examples: ['2023-08-14T00:30:00.000Z'] })

export const slugParams = z.object({ slug: z.string().max(80) })

export const bilingual = z.object({ vi: z.string(), en: z.string() }).meta({ id: 'Bilingual' })

export const phase = z.enum(['upcoming', 'open', 'paused', 'closed', 'published']).meta({ id: 'Phase' })

export const contest = z
  .object({
    slug: z.string(),
    name: z.string(),
    nameEn: z.string(),
    zone: z.string(),
    sample: z.boolean(),
    authority: z.string(),
    serverNow: instant,
    streams: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        nameEn: z.string(),
        guardianAllowed: z.boolean(),
        fields: z.array(
          z.object({
            name: z.string(),
            label: z.string(),
            labelEn: z.string(),
            hint: z.string().optional(),
            hintEn: z.string().optional(),
            kind: z.enum(['text', 'phone', 'citizenId', 'staffCode', 'date', 'email']),
            required: z.boolean(),
            pattern: z.string().optional(),
          }),
        ),
      }),
    ),
    rounds: z.array(
      z.object({
        id: z.string(),
        no: z.number().int(),
        name: z.string(),
        nameEn: z.string(),
        opensAt: instant,
        closesAt: instant,
        phase,
        pausedUntil: instant.optional().describe('While the organisers have it stand still: when it goes on'),
      }),
    ),
    paper: z.object({
      count: z.number().int(),
      timeLimitSeconds: z.number().int(),
      practiceCount: z.number().int().describe('Questions of a practice paper; 0: there is no practice'),
    }),
    attempts: z.object({
      perRound: z.number().int().optional(),
      perDay: z.number().int().optional(),
      total: z.number().int().optional(),
    }),
    prediction: z
      .object({
        text: z.string(),
        textEn: z.string(),
        target: z.string(),
        decimals: z.number().int(),
        required: z.boolean(),
      })
      .nullable(),
    support: z.object({
      body: z.string(),
      post: z.string(),
      telephone: z.string(),
      email: z.string().optional(),
      hours: z.string().optional(),
    }),
  })
  .meta({ id: 'Contest' })

export const ownContest = contest
  .extend({
    openedAt: instant.nullable().describe('Since when it is public; null: nobody has opened it yet'),
  })
  .meta({ id: 'OwnContest' })
export type OwnContestView = z.output<typeof ownContest>

export const ruleChange = z
  .object({
    section: z.string(),
    label: bilingual.describe('What the rules speak of'),
    before: bilingual.nullable().describe('Null: nothing was said of it'),
    after: bilingual.nullable(),
  })
  .meta({ id: 'RuleChange' })

/** The rules as the public may read them: everything the rulebook says but the exclusion lists. */
export const publicRulebook = z
  .object({
    version: z.number().int(),
    effectiveAt: instant,
    summary: bilingual,
    notes: z.array(bilingual),
    document: z.object({ no: z.string(), issuedOn: z.string(), title: z.string() }).optional(),
    streams: z.array(z.object({ code: z.string(), name: bilingual, eligibility: bilingual })),
    counting: z.string(),
    ranking: z.object({ gate: z.string(), keys: z.array(z.string()), ties: z.string() }),
    cumulative: z.object({ policy: z.string(), keys: z.array(z.string()), ties: z.string() }).nullable(),
    prizes: z.array(
      z.object({
        scope: z.enum(['round', 'contest', 'collective', 'special']),
        name: bilingual,
        count: z.number().int(),
        amountVnd: z.number().int().optional(),
        stream: z.string().optional(),
        note: bilingual.optional(),
      }),
    ),
    onePrizePerPerson: z.boolean(),
    collective: z.array(bilingual),
    headcountAsOf: z.string().optional(),
    appeals: z.object({ openDays: z.number().int(), channel: bilingual }),
    scoreShown: z.enum(['afterSubmit', 'afterRound', 'never']),
    exclusions: z.array(bilingual).describe('Who is excluded and why; never the persons'),
    changes: z
      .array(
        z.object({
          version: z.number().int(),
          effectiveAt: instant,
          reason: z.string(),
          changes: z.array(ruleChange),
        }),
      )
      .describe('Changes after the opening, the newest first; one that is announced takes effect later'),
  })
  .meta({ id: 'Rulebook' })

export type ContestView = z.output<typeof contest>
export type PublicRulebook = z.output<typeof publicRulebook>
