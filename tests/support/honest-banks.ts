/** What an honest page of the console asks of the question bank. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ROLES } from '../../src/staff/model.ts'
import type { Ask, TestHouse } from './a-house.ts'
import { aContent, drafted, PIXEL, QUESTIONS, sent, uploaded } from './a-question.ts'
import { ask, type Browser, seated } from './officers.ts'

type Request = [url: string, with_?: Ask]
const CONSOLE = '/api/v1/console'

export function honestBanks(house: TestHouse): Record<string, () => Promise<Request>> {
  const anybody = async () => (await seated(house, ROLES)).browser
  const as = (browser: Browser, url: string, body?: unknown): Request => [
    url,
    {
      headers: { cookie: `hoithi-staff=${browser.cookies.get('hoithi-staff')}`, 'hoithi-console': '1' },
      ...(body !== undefined && { body }),
    },
  ]
  const get = (url: string) => async () => as(await anybody(), url)
  const onDraft = (path: string, body: object) => async () => {
    const browser = await anybody()
    const { id, version } = await drafted(house, browser)
    return as(browser, `${QUESTIONS}/${id}${path}`, { version, ...body })
  }
  const approved = async () =>
    (await house.rows<{ id: string }>('SELECT id FROM bank_questions ORDER BY code'))[0]!.id
  const imaged = async (browser: Browser) => {
    const uploadId = await uploaded(house, browser, 'hinh.png', PIXEL)
    return { uploadId }
  }
  const IMPORTS = `${CONSOLE}/question-imports`
  const GIFT = Buffer.from('Bộ phận Một cửa đặt ở đâu? {=Trung tâm ~Kho bạc ~Bưu điện}')
  const imported = async (bytes = GIFT) => {
    const browser = await anybody()
    const uploadId = await uploaded(house, browser, 'cau-hoi.txt', bytes)
    const { id } = (await ask(house, browser, 'POST', IMPORTS, { body: { uploadId } })).body
    for (;;) {
      const { state, fault } = (await ask(house, browser, 'GET', `${IMPORTS}/${id}`)).body
      if (state === 'read') return { browser, uploadId, url: `${IMPORTS}/${id}` }
      if (state !== 'reading') throw new Error(`${state}: ${JSON.stringify(fault)}`)
      await sleep(30)
    }
  }
  return {
    [`POST ${IMPORTS}`]: async () => {
      const browser = await anybody()
      return as(browser, IMPORTS, { uploadId: await uploaded(house, browser, 'cau-hoi.txt', GIFT) })
    },
    [`GET ${IMPORTS}`]: get(IMPORTS),
    [`GET ${IMPORTS}/{importId}`]: async () => {
      const { browser, url } = await imported()
      return as(browser, url)
    },
    [`GET ${IMPORTS}/{importId}/items`]: async () => {
      const { browser, url } = await imported()
      return as(browser, `${url}/items?limit=5`)
    },
    [`PUT ${IMPORTS}/{importId}/columns`]: async () => {
      const { browser, uploadId, url } = await imported()
      await house.owner.query(`UPDATE bank_imports SET state = 'needs-columns' WHERE id = $1`, [
        url.split('/').at(-1),
      ])
      return as(browser, `${url}/columns`, { uploadId, columns: { Stem: 'Câu hỏi' } })
    },
    [`PATCH ${IMPORTS}/{importId}/items/{no}`]: async () => {
      const { browser, url } = await imported()
      return as(browser, `${url}/items/1`, { version: 1, correct: [2] })
    },
    [`PUT ${IMPORTS}/{importId}/confirmation`]: async () => {
      const { browser, url } = await imported()
      return as(browser, `${url}/confirmation`, {
        bank: 'chung',
        topic: 'mot-cua',
        source: 'Nghị định số 118/2025/NĐ-CP',
        validFrom: '2025-07-01',
      })
    },
    [`DELETE ${IMPORTS}/{importId}`]: async () => {
      const { browser, url } = await imported()
      return as(browser, url)
    },
    [`GET ${CONSOLE}/question-template`]: get(`${CONSOLE}/question-template`),
    [`POST ${CONSOLE}/question-exports`]: async () =>
      as(await anybody(), `${CONSOLE}/question-exports`, { format: 'gift', reason: 'Hội đồng duyệt đề' }),
    'GET /api/v1/images/{digest}': async () => {
      const browser = await anybody()
      const body = await imaged(browser)
      const { digest } = (await ask(house, browser, 'POST', `${CONSOLE}/question-images`, { body })).body
      return [`/api/v1/images/${digest}`]
    },
    [`POST ${CONSOLE}/question-images`]: async () => {
      const browser = await anybody()
      return as(browser, `${CONSOLE}/question-images`, await imaged(browser))
    },
    [`GET ${QUESTIONS}`]: get(`${QUESTIONS}?search=cau%20hoi&limit=3&state=approved`),
    [`GET ${QUESTIONS}/overview`]: get(`${QUESTIONS}/overview`),
    [`GET ${QUESTIONS}/{questionId}`]: async () => as(await anybody(), `${QUESTIONS}/${await approved()}`),
    [`POST ${QUESTIONS}/comparisons`]: async () =>
      as(await anybody(), `${QUESTIONS}/comparisons`, { text: 'Bộ phận Một cửa đặt ở đâu?', options: [] }),
    [`POST ${QUESTIONS}/{questionId}/key-looks`]: async () => {
      const browser = await anybody()
      const { id, newestId } = await drafted(house, browser)
      return as(browser, `${QUESTIONS}/${id}/key-looks`, { versionId: newestId })
    },
    [`GET ${CONSOLE}/key-looks`]: get(`${CONSOLE}/key-looks?limit=5`),
    [`POST ${QUESTIONS}`]: async () =>
      as(await anybody(), QUESTIONS, { bank: 'chung', content: aContent(), key: { correct: [] } }),
    [`POST ${QUESTIONS}/{questionId}/drafts`]: async () => {
      const id = await approved()
      const [{ version } = { version: 0 }] = await house.rows<{ version: number }>(
        'SELECT version FROM bank_questions WHERE id = $1',
        [id],
      )
      return as(await anybody(), `${QUESTIONS}/${id}/drafts`, { version, why: 'sửa lỗi chính tả' })
    },
    [`PUT ${QUESTIONS}/{questionId}/draft`]: onDraft('/draft', { content: aContent() }),
    [`DELETE ${QUESTIONS}/{questionId}/draft`]: onDraft('/draft', {}),
    [`PUT ${QUESTIONS}/{questionId}/submission`]: onDraft('/submission', {}),
    [`PUT ${QUESTIONS}/{questionId}/return`]: async () => {
      const browser = await anybody()
      const { id, version } = await sent(house, browser, await drafted(house, browser))
      return as(browser, `${QUESTIONS}/${id}/return`, { version, reason: 'thiếu căn cứ' })
    },
    [`POST ${QUESTIONS}/approvals`]: async () => {
      const writer = (await seated(house, ['question-writer'])).browser
      const { id, version } = await sent(house, writer, await drafted(house, writer))
      return as(await anybody(), `${QUESTIONS}/approvals`, { questions: [{ id, version }] })
    },
    [`PUT ${QUESTIONS}/{questionId}/retirement`]: async () => {
      const [row] = await house.rows<{ id: string; version: number }>(
        `SELECT id, version FROM bank_questions WHERE in_force_id IS NOT NULL ORDER BY code DESC`,
      )
      const { id, version } = row!
      return as(await anybody(), `${QUESTIONS}/${id}/retirement`, { version, reason: 'luật đã thay đổi' })
    },
    [`GET ${CONSOLE}/legal-sources`]: get(`${CONSOLE}/legal-sources?search=nghi%20quyet`),
    [`PUT ${CONSOLE}/legal-sources/{sourceId}`]: async () => {
      const browser = await anybody()
      const [source] = (await ask(house, browser, 'GET', `${CONSOLE}/legal-sources`)).body
      const body = { version: source.version, issuedOn: '', validFrom: '', validTo: '', replacedBy: '' }
      return as(browser, `${CONSOLE}/legal-sources/${source.id}`, body)
    },
  }
}
