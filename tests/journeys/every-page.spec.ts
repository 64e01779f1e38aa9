import assert from 'node:assert/strict'
import { before, it, suite } from 'node:test'
import { closeDueRounds } from '../../src/rankings/close-due-rounds.ts'
import { publishDueStatistics } from '../../src/statistics/publish-due-statistics.ts'
import type { Phone } from '../support/a-phone.ts'
import { freshSite } from '../support/a-site.ts'
import { aGoing, rightAnswers, submit } from '../support/people.ts'

const HOUR = 3_600_000
const MONDAY_OF_WEEK_2 = 7 * 24 * HOUR

/** The budget of a page that is opened for the first time: over the wire, headers not counted. */
const COLD = { bytes: 40_000, requests: 5, firstView: 14_000, script: 15_000 }

/** Pages that anybody may see; what the signed-in person sees comes after. */
const PUBLIC = [
  '/',
  '/contests/thi',
  '/contests/thi/rules',
  '/contests/thi/register',
  '/contests/thi/register?stream=citizens',
  '/contests/thi/register?stream=staff&dv=T.SNV',
  '/contests/thi/practice',
  '/contests/thi/rankings/1',
  '/contests/thi/rankings/2',
  '/contests/thi/rankings/final',
  '/contests/thi/statistics',
  '/contests/thi/statistics?round=1',
  '/contests/thi/statistics?round=2',
  '/contests/thi/help?from=/contests/thi/me',
  '/contests/thi/faq',
  '/help',
  '/privacy',
  '/api',
  '/receipts/check',
  '/receipts/check?r=nothing',
  '/no-such-page',
  '/contests/no-such-contest',
]
const OWN = [
  '/contests/thi/rounds/1/start',
  '/contests/thi/rounds/3/start',
  '/contests/thi/rounds/2/start',
  '/contests/thi/rounds/2/paper',
  '/contests/thi/rounds/2/review',
  '/contests/thi/me',
]

