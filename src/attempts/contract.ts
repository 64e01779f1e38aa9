import { z } from 'zod'
import { instant } from '../contests/contract.ts'
import { problem } from '../platform/problem.ts'
import { ticket, waiting } from '../waiting-room/contract.ts'

/** Keys are question numbers; values option numbers, or one string (numeric, short text). `{}` clears. */
export const answers = z
  .record(z.string().max(8), z.union([z.array(z.number().int()).max(20), z.string().max(500)]))
  .meta({ id: 'Answers', examples: [{ '1': [2], '2': [4] }] })

/** A number, a string as people write it (1.234; 87,65), or null. */
export const predictionInput = z
  .union([z.number(), z.string().max(60), z.null()])
  .meta({ id: 'Prediction', examples: [1234, '1.234'] })

export const attemptParams = z.object({ attemptId: z.string().max(80) })
export const roundParams = z.object({ roundId: z.string().max(80) })

export const startRequest = z
  .object({
    nonce: z
      .string()
      .regex(/^[0-9a-fA-F]{32}$/)
      .optional()
      .describe('32 hex digits drawn by the client: nobody at the server alone chose the paper'),
    ticket: ticket.optional(),
  })
  .meta({ id: 'Start', examples: [{ nonce: '5f2d8a0c3b7e4916a8d05c1f9e6b7a42' }] })

/** 503: everybody is busy; or, where starts are spread, how long to wait. */
export const busyOrWaiting = problem.extend({ waiting: waiting.optional() }).meta({ id: 'Busy' })

/** A picture stands at /api/v1/images/{digest}; its size is told so that nothing jumps when it comes. */
export const picture = z
  .object({ digest: z.string(), alt: z.string(), width: z.number().int(), height: z.number().int() })
  .meta({ id: 'Picture' })
const pictures = z.array(picture).optional()

export const paperQuestion = z
  .object({
    no: z.number().int(),
    text: z.string(),
    kind: z.enum(['single', 'multiple', 'true-false', 'ordering', 'matching', 'numeric', 'short']),
    multiple: z.boolean(),
    rows: z.array(z.object({ no: z.number().int(), text: z.string() })).optional(),
    images: pictures,
    options: z.array(z.object({ no: z.number().int(), text: z.string(), images: pictures })),
  })
  .meta({ id: 'Question' })

export const savedPaper = z
  .object({ answers, prediction: z.union([z.number(), z.null()]) })
  .meta({ id: 'Saved' })

export const startedAttempt = z
  .object({
    attemptId: z.string(),
    startedAt: instant,
    deadlineAt: instant,
    serverNow: instant,
    savedSequence: z.number().int(),
    saved: savedPaper,
    questions: z.array(paperQuestion),
    prediction: z
      .object({ text: z.string(), textEn: z.string(), decimals: z.number().int(), required: z.boolean() })
      .nullable(),
  })
  .meta({ id: 'StartedAttempt' })

export const saveRequest = z
  .object({
    sequence: z.number().int().describe('Grows with every save; one not above the saved one changes nothing'),
    answers,
    prediction: predictionInput.optional(),
  })
  .meta({
    id: 'Save',
    examples: [{ sequence: 3, answers: { '1': [2], '2': [1, 4], '3': '1.500' }, prediction: '1.234' }],
  })

export const saved = z
  .object({
    savedSequence: z.number().int(),
    serverNow: instant,
    deadlineAt: instant.optional().describe('Where organisers may have moved it'),
    saved: savedPaper.optional().describe('Only when this save was not above the saved sequence'),
  })
  .meta({ id: 'SaveReply', examples: [{ savedSequence: 3, serverNow: '2023-08-14T01:04:05.678Z' }] })

export const submitRequest = z
  .object({ answers: answers.optional(), prediction: predictionInput.optional() })
  .meta({ id: 'Submission', examples: [{}, { answers: { '1': [2], '2': [4] }, prediction: 1234 }] })

