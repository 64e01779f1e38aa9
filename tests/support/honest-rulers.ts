/** What an honest page asks of the routes on results. */
import type { Ask, TestHouse } from './a-house.ts'
import { ask, type Browser } from './officers.ts'

type Request = [url: string, with_?: Ask]
type As = (browser: Browser, url: string, body?: unknown) => Request

export function honestRulers(
  house: TestHouse,
  as: As,
  anybody: () => Promise<Browser>,
): Record<string, () => Promise<Request>> {
  const base = '/api/v1/console/contests/{slug}'
  const here = '/api/v1/console/contests/thi'
  const get = (path: string) => async () => as(await anybody(), `${here}${path}`)
  const reason = { reason: 'Chờ kết quả giải quyết khiếu nại' }
  const questionId = async () =>
    (
      await house.rows<{ id: string }>(
        `SELECT p.question_id AS id FROM round_questions p JOIN rounds r ON r.id = p.round_id JOIN contests c ON c.id = r.contest_id
         WHERE c.slug = 'thi' LIMIT 1`,
      )
    )[0]!.id
  const order = async () => ({ kind: 'question', questionId: await questionId(), way: 'left-out' })
  /** Drawn up, so that it can be proposed. */
  const ruling = async (browser: Browser): Promise<string> => {
    const { id } = (await ask(house, browser, 'POST', `${here}/rulings`, { body: await order() })).body
    for (;;) {
      const { state } = (await ask(house, browser, 'GET', `${here}/rulings/${id}`)).body
      if (state !== 'working') return id
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  return {
    [`GET ${base}/results`]: get('/results'),
    [`GET ${base}/results/questions`]: get('/results/questions?search=SI'),
    [`GET ${base}/results/attempts`]: get('/results/attempts?search=anh'),
    [`GET ${base}/results/{round}/versions/{version}/standings`]: get('/results/1/versions/1/standings'),
    [`GET ${base}/results/{round}/versions/{version}/changes`]: get('/results/1/versions/1/changes'),
    [`POST ${base}/results/{round}/publication`]: async () =>
      as(await anybody(), `${here}/results/1/publication`, reason),
    [`POST ${base}/results/{round}/withdrawal`]: async () =>
      as(await anybody(), `${here}/results/1/withdrawal`, reason),
    [`GET ${base}/rulings`]: get('/rulings'),
    [`POST ${base}/rulings`]: async () => as(await anybody(), `${here}/rulings`, await order()),
    [`GET ${base}/rulings/{rulingId}`]: async () => {
      const browser = await anybody()
      return as(browser, `${here}/rulings/${await ruling(browser)}`)
    },
    [`GET ${base}/rulings/{rulingId}/changes`]: async () => {
      const browser = await anybody()
      return as(browser, `${here}/rulings/${await ruling(browser)}/changes?round=1`)
    },
    [`POST ${base}/rulings/{rulingId}/proposal`]: async () => {
      const browser = await anybody()
      const words = { ...reason, notice: 'Thông báo số 2 của Ban Tổ chức' }
      return as(browser, `${here}/rulings/${await ruling(browser)}/proposal`, words)
    },
  }
}