suite('every page', () => {
  const site = freshSite()

  before(async () => {
    const { house } = site
    // A week that is over and published, with a few who took part, and the second one open.
    for (const right of [true, false, true]) {
      const going = await aGoing(house)
      await submit(house, going, { answers: right ? await rightAnswers(house, going) : {}, prediction: 2 })
    }
    site.leap(MONDAY_OF_WEEK_2)
    await new Promise((done) => setTimeout(done, 100))
    const needs = { ...house.house, pool: house.house.keeper }
    const at = house.clock.now()
    for (const closed of await closeDueRounds(needs, at)) assert.ok(closed.ok)
    await publishDueStatistics(needs, { at, sweep: true })
    await house.house.calendar.refresh()
  })

  const signedIn = async (options: Parameters<typeof site.phone>[0] = {}): Promise<Phone> => {
    const phone = await site.phone(options)
    await phone.register({ name: 'Hoàng Thị Mọi Trang', unit: 'noi vu', phone: '0977000111' })
    if (await phone.page.getByRole('button', { name: 'Bắt đầu làm bài' }).count()) await phone.begin()
    return phone
  }

  it('is accessible on a phone, in both tongues', async () => {
    const phone = await signedIn()
    for (const path of [...PUBLIC, ...OWN]) {
      await phone.go(path)
      await phone.isAccessible()
    }
    for (const path of [
      '/?lang=en',
      '/contests/thi',
      '/contests/thi/rounds/2/paper',
      '/contests/thi/rankings/1',
    ]) {
      await phone.go(path)
      assert.equal(await phone.page.locator('html').getAttribute('lang'), 'en', path)
      await phone.isAccessible()
    }
  })

  it('has enough contrast in dark colours', async () => {
    const phone = await signedIn({ colorScheme: 'dark' })
    for (const path of [...PUBLIC, ...OWN]) {
      await phone.go(path)
      await phone.isAccessible(['color-contrast', 'link-in-text-block'])
    }
  })

  it('fits 360 px with letters twice as large, and 320 px with ours', async () => {
    const phone = await signedIn()
    const tooWide = () => phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    for (const path of [...PUBLIC, ...OWN]) {
      await phone.page.setViewportSize({ width: 360, height: 740 })
      await phone.go(path)
      await phone.page.evaluate(() => {
        document.documentElement.style.fontSize = '212.5%'
      })
      assert.ok((await tooWide()) <= 0, `${path} with large letters is ${await tooWide()} px too wide`)
      await phone.page.evaluate(() => {
        document.documentElement.style.fontSize = ''
      })
      await phone.page.setViewportSize({ width: 320, height: 640 })
      assert.ok((await tooWide()) <= 0, `${path} at 320 px is ${await tooWide()} px too wide`)
    }
  })

  it('keeps to its budget of bytes and requests, from one origin', async () => {
    const phone = await signedIn()
    const { page } = phone
    const session = await page.context().newCDPSession(page)
    await session.send('Network.enable')
    await session.send('Network.setCacheDisabled', { cacheDisabled: true })
    const urls = new Map<string, string>()
    let bytes = new Map<string, number>()
    session.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (!request.url.startsWith('data:')) urls.set(requestId, request.url)
    })
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const url = urls.get(requestId)
      if (url) bytes.set(url, (bytes.get(url) ?? 0) + encodedDataLength)
    })
    for (const path of [...PUBLIC.filter((path) => path !== '/api'), ...OWN]) {
      bytes = new Map()
      await phone.go(path)
      await page.waitForLoadState('networkidle')
      const sum = [...bytes.values()].reduce((total, each) => total + each, 0)
      const script = [...bytes]
        .filter(([url]) => url.endsWith('.js'))
        .reduce((total, [, each]) => total + each, 0)
      const told = `${path}: ${[...bytes].map(([url, size]) => `${url} ${size}`).join(', ')}`
      assert.ok(sum <= COLD.bytes && bytes.size <= COLD.requests, told)
      assert.ok(sum - script <= COLD.firstView && script <= COLD.script, told)
      for (const url of bytes.keys()) assert.equal(new URL(url).origin, site.origin, told)
    }
  })

  it('takes less than 60 kB for a whole attempt, what is sent included', async () => {
    const phone = await site.phone()
    const { page } = phone
    await phone.register({ name: 'Lý Thị Gọn', unit: 'noi vu', phone: '0977000222' })
    const session = await page.context().newCDPSession(page)
    await session.send('Network.enable')
    let sum = 0
    session.on('Network.requestWillBeSent', ({ request }) => {
      sum += JSON.stringify(request.headers).length + (request.postData?.length ?? 0)
    })
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      sum += encodedDataLength
    })
    await phone.begin()
    const count = await page.locator('fieldset[data-no]').count()
    for (let no = 1; no <= count; no++) {
      await phone.answer(no)
      await phone.untilSaved()
      await page.waitForTimeout(600)
    }
    await phone.review()
    await phone.handIn()
    assert.ok(sum < 60_000, `${sum} bytes`)
  })

  it('does not move while the clock runs', async () => {
    const phone = await signedIn()
    for (const path of ['/contests/thi', '/contests/thi/rounds/2/paper', '/contests/thi/rounds/2/review']) {
      await phone.go(path)
      const shift = await phone.page.evaluate(
        () =>
          new Promise<number>((done) => {
            let sum = 0
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries())
                sum += (entry as PerformanceEntry & { value: number }).value
            }).observe({ type: 'layout-shift', buffered: true })
            setTimeout(() => done(sum), 3500)
          }),
      )
      assert.ok(shift <= 0.02, `${path} moves: ${shift}`)
    }
  })

  it('says in its own design that there is no such page, and no such contest', async () => {
    const phone = await site.phone()
    const reply = await phone.page.goto('/no-such-page')
    assert.equal(reply?.status(), 404)
    await phone.page.getByRole('heading', { name: 'Không tìm thấy trang' }).waitFor()
    assert.equal((await phone.page.goto('/contests/nowhere'))?.status(), 404)
    await phone.page.getByText('Không tìm thấy cuộc thi này.').waitFor()
  })
})
