/** Questions of the bank as the console's editor sends them. */
import type { NewContent, QuestionView } from '../../src/banks/contract.ts'
import type { TestHouse } from './a-house.ts'
import { ask, type Browser, type StaffReply } from './officers.ts'

export const QUESTIONS = '/api/v1/console/questions'
/** One point, grey. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGOoBwAAgQCAvR/lPgAAAABJRU5ErkJggg==',
  'base64',
)

export const aContent = (changes: Partial<NewContent> = {}): NewContent => ({
  topic: 'mot-cua',
  difficulty: 'easy',
  kind: 'single',
  text: 'Bộ phận Một cửa cấp xã đặt ở đâu?',
  options: ['Trung tâm Phục vụ hành chính công', 'Kho bạc', 'Bưu điện'],
  source: { document: 'Nghị định số 118/2025/NĐ-CP', article: 'Điều 8' },
  validFrom: '2023-01-01',
  practice: false,
  ...changes,
})

export type Question = QuestionView & {
  reason?: string
  errors?: { pointer: string }[]
  current?: QuestionView
}
const viewIn = ({ body }: StaffReply) => body as Question

export async function drafted(
  house: TestHouse,
  browser: Browser,
  changes: Partial<NewContent> = {},
  more: { code?: string; key?: { correct: (number | string)[]; explanation?: string } } = {},
): Promise<Question> {
  const { code, key = { correct: [1], explanation: 'Theo Điều 8.' } } = more
  const body = { bank: 'chung', content: aContent(changes), key, ...(code && { code }) }
  return viewIn(await ask(house, browser, 'POST', QUESTIONS, { body }))
}

export async function sent(house: TestHouse, browser: Browser, question: Question): Promise<Question> {
  const url = `${QUESTIONS}/${question.id}/submission`
  return viewIn(await ask(house, browser, 'PUT', url, { body: { version: question.version } }))
}

export async function approve(
  house: TestHouse,
  browser: Browser,
  questions: readonly Question[],
): Promise<{ id: string; reason: string | null }[]> {
  const body = { questions: questions.map(({ id, version }) => ({ id, version })) }
  return (await ask(house, browser, 'POST', `${QUESTIONS}/approvals`, { body })).body
}

export const looked = async (house: TestHouse, browser: Browser, id: string): Promise<Question> =>
  viewIn(await ask(house, browser, 'GET', `${QUESTIONS}/${id}`))

export async function uploaded(
  house: TestHouse,
  browser: Browser,
  name: string,
  bytes: Buffer,
): Promise<string> {
  const body = { name, size: bytes.length }
  const { id, partBytes } = (await ask(house, browser, 'POST', '/api/v1/console/uploads', { body })).body
  for (let no = 0; no * partBytes < bytes.length; no++)
    await ask(house, browser, 'PUT', `/api/v1/console/uploads/${id}/parts/${no}`, {
      raw: bytes.subarray(no * partBytes, (no + 1) * partBytes),
      headers: { 'content-type': 'application/octet-stream' },
    })
  return id
}
