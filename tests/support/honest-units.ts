/** What an honest page asks of the units: the tree, deeds, headcounts. */
import type { Ask, TestHouse } from './a-house.ts'
import { ask, type Browser } from './officers.ts'

type Request = [url: string, with_?: Ask]
const CONSOLE = '/api/v1/console'
let made = 0
/** A unit of its own each time, from a day that has not come. */
export const aNewUnit = () => ({
  kind: 'create',
  effectiveOn: '2099-01-01',
  reason: 'Quyết định thành lập',
  into: [{ code: `MOI.${++made}`, fresh: { name: `Phòng ${made}`, kind: 'agency', parent: null } }],
})

export function honestUnits(
  house: TestHouse,
  as: (browser: Browser, url: string, body?: unknown) => Request,
  anybody: () => Promise<Browser>,
): Record<string, () => Promise<Request>> {
  const at = (path: string, body?: unknown) => async () => as(await anybody(), `${CONSOLE}${path}`, body)
  const looked = async () => {
    const browser = await anybody()
    const reply = await ask(house, browser, 'POST', `${CONSOLE}/unit-deeds/preview`, { body: aNewUnit() })
    return { browser, version: (reply.body as unknown as { version: number }).version }
  }
  return {
    [`GET ${CONSOLE}/units`]: at('/units?on=2023-08-14'),
    [`GET ${CONSOLE}/units/{code}`]: at('/units/T.SNV'),
    [`GET ${CONSOLE}/unit-deeds`]: at('/unit-deeds'),
    [`POST ${CONSOLE}/unit-deeds/preview`]: at('/unit-deeds/preview', aNewUnit()),
    [`POST ${CONSOLE}/unit-deeds`]: async () => {
      const { browser, version } = await looked()
      return as(browser, `${CONSOLE}/unit-deeds`, { ...aNewUnit(), version })
    },
    [`PUT ${CONSOLE}/unit-deeds/{deedId}/withdrawal`]: async () => {
      const { browser, version } = await looked()
      const done = await ask(house, browser, 'POST', `${CONSOLE}/unit-deeds`, {
        body: { ...aNewUnit(), version },
      })
      const { id } = done.body as unknown as { id: string }
      return as(browser, `${CONSOLE}/unit-deeds/${id}/withdrawal`, { reason: 'Nhầm ngày' })
    },
    [`POST ${CONSOLE}/unit-imports`]: async () => {
      const browser = await anybody()
      const upload = await sendUnits(
        house,
        browser,
        `Mã,Mã cấp trên,Loại,Tên\nTEP.${++made},,Tỉnh,Tỉnh trong tệp\n`,
      )
      return as(browser, `${CONSOLE}/unit-imports`, { upload, asOf: '2023-08-01', confirmed: true })
    },
    [`GET ${CONSOLE}/contests/{slug}/headcounts`]: at('/contests/thi/headcounts'),
    [`PUT ${CONSOLE}/contests/{slug}/headcounts/{code}`]: async () => {
      const browser = await anybody()
      const url = `${CONSOLE}/contests/thi/headcounts`
      const list = (await ask(house, browser, 'GET', `${url}?query=T.SNV`)).body as unknown as {
        code: string
        version: number
      }[]
      const version = list.find(({ code }) => code === 'T.SNV')?.version ?? 0
      return as(browser, `${url}/T.SNV`, { people: 60, asOf: '2023-08-01', version })
    },
  }
}

/** Sends a file in one part, and says what it is called. */
export async function sendUnits(house: TestHouse, browser: Browser, text: string): Promise<string> {
  const bytes = Buffer.from(text)
  const begun = await ask(house, browser, 'POST', `${CONSOLE}/uploads`, {
    body: { name: 'don-vi.csv', size: bytes.length },
  })
  const { id } = begun.body as unknown as { id: string }
  await ask(house, browser, 'PUT', `${CONSOLE}/uploads/${id}/parts/0`, {
    raw: bytes,
    headers: { 'content-type': 'application/octet-stream' },
  })
  return id
}
