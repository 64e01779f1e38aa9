import { z } from 'zod'
import { DIFFICULTIES, PICTURE_PLACES, QUESTION_KINDS } from '../contests/model.ts'
import { IMPORT_STATES, QUESTION_STATES, VERDICTS, VERSION_STATES } from './model.ts'

// A draft may be half written: here stands only how long a text may be. What a question needs is asked when it is sent for review.

const line = z.string().trim().max(300)
const date = z.union([z.literal(''), z.iso.date()])
const instant = z.iso.datetime()
const version = z
  .number()
  .int()
  .min(1)
  .describe('What the change was made from; 409 changed-meanwhile if it is older')
const reason = z.string().trim().min(3).max(1000)
const bank = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/)
const id = z.string().max(80)
const uploadId = z.uuid()

const ID = '0189f18e-9280-7c4d-9936-9be193938ff8'
const EXAMPLE = {
  topic: 'mot-cua',
  difficulty: 'easy' as const,
  kind: 'single' as const,
  text: 'Bộ phận Một cửa cấp xã đặt ở đâu?',
  options: ['Trung tâm Phục vụ hành chính công', 'Kho bạc', 'Bưu điện'],
  source: { document: 'Nghị định số 118/2025/NĐ-CP', article: 'Điều 8' },
  validFrom: '2025-07-01',
  practice: false,
}
const KEY = { correct: [1], explanation: 'Theo Điều 8.' }

export const kind = z.enum(QUESTION_KINDS)
export const difficulty = z.enum(DIFFICULTIES)
export const state = z.enum(QUESTION_STATES).meta({ id: 'BankQuestionState' })
export const warning = z.enum(['replaced', 'not-yet-in-force', 'no-longer-in-force'])

export const source = z.strictObject({
  document: line,
  article: line.optional(),
  clause: line.optional(),
  issuedOn: date.optional(),
})
const picture = z.strictObject({ at: z.enum(PICTURE_PLACES), digest: z.string().max(64), alt: line })

export const newContent = z
  .strictObject({
    topic: z.string().trim().max(40),
    difficulty,
    kind,
    text: z.string().trim().max(2000),
    rows: z.array(line).max(12).optional(),
    options: z.array(z.string().trim().max(1000)).max(12).default([]),
    images: z.array(picture).max(13).optional(),
    source,
    validFrom: date,
    validTo: date.optional(),
    replacedBy: line.optional(),
    practice: z.boolean().default(false),
  })
  .meta({ id: 'NewQuestionContent' })
export const key = z
  .strictObject({
    correct: z
      .array(z.union([z.number().int().min(1).max(12), z.string().trim().max(500)]))
      .max(12)
      .describe('Option numbers from 1, or the accepted strings'),
    explanation: z.string().trim().max(2000).optional(),
  })
  .meta({ id: 'QuestionKey' })

export const newQuestion = z
  .strictObject({
    bank,
    code: z
      .string()
      .regex(/^[A-Z0-9]+(-[A-Z0-9]+)+$/)
      .max(60)
      .optional(),
    content: newContent,
    key,
  })
  .meta({ id: 'NewQuestion', examples: [{ bank: 'chung', content: EXAMPLE, key: KEY }] })
export const draftChange = z
  .strictObject({ version, content: newContent, key: key.optional() })
  .meta({ id: 'DraftChange', examples: [{ version: 2, content: EXAMPLE, key: KEY }] })
export const withVersion = z.strictObject({ version }).meta({ id: 'SeenVersion', examples: [{ version: 2 }] })
export const withReason = z
  .strictObject({ version, reason })
  .meta({ id: 'SeenVersionAndReason', examples: [{ version: 2, reason: 'Thiếu căn cứ' }] })
export const newDraft = z
  .strictObject({ version, why: reason })
  .meta({ id: 'NewDraft', examples: [{ version: 2, why: 'Có nghị định mới' }] })
export const approvals = z
  .strictObject({
    questions: z.array(z.strictObject({ id, version })).min(1).max(200),
  })
  .meta({ id: 'QuestionApprovals', examples: [{ questions: [{ id: ID, version: 3 }] }] })
export const keyLook = z
  .strictObject({ versionId: id, reason: reason.optional() })
  .meta({ id: 'KeyLook', examples: [{ versionId: ID, reason: 'Soát lần cuối' }] })
export const comparison = z
  .strictObject({
    text: z.string().max(2000),
    options: z.array(z.string().max(1000)).max(12),
    except: id.optional(),
  })
  .meta({ id: 'QuestionComparison', examples: [{ text: EXAMPLE.text, options: EXAMPLE.options }] })

