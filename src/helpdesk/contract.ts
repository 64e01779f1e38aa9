import { z } from 'zod'
import { instant } from '../contests/contract.ts'
import { STATES, TOPICS } from './model.ts'

export const topic = z.enum(TOPICS).meta({ id: 'EnquiryTopic' })
export const enquiryState = z.enum(STATES).meta({ id: 'EnquiryState' })
export type EnquiryTopic = z.output<typeof topic>
export type EnquiryState = z.output<typeof enquiryState>

const text = z.string().trim().min(5).max(3000)
const page = z.string().max(300).regex(/^\//, 'a path of this site')
const word = z
  .string()
  .max(80)
  .regex(/^[\w-]+$/, 'a reason or a reference of ours')

export const enquiryContext = z
  .object({
    page: page.optional().describe('The path of the page it is about'),
    round: z.int().min(1).max(1000).optional(),
    browser: z.string().max(80).optional().describe('The kind of browser and system, and no more'),
    saw: word.optional().describe('What the page said, as a reason of this API'),
    reference: word.optional().describe('The reference of a failure, as the page showed it'),
    attemptId: z.string().max(80).optional().describe('An attempt of whoever is signed in'),
    receiptCode: z.string().max(40).optional().describe('Looked up by the server; not believed'),
  })
  .meta({ id: 'EnquiryContext' })

export const newEnquiry = z
  .object({
    topic,
    text: text.describe('Numbers of identity papers in it are not kept'),
    name: z.string().trim().max(100).optional().describe('How to address whoever asks'),
    context: enquiryContext.default({}),
  })
  .meta({
    id: 'NewEnquiry',
    examples: [{ topic: 'taking', text: 'Em nộp bài rồi mà chưa thấy biên nhận ạ.', context: { round: 1 } }],
  })
export const enquiryTaken = z
  .object({
    reference: z.string().describe('To be read out over the telephone; it proves nothing'),
    token: z.string().describe('Shows the answer at GET /api/v1/enquiries/{token}; given this once'),
  })
  .meta({ id: 'EnquiryTaken' })

export const tokenParams = z.object({ token: z.string().max(100) })
export const followUp = z.object({ text }).meta({ id: 'FollowUp', examples: [{ text: 'Em gửi thêm ạ.' }] })
export const noContent = z.null().describe('No content')

const said = z.object({
  kind: z.enum(['follow-up', 'answer', 'note']),
  text: z.string().nullable(),
  at: instant,
})
/** What whoever holds the link may see: no officer's name, no note. */
export const ownEnquiry = z
  .object({
    reference: z.string(),
    contest: z.string(),
    topic,
    text: z.string().nullable().describe('Null: it was erased, long after the contest'),
    context: enquiryContext,
    state: enquiryState,
    askedAt: instant,
    said: z.array(said),
    mayAdd: z.boolean(),
  })
  .meta({ id: 'OwnEnquiry' })
export type OwnEnquiry = z.output<typeof ownEnquiry>

const tongues = z.object({ vi: z.string(), en: z.string() })
export const faqQuery = z.object({ query: z.string().max(200).default('') })
export const publicFaq = z
  .object({ id: z.string(), question: tongues, answer: tongues, changedAt: instant })
  .meta({ id: 'Faq' })
export type PublicFaq = z.output<typeof publicFaq>

// The console. What it sends is known to the last member.

const version = z.int().min(1)
export const enquiryParams = z.object({ enquiryId: z.string().max(80) })
export const readyParams = z.object({ readyId: z.string().max(80) })
export const faqParams = z.object({ faqId: z.string().max(80) })

export const queuePage = z.object({
  queue: z.enum(['open', 'mine', 'answered', 'closed', 'all']).default('open'),
  contest: z.string().max(80).optional(),
  query: z
    .string()
    .max(200)
    .default('')
    .describe('Words of the text, the name or the reference, without accents too'),
  after: z.uuid().optional().describe('The id of the last one of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const queued = z
  .object({
    id: z.string(),
    reference: z.string(),
    contest: z.string(),
    topic,
    text: z.string().nullable(),
    askerName: z.string().nullable(),
    unit: z.object({ code: z.string(), name: z.string() }).nullable(),
    state: enquiryState,
    holder: z.object({ id: z.string(), fullName: z.string() }).nullable(),
    mergedInto: z.string().nullable(),
    askedAt: instant,
    lastAt: instant,
    version,
  })
  .meta({ id: 'QueuedEnquiry' })
export type QueuedEnquiry = z.output<typeof queued>

const similar = z.object({
  id: z.string(),
  reference: z.string(),
  text: z.string().nullable(),
  state: enquiryState,
  askedAt: instant,
})
export const enquiryView = queued
  .extend({
    isContestant: z.boolean().describe('They were signed in: name and unit are those of their registration'),
    context: enquiryContext,
    said: z.array(said.extend({ by: z.string().nullable() })),
    similar: z.array(similar),
    mergedCount: z.int().describe('How many others its answer goes to'),
    erased: z.boolean(),
  })
  .meta({ id: 'Enquiry' })
export type EnquiryView = z.output<typeof enquiryView>

export const holding = z
  .strictObject({ version, holder: z.string().max(80).nullable().describe('Null: back into the queue') })
  .meta({ id: 'EnquiryHolding', examples: [{ version: 1, holder: null }] })
export const newAnswer = z
  .strictObject({ version, text, closes: z.boolean().default(false) })
  .meta({ id: 'EnquiryAnswer', examples: [{ version: 1, text: 'Biên nhận nằm ở mục Bài của tôi.' }] })
export const newNote = z
  .strictObject({ text: z.string().trim().min(1).max(3000) })
  .meta({ id: 'EnquiryNote', examples: [{ text: 'Đã gọi lại.' }] })
export const seenVersion = z.strictObject({ version }).meta({ id: 'SeenVersion', examples: [{ version: 1 }] })
export const merging = z
  .strictObject({ version, into: z.string().min(1).max(40).describe('The reference of the other') })
  .meta({ id: 'EnquiryMerging', examples: [{ version: 1, into: 'VM-7K2M-9QPX' }] })
export const versionQuery = z.object({ version: z.coerce.number().int().min(1) })

export const deskOfficer = z.object({ id: z.string(), fullName: z.string() }).meta({ id: 'DeskOfficer' })
export const contestQuery = z.object({ contest: z.string().max(80) })

const title = z.string().trim().min(3).max(120)
export const readyAnswer = z
  .object({ id: z.string(), title: z.string(), text: z.string(), version })
  .meta({ id: 'ReadyAnswer' })
export type ReadyAnswerView = z.output<typeof readyAnswer>
export const newReadyAnswer = z.strictObject({ contest: z.string().max(80), title, text }).meta({
  id: 'NewReadyAnswer',
  examples: [{ contest: 'thi', title: 'Biên nhận', text: 'Mở mục Bài của tôi.' }],
})
export const readyAnswerChange = z
  .strictObject({ version, title, text })
  .meta({ id: 'ReadyAnswerChange', examples: [{ version: 1, title: 'Biên nhận', text: 'Mở Bài của tôi.' }] })

const faqTexts = {
  question: z.strictObject({ vi: z.string().trim().min(5).max(300), en: z.string().trim().max(300) }),
  answer: z.strictObject({ vi: z.string().trim().min(5).max(4000), en: z.string().trim().max(4000) }),
}
const faqExample = {
  question: { vi: 'Tôi không thấy biên nhận?', en: 'Where is my receipt?' },
  answer: { vi: 'Mở mục Bài của tôi.', en: 'Open My papers.' },
}
export const faqView = z
  .object({
    id: z.string(),
    contest: z.string().nullable().describe('Null: every contest of the authority'),
    question: tongues,
    answer: tongues,
    version,
    changedAt: instant,
  })
  .meta({ id: 'FaqForOfficers' })
export type FaqView = z.output<typeof faqView>
export const faqListQuery = z.object({
  contest: z.string().max(80),
  everywhere: z.enum(['true', 'false']).default('false').describe('Those of every contest of its authority'),
})
export const newFaq = z
  .strictObject({
    contest: z.string().max(80),
    everywhere: z.boolean().default(false).describe('For every contest of the authority'),
    ...faqTexts,
    from: z.string().max(80).optional().describe('The enquiry it was made from'),
  })
  .meta({ id: 'NewFaq', examples: [{ contest: 'thi', everywhere: false, ...faqExample }] })
export const faqChange = z
  .strictObject({ version, ...faqTexts })
  .meta({ id: 'FaqChange', examples: [{ version: 1, ...faqExample }] })
export const faqOrder = z
  .strictObject({
    contest: z.string().max(80),
    everywhere: z.boolean().default(false),
    ids: z.array(z.string().max(80)).max(200).describe('All of that list, in their new order'),
  })
  .meta({ id: 'FaqOrder', examples: [{ contest: 'thi', everywhere: false, ids: [] }] })
