/** What an honest page of the console asks of rosters. */

import { openImport } from '../../src/rosters/begin-import.ts'
import { stageRows, writeState } from '../../src/rosters/import-store.ts'
import type { Ask, TestHouse } from './a-house.ts'
import { lookForDuplicates } from './look-for-duplicates.ts'
import { ask, type Browser, seated } from './officers.ts'
import { register } from './people.ts'
import { ROSTER, sendFile } from './send-list.ts'

type Request = [url: string, with_?: Ask]
let last = 0
const aLine = () => `Họ và tên;Đơn vị;Mã cán bộ\nNguyễn Văn An;Sở Nội vụ;HN${++last}\n`

const ROW = {
  no: 2,
  fullName: 'Nguyễn Văn An',
  nameKey: 'nguyêñ văn an',
  searchKey: 'nguyen van an',
  birthOn: null,
  unitText: 'Sở Nội vụ',
  position: null,
  validFrom: null,
  validTo: null,
  ending: null,
  kinds: [],
  hashes: [],
  endings: [],
  contestIds: [],
  contestFields: [],
  contestHashes: [],
  faults: [],
  verdict: 'new' as const,
  personId: null,
  changes: [],
}

export function honestRosters(
  house: TestHouse,
  as: (browser: Browser, url: string, body?: unknown) => Request,
  anybody: () => Promise<Browser>,
): Record<string, () => Promise<Request>> {
  const at = (path: string, body?: unknown) => async () => as(await anybody(), path, body)
  const entered = async (browser: Browser): Promise<string> => {
    const body = { fullName: 'Lê Thị Bé', unit: 'T.SNV', from: '2023-01-01', staffCode: `B${++last}` }
    return (await ask(house, browser, 'POST', `${ROSTER}/people`, { body })).body.id
  }
  const ofPerson =
    (path = '', body?: unknown) =>
    async () => {
      const browser = await anybody()
      return as(browser, `${ROSTER}/people/${await entered(browser)}${path}`, body)
    }
  const ofImport =
    (path = '', body?: (version: number) => unknown) =>
    async () => {
      const browser = await anybody()
      // Laid aside as its reader would, without one: a process for each route and role that is asked would take minutes.
      const file = Buffer.from(aLine())
      const uploadId = path.endsWith('.xlsx') ? await sendFile(house, browser, file, 'ds.csv') : null
      const [unit] = await house.rows<{ id: string; authority_id: string }>(
        `SELECT id, authority_id FROM units WHERE code = 'T.SNV'`,
      )
      const [upload] = await house.rows<{ staff_id: string }>('SELECT staff_id FROM uploads WHERE id = $1', [
        uploadId,
      ])
      const order = await openImport(house.house, {
        authorityId: unit!.authority_id,
        by: upload?.staff_id ?? 'operator',
        unitId: null,
        asOf: '2023-08-14',
        columns: {},
        at: house.clock.now(),
        uploadId,
        file: { name: 'ds.csv', digest: `${++last}` },
      })
      await stageRows(house.house.keeper, order.id, [{ ...ROW, unitId: unit!.id }])
      await writeState(house.house.keeper, order, { state: 'ready', counts: { new: 1 } })
      return as(browser, `${ROSTER}/imports/${order.id}${path}`, body?.(2))
    }
  const TURNOUT = '/api/v1/console/contests/thi/turnout'
  const turnout = '/api/v1/console/contests/{slug}/turnout'
  const EXCLUSIONS = '/api/v1/console/contests/thi/exclusions'
  const exclusions = '/api/v1/console/contests/{slug}/exclusions'
  const anExclusion = () => ({
    fullName: 'Trần Văn Bình',
    numbers: { phone: `0988${String(++last).padStart(6, '0')}` },
    reason: 'Tổ giúp việc',
  })
  const DUPLICATES = '/api/v1/console/contests/thi/duplicates'
  const duplicates = '/api/v1/console/contests/{slug}/duplicates'
  const aPair = async (): Promise<string> => {
    const fullName = `Lò Thị ${String.fromCharCode(65 + (++last % 26))}${last}`
    await register(house, { fullName })
    await register(house, { fullName })
    const { browser } = await seated(house, ['organiser'])
    await lookForDuplicates(house)
    const { body } = await ask(house, browser, 'GET', `${DUPLICATES}?limit=200`)
    return body.find(({ oneName }: { oneName: string }) => oneName === fullName).id
  }
  return {
    [`GET ${duplicates}`]: at(DUPLICATES),
    [`POST ${duplicates}/search`]: at(`${DUPLICATES}/search`),
    [`GET ${duplicates}/search`]: at(`${DUPLICATES}/search`),
    [`GET ${duplicates}/{pairId}`]: async () => as(await anybody(), `${DUPLICATES}/${await aPair()}`),
    [`PUT ${duplicates}/{pairId}/verdict`]: async () =>
      as(await anybody(), `${DUPLICATES}/${await aPair()}/verdict`, {
        version: 1,
        verdict: 'different',
        reason: 'Hai người khác nhau',
      }),
    [`GET ${exclusions}`]: at(EXCLUSIONS),
    [`POST ${exclusions}`]: async () => as(await anybody(), EXCLUSIONS, anExclusion()),
    [`PUT ${exclusions}/{exclusionId}/lifting`]: async () => {
      const browser = await anybody()
      const { body } = await ask(house, browser, 'POST', EXCLUSIONS, { body: anExclusion() })
      return as(browser, `${EXCLUSIONS}/${body.id}/lifting`, { reason: 'Đã thôi' })
    },
    [`GET ${ROSTER}/people`]: at(`${ROSTER}/people?query=be&limit=5`),
    [`GET ${ROSTER}/summary`]: at(`${ROSTER}/summary`),
    [`POST ${ROSTER}/people`]: async () =>
      as(await anybody(), `${ROSTER}/people`, {
        fullName: 'Trần Thị Chi',
        unit: 'T.SNV',
        from: '2023-01-01',
        phone: '0912345678',
      }),
    [`GET ${ROSTER}/people/{personId}`]: ofPerson(),
    [`PATCH ${ROSTER}/people/{personId}`]: ofPerson('', {
      version: 1,
      fullName: 'Lê Thị Bê',
      birthDate: null,
    }),
    [`POST ${ROSTER}/people/{personId}/moves`]: ofPerson('/moves', {
      version: 1,
      kind: 'transfer',
      on: '2023-08-01',
      unit: 'T.SYT',
      reason: 'Quyết định số 1',
    }),
    [`GET ${ROSTER}/imports`]: at(`${ROSTER}/imports`),
    [`POST ${ROSTER}/imports`]: async () => {
      const browser = await anybody()
      const uploadId = await sendFile(house, browser, Buffer.from(aLine()), 'ds.csv')
      return as(browser, `${ROSTER}/imports`, { uploadId, asOf: '2023-08-14' })
    },
    [`GET ${ROSTER}/imports/{importId}`]: ofImport(),
    [`GET ${ROSTER}/imports/{importId}/rows`]: ofImport('/rows'),
    [`GET ${ROSTER}/imports/{importId}/missing`]: ofImport('/missing'),
    [`GET ${ROSTER}/imports/{importId}/units`]: ofImport('/units'),
    [`PUT ${ROSTER}/imports/{importId}/units`]: ofImport('/units', () => ({
      text: 'P. Nội vụ',
      unit: 'T.SNV',
    })),
    [`GET ${ROSTER}/imports/{importId}/faults.xlsx`]: ofImport('/faults.xlsx'),
    [`POST ${ROSTER}/imports/{importId}/confirmation`]: ofImport('/confirmation', (version) => ({ version })),
    [`DELETE ${ROSTER}/imports/{importId}`]: ofImport(),
    [`GET ${turnout}`]: at(`${TURNOUT}?round=1`),
    [`GET ${turnout}/units`]: at(`${TURNOUT}/units`),
    [`GET ${turnout}.csv`]: at(`${TURNOUT}.csv`),
    [`GET ${turnout}.xlsx`]: at(`${TURNOUT}.xlsx?status=all`),
  }
}