const authority = z.string().max(80).optional().describe('Its code, for an officer of the whole installation')
export const ofAuthority = z.object({ authority })
const limit = z.coerce.number().int().min(1).max(200).default(50)
const search = z.string().max(200).optional()
export const questionPage = z.object({
  authority,
  after: z.string().max(80).optional().describe('The code of the last question of the page before'),
  limit,
  search,
  state: state.optional(),
  topic: z.string().max(40).optional(),
  difficulty: difficulty.optional(),
  kind: kind.optional(),
  bank: z.string().max(40).optional(),
  document: z.string().max(300).optional(),
  warned: z.enum(['true']).optional().describe('Only those whose legal source is not in force'),
})
export const questionParams = z.object({ questionId: id })
export const lookPage = z.object({
  authority,
  before: z.coerce.number().int().min(1).optional(),
  limit,
  question: id.optional(),
})
export const sourcePage = z.object({ authority, after: z.string().max(400).optional(), limit, search })
export const sourceParams = z.object({ sourceId: id })

const person = z.object({ id: z.string(), name: z.string().nullable() })

export const content = z
  .object({
    topic: z.string(),
    difficulty,
    kind,
    text: z.string(),
    rows: z.array(z.string()).optional(),
    options: z.array(z.string()),
    images: z
      .array(
        z.object({
          at: z.string(),
          digest: z.string(),
          alt: z.string(),
          width: z.number().int(),
          height: z.number().int(),
        }),
      )
      .optional(),
    source: z.object({
      document: z.string(),
      article: z.string().optional(),
      clause: z.string().optional(),
      issuedOn: z.string().optional(),
    }),
    validFrom: z.string(),
    validTo: z.string().optional(),
    replacedBy: z.string().optional(),
    practice: z.boolean(),
  })
  .meta({ id: 'QuestionContent' })

export const questionRow = z
  .object({
    id: z.string(),
    code: z.string(),
    bank: z.string(),
    state,
    topic: z.string(),
    difficulty,
    kind,
    practice: z.boolean(),
    text: z.string().describe('Its first 300 characters'),
    isInForce: z.boolean().describe('A version of it is given to rounds'),
    isMine: z.boolean().describe('Who asks wrote at the newest version, and so may not approve it'),
    warning: warning.nullable(),
    version: z.number().int(),
    changedAt: instant,
    submittedAt: instant.nullable(),
  })
  .meta({ id: 'BankQuestionRow' })

export const change = z.object({ field: z.string(), before: z.string(), after: z.string() })
export const versionView = z
  .object({
    id: z.string(),
    versionNo: z.number().int().nullable(),
    state: z.enum(VERSION_STATES),
    content,
    writers: z.array(person),
    writtenAt: instant,
    why: z.string().nullable(),
    submittedAt: instant.nullable(),
    returnedBy: person.nullable(),
    returnedBecause: z.string().nullable(),
    approvedBy: person.nullable(),
    approvedAt: instant.nullable(),
    endedAt: instant.nullable(),
    changes: z.array(change).describe('From the approved version before it; keys are not among them'),
  })
  .meta({ id: 'BankQuestionVersion' })

export const figures = z.object({
  papers: z.number().int(),
  drawn: z.number().int(),
  correct: z.number().int(),
  blank: z.number().int(),
  facility: z.number().describe('The share of right answers'),
  discrimination: z
    .number()
    .nullable()
    .describe('Point-biserial correlation with the rest of the paper; null below 30 papers'),
  choices: z
    .array(z.number().int())
    .nullable()
    .describe('How often each option was chosen, as the bank has them'),
})
export const use = z.object({
  slug: z.string(),
  contest: z.string(),
  roundNo: z.number().int(),
  opensAt: instant,
  closesAt: instant,
  versionNo: z.number().int(),
  isSealed: z.boolean().describe('The round has not closed'),
  figures: figures.nullable().describe('Null until its books are closed'),
})
export const questionView = z
  .object({
    id: z.string(),
    code: z.string(),
    bank: z.string(),
    state,
    version: z.number().int(),
    changedAt: instant,
    newestId: z.string(),
    inForceId: z.string().nullable(),
    warning: warning.nullable(),
    isSealed: z.boolean(),
    versions: z.array(versionView).describe('The newest first'),
    uses: z.array(use),
  })
  .meta({ id: 'BankQuestion' })
export const near = z
  .object({
    id: z.string(),
    code: z.string(),
    state,
    share: z.number().describe('Of the three-letter pieces of both'),
    text: z.string(),
    options: z.array(z.string()),
  })
  .meta({ id: 'NearQuestion' })
export const overview = z
  .object({
    banks: z.array(z.object({ bank: z.string(), questions: z.number().int(), approved: z.number().int() })),
    topics: z.array(z.object({ topic: z.string(), questions: z.number().int() })),
    states: z.array(z.object({ state, questions: z.number().int() })),
  })
  .meta({ id: 'BankOverview' })
export const approved = z.array(z.object({ id: z.string(), reason: z.string().nullable() }))
export const keyLookView = z.object({
  id: z.number().int(),
  officer: person,
  deed: z.enum(['question-key.seen', 'questions.exported']),
  subject: z.string(),
  details: z.record(z.string(), z.unknown()),
  at: instant,
})

