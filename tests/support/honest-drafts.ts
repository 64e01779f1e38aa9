/** What an honest page of the contest set-up asks. */
import type { Ask, TestHouse } from './a-house.ts'
import { ask, type Browser, seated } from './officers.ts'

type Request = [url: string, with_?: Ask]
const DRAFTS = '/api/v1/console/drafts'
const said = { vi: 'Ban Tổ chức', en: 'Organisers' }
let made = 0
const nextDays = () => {
  made += 1
  return made % 60
}

/** A contest like the one that is there, with an address and weeks of its own. */
async function aWholeDraft(house: TestHouse, browser: Browser): Promise<{ id: string; version: number }> {
  const copy = await ask(house, browser, 'POST', DRAFTS, { body: { from: 'copy', contest: 'thi' } })
  const { id, rules } = copy.body
  let { version } = copy.body
  const put = async (path: string, value: object) => {
    const reply = await ask(house, browser, 'PUT', `${DRAFTS}/${id}/${path}`, { body: { version, ...value } })
    version = reply.body.version
  }
  const { name, nameEn, summary } = rules
  await put('sections/plan', { value: { slug: `thi-${nextDays()}`, name, nameEn, summary } })
  const rounds = [1, 2, 3].map((no) => ({
    no,
    name: { vi: `Tuần ${no}`, en: `Week ${no}` },
    opensAt: `2024-03-0${no}T07:30`,
    closesAt: `2024-03-0${no}T21:00`,
  }))
  await put('sections/rounds', { value: { rounds } })
  await put('sections/collective', { value: { participation: {} } })
  await put('exclusions', { lists: [] })
  return { id, version }
}

/** The next rules of the contest that has opened: another time for appeals. */
async function aChangedDraft(house: TestHouse, browser: Browser): Promise<{ id: string; version: number }> {
  const begun = await ask(house, browser, 'POST', DRAFTS, { body: { from: 'change', contest: 'thi' } })
  const { id, rules, version } = begun.body
  const value = { support: rules.support, appeals: { ...rules.appeals, openDays: nextDays() } }
  const body = { version, value }
  const changed = await ask(house, browser, 'PUT', `${DRAFTS}/${id}/sections/support`, { body })
  return { id, version: changed.body.version }
}

/** By an officer who is not going to confirm it. */
export async function aRuleChange(house: TestHouse): Promise<string> {
  const { browser } = await seated(house, ['organiser'])
  const { id, version } = await aChangedDraft(house, browser)
  const body = { version, reason: 'Quyết định số 12' }
  return (await ask(house, browser, 'POST', `${DRAFTS}/${id}/rule-change`, { body })).body.proposalId
}

export function honestDrafts(
  house: TestHouse,
  as: (browser: Browser, url: string, body?: unknown) => Request,
  anybody: () => Promise<Browser>,
): Record<string, () => Promise<Request>> {
  const whole = (path: string, bodyOf?: (version: number) => object) => async () => {
    const browser = await anybody()
    const { id, version } = await aWholeDraft(house, browser)
    return as(browser, `${DRAFTS}/${id}${path}`, bodyOf?.(version))
  }
  return {
    [`GET ${DRAFTS}`]: async () => as(await anybody(), `${DRAFTS}?limit=5`),
    [`POST ${DRAFTS}`]: async () => as(await anybody(), DRAFTS, { from: 'copy', contest: 'thi' }),
    [`GET ${DRAFTS}/{draftId}`]: whole(''),
    [`DELETE ${DRAFTS}/{draftId}`]: whole(''),
    [`POST ${DRAFTS}/{draftId}/previews`]: whole('/previews', () => ({
      section: 'prediction',
      value: { prediction: null },
    })),
    [`PUT ${DRAFTS}/{draftId}/sections/{section}`]: whole('/sections/attempts', (version) => ({
      version,
      value: { attempts: { perRound: 1 }, counting: 'only' },
    })),
    [`PUT ${DRAFTS}/{draftId}/units`]: whole('/units', (version) => ({ version, roots: null })),
    [`PUT ${DRAFTS}/{draftId}/exclusions`]: whole('/exclusions', (version) => ({
      version,
      lists: [{ was: null, field: 'phone', reason: said, add: ['0900000009'] }],
    })),
    [`POST ${DRAFTS}/{draftId}/contest`]: whole('/contest', (version) => ({ version })),
    [`POST ${DRAFTS}/{draftId}/rule-change`]: async () => {
      const browser = await anybody()
      const { id, version } = await aChangedDraft(house, browser)
      return as(browser, `${DRAFTS}/${id}/rule-change`, { version, reason: 'Quyết định số 12' })
    },
  }
}
