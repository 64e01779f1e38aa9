import { z } from 'zod'
import { instant } from '../contests/contract.ts'
import { QUESTION_KINDS } from '../contests/model.ts'
import { rankingDiff } from '../rankings/contract.ts'
import { WAYS } from '../rulings/model.ts'

const id = z.string().max(80)
const round = z.string().max(20).describe('Number of a round, or "final"')
export const slugParams = z.object({ slug: z.string().max(80) })
export const roundParams = slugParams.extend({ round })
export const rulingParams = slugParams.extend({ rulingId: id })
export const versionParams = roundParams.extend({ version: z.coerce.number().int().min(1).max(100_000) })

export const listQuery = z.object({
  search: z.string().max(200).default(''),
  after: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const changesQuery = z.object({
  round: round.optional(),
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const answerKey = z
  .array(z.union([z.number().int(), z.string().max(500)]))
  .min(1)
  .max(50)
const when = z.iso.datetime({ offset: true })

export const order = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('question'),
      questionId: id,
      way: z.enum(WAYS),
      correct: answerKey
        .optional()
        .describe('With `another-key`: option numbers of the bank from 1, or accepted strings'),
    }),
    z.strictObject({
      kind: z.literal('void'),
      round: z.number().int(),
      from: when,
      until: when,
      by: z.enum(['started', 'submitted']),
      mayRetake: z.boolean().default(false),
    }),
    z.strictObject({ kind: z.literal('void-one'), attemptId: id, mayRetake: z.boolean().default(false) }),
    z.strictObject({ kind: z.literal('lift'), rulingId: id, attemptId: id.optional() }),
  ])
  .meta({ id: 'RulingOrder', examples: [{ kind: 'question', questionId: '…', way: 'left-out' }] })

const words = z.string().trim().min(10).max(2000)
export const wording = z
  .strictObject({
    reason: words.describe('Published with the version that it makes'),
    notice: words.describe('What the public is told'),
  })
  .meta({
    id: 'RulingWording',
    examples: [
      {
        reason: 'Nghị định làm căn cứ của câu hỏi đã được thay thế',
        notice: 'Thông báo số 2: một câu hỏi được chấm lại cho mọi bài thi',
      },
    ],
  })
export const why = z
  .strictObject({ reason: words })
  .meta({ id: 'ResultReason', examples: [{ reason: 'Đã hết thời hạn khiếu nại' }] })

export const drawnRound = z.object({
  round: z.union([z.number().int(), z.literal('final')]),
  /** at-close: its books are open; the ruling counts when they are closed. */
  state: z.enum(['drawn', 'at-close']),
  papers: z.number().int().nullable().describe('Papers that held the question'),
  diff: rankingDiff.nullable(),
})

export const rulingView = z
  .object({
    id: z.string(),
    kind: z.enum(['question', 'void', 'lift']),
    state: z.enum(['working', 'ready', 'failed', 'proposed', 'decided', 'lifted']),
    way: z.enum(WAYS).nullable(),
    question: z.object({ id: z.string(), code: z.string(), text: z.string() }).nullable(),
    scope: z.record(z.string(), z.unknown()),
    lifts: z.string().nullable(),
    mayRetake: z.boolean(),
    attempts: z.number().int().describe('Attempts that it declares void, or no longer void'),
    papers: z.number().int(),
    papersDone: z.number().int(),
    failed: z.enum(['changed', 'interrupted', 'error']).nullable(),
    madeAt: instant,
    decidedAt: instant.nullable(),
    liftedAt: instant.nullable(),
    reason: z.string().nullable(),
    notice: z.string().nullable(),
    proposalId: z.string().nullable(),
    rounds: z.array(drawnRound),
  })
  .meta({ id: 'Ruling' })

export const versionView = z
  .object({
    version: z.number().int(),
    closedAt: instant,
    publishedAt: instant.nullable(),
    withdrawnAt: instant.nullable(),
    placed: z.number().int(),
    actual: z.number().nullable(),
    reason: z.string().nullable(),
    notice: z.string().nullable(),
    diff: rankingDiff.nullable(),
    rulingId: z.string().nullable(),
  })
  .meta({ id: 'RankingVersionForOfficers' })

export const resultView = z
  .object({
    round: z.union([z.number().int(), z.literal('final')]),
    name: z.object({ vi: z.string(), en: z.string() }),
    opensAt: instant.nullable(),
    closesAt: instant.nullable(),
    booksClosedAt: instant.nullable(),
    papers: z.number().int(),
    voided: z.number().int(),
    regraded: z.number().int(),
    versions: z.array(versionView),
    proposalId: z
      .string()
      .nullable()
      .describe('A publication or a withdrawal that waits for a second person'),
  })
  .meta({ id: 'Result' })

export const standingRow = z
  .object({
    position: z.number().int(),
    place: z.number().int().nullable(),
    name: z.string(),
    unit: z.string(),
    attemptId: z.string(),
    score: z.number().int(),
    total: z.number().int(),
    sealedScore: z.number().int().nullable().describe('As it was when it was handed in'),
    sealedTotal: z.number().int().nullable(),
    prediction: z.number().nullable(),
    durationMs: z.number().int(),
  })
  .meta({ id: 'StandingRow' })

export const askedQuestion = z
  .object({
    id: z.string(),
    code: z.string(),
    version: z.number().int(),
    kind: z.enum(QUESTION_KINDS),
    text: z.string(),
    rows: z.array(z.string()).nullable(),
    options: z.array(z.string()),
    rounds: z.array(z.object({ round: z.number().int(), papers: z.number().int(), isClosed: z.boolean() })),
    rulingId: z.string().nullable().describe('The ruling on it that stands'),
  })
  .meta({ id: 'AskedQuestion' })

export const attemptRow = z
  .object({
    attemptId: z.string(),
    name: z.string(),
    unit: z.string(),
    round: z.number().int(),
    attemptNo: z.number().int(),
    startedAt: instant,
    submittedAt: instant.nullable(),
    score: z.number().int().nullable(),
    total: z.number().int().nullable(),
    regraded: z.object({ score: z.number().int(), total: z.number().int() }).nullable(),
    voided: z.boolean(),
    voidRulingId: z.string().nullable(),
  })
  .meta({ id: 'AttemptRow' })

export const proposed = z.object({ proposalId: z.string() }).meta({ id: 'Proposed' })

export type Order = z.output<typeof order>
export type RulingView = z.output<typeof rulingView>
export type ResultView = z.output<typeof resultView>
export type VersionView = z.output<typeof versionView>
export type StandingRow = z.output<typeof standingRow>
export type AskedQuestion = z.output<typeof askedQuestion>
export type AttemptRow = z.output<typeof attemptRow>