export const sourceChange = z
  .strictObject({
    version,
    issuedOn: date,
    validFrom: date,
    validTo: date,
    replacedBy: line,
  })
  .meta({
    id: 'LegalSourceChange',
    examples: [{ version: 1, issuedOn: '', validFrom: '2025-07-01', validTo: '', replacedBy: '' }],
  })
export const sourceView = z
  .object({
    id: z.string(),
    document: z.string(),
    issuedOn: z.string().nullable(),
    validFrom: z.string().nullable(),
    validTo: z.string().nullable(),
    replacedBy: z.string().nullable(),
    version: z.number().int(),
    questions: z.number().int(),
    warning: warning.nullable(),
  })
  .meta({ id: 'LegalSource' })

export const newImage = z
  .strictObject({ uploadId })
  .meta({ id: 'NewQuestionImage', examples: [{ uploadId: ID }] })
export const imageView = z
  .object({
    digest: z.string(),
    type: z.string(),
    width: z.number().int(),
    height: z.number().int(),
    size: z.number().int(),
  })
  .meta({ id: 'QuestionImage' })
export const imageParams = z.object({ digest: z.string().max(80) })

const fault = z.object({ where: z.string(), found: z.string(), expected: z.string() })
const verdict = z.enum(VERDICTS)
export const newImport = z
  .strictObject({ uploadId })
  .meta({ id: 'NewQuestionImport', examples: [{ uploadId: ID }] })
export const columns = z
  .strictObject({
    uploadId,
    columns: z
      .record(z.string().max(200), z.string().max(60))
      .describe('{ "Stem": "Câu hỏi", "Opt 1": "A" }'),
  })
  .meta({ id: 'SheetColumns', examples: [{ uploadId: ID, columns: { Stem: 'Câu hỏi', 'Opt 1': 'A' } }] })
export const importParams = z.object({ importId: id })
export const importItemParams = z.object({ importId: id, no: z.coerce.number().int().min(1).max(100_000) })
export const itemPage = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit,
  verdict: verdict.optional(),
})
export const repair = z
  .strictObject({
    version,
    text: z.string().trim().max(2000).optional(),
    kind: kind.optional(),
    options: z.array(z.string().trim().max(1000)).max(12).optional(),
    rows: z.array(line).max(12).optional(),
    correct: key.shape.correct.optional(),
    isLeft: z.boolean().optional(),
  })
  .meta({ id: 'QuestionRepair', examples: [{ version: 1, correct: [2] }] })
export const confirmation = z
  .strictObject({
    bank,
    topic: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/),
    source: z.string().trim().min(3).max(300),
    validFrom: z.iso.date(),
  })
  .meta({
    id: 'ImportConfirmation',
    examples: [
      { bank: 'chung', topic: 'mot-cua', source: 'Nghị định số 118/2025/NĐ-CP', validFrom: '2025-07-01' },
    ],
  })
export const importView = z
  .object({
    id: z.string(),
    fileName: z.string(),
    format: z.string().nullable(),
    state: z.enum(IMPORT_STATES),
    counted: z.number().int().describe('While it is read: how far it is'),
    fault: fault.nullable(),
    warnings: z.array(fault),
    headings: z.array(z.string()).nullable().describe('Columns of the sheet that nobody knows'),
    verdicts: z.object({
      fresh: z.number().int(),
      repeated: z.number().int(),
      faulty: z.number().int(),
      left: z.number().int(),
    }),
    madeAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'QuestionImport' })
export const importItem = z
  .object({
    no: z.number().int(),
    place: z.string(),
    verdict,
    content,
    correct: z.array(z.union([z.number().int(), z.string()])),
    explanation: z.string().nullable(),
    faults: z.array(fault),
    near: z.object({ name: z.string(), share: z.number() }).nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'QuestionImportItem' })
export const imported = z.object({
  inReview: z.number().int(),
  drafts: z.number().int(),
  left: z.number().int(),
})
export const newExport = z
  .strictObject({
    format: z.enum(['gift', 'aiken', 'moodle-xml', 'qti21', 'qti3', 'docx', 'xlsx']),
    bank: bank.optional(),
    topic: z.string().max(40).optional(),
    reason,
  })
  .meta({
    id: 'NewQuestionExport',
    examples: [{ format: 'docx', bank: 'chung', reason: 'Hội đồng duyệt đề' }],
  })

export type ImportView = z.output<typeof importView>
export type ImportItemView = z.output<typeof importItem>
export type Content = z.output<typeof content>
export type NewContent = z.output<typeof newContent>
export type Key = z.output<typeof key>
export type QuestionRowView = z.output<typeof questionRow>
export type QuestionView = z.output<typeof questionView>
export type VersionView = z.output<typeof versionView>
export type NearView = z.output<typeof near>
export type Overview = z.output<typeof overview>
export type SourceView = z.output<typeof sourceView>
export type ImageView = z.output<typeof imageView>
export type UseView = z.output<typeof use>
export type KeyLookView = z.output<typeof keyLookView>