/** Signed with Ed25519 over the RFC 8785 form of the other members; see GET /api/v1/keys. */
export const receipt = z
  .object({
    v: z.literal(1),
    contest: z.string(),
    round: z.number().int(),
    attemptId: z.string(),
    paperHash: z.string().describe('SHA-256, hex'),
    arrivedAt: instant,
    submittedAt: instant,
    code: z.string(),
    keyId: z.string(),
    signature: z.string().describe('base64url'),
  })
  .meta({
    id: 'Receipt',
    examples: [
      {
        v: 1,
        contest: 'demo',
        round: 2,
        attemptId: '0189f18e-9280-7c4d-9936-9be193938ff8',
        paperHash: 'f062dc1cc7426279dbd06de02fd01ca88cfac59533389ff69790c13c672582ed',
        arrivedAt: '2023-08-14T01:08:00.123Z',
        submittedAt: '2023-08-14T01:08:00.123Z',
        code: 'Y1HD-R767-89H7',
        keyId: '6f87c1c4322da471',
        signature: 'rcPGSuIjrIBJjLnjttkcscyTqeEV9KPJKE7gzzAMn7Oj145sZTn3zCYSmUUVOnFIMnsW1a2N5G4nzuZntYNQAA',
      },
    ],
  })

export const submitted = z
  .object({
    receipt,
    score: z.number().int().optional(),
    total: z.number().int().optional(),
    durationMs: z.number().int(),
  })
  .meta({ id: 'Submitted' })

export const tooLate = problem.extend({ receipt: receipt.optional() }).meta({ id: 'TooLate' })

export const attemptView = z
  .object({
    attemptId: z.string(),
    roundId: z.string(),
    state: z.enum(['open', 'sealed', 'expired', 'void']),
    startedAt: instant,
    deadlineAt: instant,
    submittedAt: instant.optional(),
    receipt: receipt.optional(),
    score: z.number().int().optional().describe('As it was sealed'),
    regraded: z
      .object({ score: z.number().int(), total: z.number().int() })
      .optional()
      .describe('What the paper is worth since one of its questions was ruled on'),
  })
  .meta({
    id: 'Attempt',
    examples: [
      {
        attemptId: '0189f18e-9280-7c4d-9936-9be193938ff8',
        roundId: '0189ae64-f800-762f-b76c-2d6f1230b802',
        state: 'open',
        startedAt: '2023-08-14T01:00:00.000Z',
        deadlineAt: '2023-08-14T01:10:00.000Z',
      },
    ],
  })

/** A practice paper (thi thử): other questions than any round's, nothing is stored. */
export const practicePaper = z
  .object({ practiceId: z.string(), questions: z.array(paperQuestion) })
  .meta({ id: 'PracticePaper' })

export const practiceAnswers = z
  .object({ answers })
  .meta({ id: 'PracticeAnswers', examples: [{ answers: { '1': [2], '2': [4] } }] })

export const practiceResult = z
  .object({
    score: z.number().int(),
    total: z.number().int(),
    questions: z.array(
      z.object({
        no: z.number().int(),
        right: z.boolean(),
        correct: z.array(z.union([z.number().int(), z.string()])),
        explanation: z.string().optional(),
        source: z.string(),
      }),
    ),
  })
  .meta({ id: 'PracticeResult' })

export const publicKey = z
  .object({
    keyId: z.string(),
    algorithm: z.literal('Ed25519'),
    publicKey: z.string().describe('SubjectPublicKeyInfo in PEM'),
    from: instant,
    until: instant.optional(),
  })
  .meta({ id: 'ReceiptKey' })

export type Answers = z.output<typeof answers>
export type Receipt = z.output<typeof receipt>
export type StartedAttempt = z.output<typeof startedAttempt>
export type Picture = z.output<typeof picture>
export type PaperQuestion = z.output<typeof paperQuestion>
export type AttemptView = z.output<typeof attemptView>
