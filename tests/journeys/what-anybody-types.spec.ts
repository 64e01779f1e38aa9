import assert from 'node:assert/strict'
import { before, it, suite } from 'node:test'
import { closeDueRounds } from '../../src/rankings/close-due-rounds.ts'
import { ROLES } from '../../src/staff/model.ts'
import { publishDueStatistics } from '../../src/statistics/publish-due-statistics.ts'
import { aDesk } from '../support/a-desk.ts'
import type { Phone } from '../support/a-phone.ts'
import { freshSite } from '../support/a-site.ts'
import { consolePages } from '../support/console-pages.ts'
import { aHostileContest } from '../support/hostile-texts.ts'
import { register, rightAnswers, start, submit } from '../support/people.ts'

const WEEK_MS = 7 * 86_400_000

const PUBLIC = [
  '/',
  '/contests/thi',
  '/contests/thi/rules',
  '/contests/thi/register?stream=staff',
  '/contests/thi/practice',
  '/contests/thi/rankings/1',
  '/contests/thi/rankings/final',
  '/contests/thi/statistics?round=1',
  '/contests/thi/faq',
]
const OWN = [
  '/contests/thi/rounds/2/start',
  '/contests/thi/rounds/2/paper',
  '/contests/thi/rounds/2/review',
  '/contests/thi/me',
]

suite('what anybody types (R-S5)', () => {
  const site = freshSite({ contests: [aHostileContest()] })

  before(async () => {
    const { house } = site
    for (const right of [true, false]) {
      const person = await register(house)
      const going = await start(house, person)
      await submit(house, going, { answers: right ? await rightAnswers(house, going) : {}, prediction: 1 })
    }
    site.leap(WEEK_MS)
    await new Promise((done) => setTimeout(done, 100))
    const needs = { ...house.house, pool: house.house.keeper }
    const at = house.clock.now()
    for (const closed of await closeDueRounds(needs, at)) assert.ok(closed.ok)
    await publishDueStatistics(needs, { at, sweep: true })
    await house.house.calendar.refresh()
  })

  /** Nothing of it has run, nothing of it has become an element, and the policy had nothing to stop. */
  const look = async (phone: Phone, paths: readonly string[]) => {
    const { page } = phone
    const stopped: string[] = []
    page.on('console', (message) => {
      if (/Content.Security.Policy/i.test(message.text())) stopped.push(`${page.url()}: ${message.text()}`)
    })
    await page.addInitScript(() => {
      Object.assign(window, { ran: () => document.documentElement.setAttribute('data-ran', 'yes') })
    })
    let shown = 0
    for (const path of paths) {
      await page.goto(path)
      await page.waitForLoadState('networkidle')
      const found = await page.evaluate(
        () =>
          document.documentElement.dataset.ran ??
          document.querySelector('img[src=x], b[onmouseover], svg[onload]')?.outerHTML,
      )
      assert.equal(found, undefined, path)
      if (((await page.textContent('body')) ?? '').includes('onerror=ran()')) shown += 1
    }
    assert.deepEqual(stopped, [])
    return shown
  }

  // Goes red where a page writes a summary with {@html} (tried).
  it('is text on every page of the contest', async () => {
    const phone = await site.phone()
    await phone.register({ name: 'Nguyễn Thị Thử', unit: 'noi vu', phone: '0977000333' })
    await phone.begin()
    const shown = await look(phone, [...PUBLIC, ...OWN])
    assert.ok(shown >= 10, `shown on ${shown} pages`)
  })

  it('is text on every page of the console', async () => {
    const { phone } = await aDesk(site, ROLES)
    const shown = await look(phone, consolePages({ slug: 'thi', no: '1' }))
    assert.ok(shown >= 1, `shown on ${shown} pages`)
  })
})
