/** What an honest page asks of the help desk, the public one and the console's. */
import type { Ask, TestHouse } from './a-house.ts'
import { ask, type Browser } from './officers.ts'

type Request = [url: string, with_?: Ask]
const DESK = '/api/v1/console/enquiries'
const PUBLIC = '/api/v1/contests/thi'
const OTHER_WORDS = {
  question: { vi: 'Tôi không thấy biên nhận?', en: 'Where is my receipt?' },
  answer: { vi: 'Mở mục Bài của tôi.', en: '' },
}

export const aQuestion = {
  topic: 'taking',
  text: 'Em nộp bài rồi mà chưa thấy biên nhận ạ.',
  name: 'Đỗ Thị Lan',
  context: { page: '/contests/thi/me', round: 1, browser: 'Chrome · Android' },
}
let places = 0
/** A place of its own each time: whoever asks often from one is told to slow down. */
const elsewhere = () => `203.0.113.${++places % 250}`

export async function anEnquiry(
  house: TestHouse,
  question: Record<string, unknown> = aQuestion,
  with_: Ask = {},
): Promise<{ reference: string; token: string; id: string }> {
  const from = elsewhere()
  const taken = await house.ask('POST', `${PUBLIC}/enquiries`, { body: question, from, ...with_ })
  const { reference, token } = taken.body as unknown as { reference: string; token: string }
  const [row] = await house.rows<{ id: string }>('SELECT id FROM enquiries WHERE reference = $1', [reference])
  return { reference, token, id: row?.id ?? '' }
}

export function honestHelpdesk(
  house: TestHouse,
  as: (browser: Browser, url: string, body?: unknown) => Request,
  anybody: () => Promise<Browser>,
): Record<string, () => Promise<Request>> {
  const at = (path: string, body?: unknown) => async () =>
    as(await anybody(), `${DESK}/${(await anEnquiry(house)).id}${path}`, body)
  const made = async (path: string, body: unknown): Promise<[Browser, string]> => {
    const browser = await anybody()
    return [browser, (await ask(house, browser, 'POST', path, { body })).body.id]
  }
  const FAQS = '/api/v1/console/faqs'
  const READY = '/api/v1/console/ready-answers'
  const aReady = { contest: 'thi', title: 'Biên nhận', text: 'Mở mục Bài của tôi.' }

  return {
    'POST /api/v1/contests/{slug}/enquiries': async () => [
      `${PUBLIC}/enquiries`,
      { body: aQuestion, from: elsewhere() },
    ],
    'GET /api/v1/contests/{slug}/faq': async () => [`${PUBLIC}/faq?query=bien%20nhan`],
    'GET /api/v1/enquiries/{token}': async () => [`/api/v1/enquiries/${(await anEnquiry(house)).token}`],
    'POST /api/v1/enquiries/{token}/follow-ups': async () => [
      `/api/v1/enquiries/${(await anEnquiry(house)).token}/follow-ups`,
      { body: { text: 'Em gửi thêm ạ.' } },
    ],
    [`GET ${DESK}`]: async () => as(await anybody(), `${DESK}?queue=all&contest=thi&query=bien&limit=5`),
    [`GET ${DESK}/officers`]: async () => as(await anybody(), `${DESK}/officers`),
    [`GET ${DESK}/{enquiryId}`]: at(''),
    [`PUT ${DESK}/{enquiryId}/holder`]: at('/holder', { version: 1, holder: null }),
    [`POST ${DESK}/{enquiryId}/answers`]: at('/answers', { version: 1, text: 'Ở mục Bài của tôi.' }),
    [`PUT ${DESK}/{enquiryId}/closing`]: at('/closing', { version: 1 }),
    [`POST ${DESK}/{enquiryId}/reopening`]: at('/reopening', { version: 1 }),
    [`PUT ${DESK}/{enquiryId}/merger`]: async () => {
      const body = { version: 1, into: (await anEnquiry(house)).reference }
      return at('/merger', body)()
    },
    [`POST ${DESK}/{enquiryId}/separation`]: async () => {
      const browser = await anybody()
      const [one, other] = [await anEnquiry(house), await anEnquiry(house)]
      const body = { version: 1, into: other.reference }
      await ask(house, browser, 'PUT', `${DESK}/${one.id}/merger`, { body })
      return as(browser, `${DESK}/${one.id}/separation`, { version: 2 })
    },
    [`POST ${DESK}/{enquiryId}/notes`]: at('/notes', { text: 'Đã gọi lại.' }),
    [`GET ${FAQS}`]: async () => as(await anybody(), `${FAQS}?contest=thi`),
    [`POST ${FAQS}`]: async () => as(await anybody(), FAQS, { contest: 'thi', ...OTHER_WORDS }),
    [`PUT ${FAQS}/order`]: async () => {
      const browser = await anybody()
      const list = (await ask(house, browser, 'GET', `${FAQS}?contest=thi&everywhere=true`)).body
      const ids = list.map(({ id }: { id: string }) => id)
      return as(browser, `${FAQS}/order`, { contest: 'thi', everywhere: true, ids })
    },
    [`PUT ${FAQS}/{faqId}`]: async () => {
      const [browser, id] = await made(FAQS, { contest: 'thi', ...OTHER_WORDS })
      return as(browser, `${FAQS}/${id}`, { version: 1, ...OTHER_WORDS })
    },
    [`DELETE ${FAQS}/{faqId}`]: async () => {
      const [browser, id] = await made(FAQS, { contest: 'thi', ...OTHER_WORDS })
      return as(browser, `${FAQS}/${id}?version=1`)
    },
    [`GET ${READY}`]: async () => as(await anybody(), `${READY}?contest=thi`),
    [`POST ${READY}`]: async () => as(await anybody(), READY, aReady),
    [`PUT ${READY}/{readyId}`]: async () => {
      const [browser, id] = await made(READY, aReady)
      return as(browser, `${READY}/${id}`, { version: 1, title: 'Biên nhận', text: 'Mở Bài của tôi.' })
    },
    [`DELETE ${READY}/{readyId}`]: async () => {
      const [browser, id] = await made(READY, aReady)
      return as(browser, `${READY}/${id}?version=1`)
    },
  }
}
