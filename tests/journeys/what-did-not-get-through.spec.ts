import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, it, suite } from 'node:test'
import { renderSVG } from 'uqr'
import { inspectCapsule } from '../../src/capsules/inspect-capsule.ts'
import { freshNetwork } from '../support/a-bad-network.ts'
import { Phone } from '../support/a-phone.ts'
import { freshSite } from '../support/a-site.ts'
import { openOwnBrowser } from '../support/own-browser.ts'
import { freshPhone } from '../support/people.ts'

const SAVES = /^PUT .*\/answers$/
const LOOKS = /^GET \/api\/v1\/attempts\/[0-9a-f-]+$/

suite('what did not get through', () => {
  const site = freshSite()
  const network = freshNetwork(site)
  beforeEach(() => network.comeBack())
  const who = (name: string) => ({ name, unit: 'so noi vu', phone: freshPhone() })
  const aPhone = (options = {}) => site.phone({ baseURL: network.origin, ...options })
  const attemptOf = async (name: string) => {
    const [row] = await site.house.rows<{
      id: string
      answers: Record<string, unknown>
      ending: string | null
    }>(
      'SELECT a.id, answers, ending FROM attempts a JOIN contestants c ON c.id = a.contestant_id WHERE c.full_name = $1',
      [name],
    )
    assert.ok(row, name)
    return row
  }
  const secondsLeft = async ({ page }: Phone) => {
    const text = (await page.getByRole('timer').textContent()) ?? ''
    const [minutes = 0, seconds = 0] = text.split(':').map(Number)
    return minutes * 60 + seconds
  }
  /** Lets the server's clock leap, and the phone hear of it with its next save. */
  const leave = async (phone: Phone, seconds: number, no: number) => {
    site.leap(((await secondsLeft(phone)) - seconds) * 1000)
    await phone.answer(no)
    await phone.untilSaved()
  }
  const numbersOf = (phone: Phone) =>
    phone.page
      .locator('[data-kind=single]')
      .evaluateAll((all) => all.map((each) => Number((each as HTMLElement).dataset.no)))

  it('survives a closed tab, and goes out when the page is opened again', async () => {
    const phone = await aPhone()
    await phone.register(who('Đinh Thị Đóng Trang'))
    await phone.begin()
    const [first = 0, second = 0] = await numbersOf(phone)
    network.goDown()
    await phone.answer(first)
    await phone.answer(second, 1)
    await phone.untilSays('Chưa gửi được 2 câu, đang giữ trên máy này')
    await phone.isAccessible()
    await phone.picture('unsent')
    const again = await phone.another()
    await phone.page.close({ runBeforeUnload: false })
    network.comeBack()
    await again.go('/contests/thi/rounds/1/paper')
    await again.untilSaved()
    assert.deepEqual((await attemptOf('Đinh Thị Đóng Trang')).answers, { [first]: [1], [second]: [2] })
  })

  it('survives a browser that is killed two seconds after the last choice', async (t) => {
    const profile = mkdtempSync(join(tmpdir(), 'hoithi-profile-'))
    t.after(() => rmSync(profile, { recursive: true, force: true }))
    const open = async () => {
      const own = await openOwnBrowser(profile)
      t.after(own.kill)
      const context = own.browser.contexts()[0]!
      return { ...own, phone: new Phone(await context.newPage(), network.origin) }
    }
    const one = await open()
    const person = who('Mai Văn Hết Pin')
    await one.phone.register(person)
    await one.phone.begin()
    const [first = 0, second = 0] = await numbersOf(one.phone)
    await one.phone.answer(first)
    await one.phone.untilSaved()
    network.goDown()
    await one.phone.answer(first, 2)
    await one.phone.answer(second, 1)
    await one.phone.page.waitForTimeout(2000)
    await one.kill()

    const two = await open()
    network.comeBack()
    // Who they are the browser may have lost as well, which writes cookies down every half minute: it has, whatever the machine's pace.
    await two.browser.contexts()[0]!.clearCookies()
    await two.phone.register(person)
    await two.phone.page.getByRole('link', { name: 'Làm tiếp bài đang mở' }).click()
    await two.phone.question(second).locator(':checked').waitFor()
    await two.phone.untilSaved()
    assert.deepEqual((await attemptOf('Mai Văn Hết Pin')).answers, { [first]: [3], [second]: [2] })
  })

  it('counts a tap from before the script had come', async () => {
    const phone = await aPhone()
    await phone.register(who('Tô Thị Nhanh Tay'))
    let letThrough = () => {}
    const held = new Promise<void>((done) => {
      letThrough = done
    })
    await phone.page.route('**/assets/paper-*.js', async (route) => {
      await held
      await route.continue()
    })
    await phone.page.getByRole('button', { name: 'Bắt đầu làm bài' }).click()
    await phone.page.waitForURL('**/paper', { waitUntil: 'commit' })
    const no = await phone.firstOf('single')
    await phone.answer(no, 1)
    letThrough()
    await phone.untilSaved()
    assert.deepEqual((await attemptOf('Tô Thị Nhanh Tay')).answers, { [no]: [2] })
  })

  it('comes back to a busy server when it was asked to, with its ticket and the very same paper', async () => {
    const phone = await aPhone()
    await phone.register(who('Cao Thị Kiên Nhẫn'))
    await phone.begin()
    const [first = 0] = await numbersOf(phone)
    const before = network.sentTo(SAVES).length
    network.beBusy({ paths: SAVES, times: 3, afterSeconds: 1, withTicket: true })
    await phone.answer(first)
    await phone.untilSays('Máy chủ đang bận. Chưa gửi được 1 câu, đang giữ trên máy này; sẽ tự gửi lại.')
    await phone.isAccessible()
    await phone.picture('busy')
    await phone.untilSaved()
    const tries = network.sentTo(SAVES).slice(before)
    assert.deepEqual(
      tries.map(({ status }) => status),
      [503, 503, 503, 200],
    )
    assert.equal(new Set(tries.map(({ body }) => body)).size, 1)
    assert.equal(tries[0]?.ticket, null)
    for (const [at, { ticket, at: sentAt }] of tries.entries()) {
      if (at === 0) continue
      assert.match(ticket ?? '', /^t\.\d+$/)
      const apart = sentAt - tries[at - 1]!.at
      assert.ok(apart >= 1000, `came back after ${apart} ms`)
    }
    assert.deepEqual((await attemptOf('Cao Thị Kiên Nhẫn')).answers, { [first]: [1] })
  })

  it('hands in through a network that fails and a server that is busy, once', async () => {
    const phone = await aPhone()
    const { page } = phone
    await phone.register(who('Lưu Văn Bền Bỉ'))
    await phone.begin()
    const [first = 0] = await numbersOf(phone)
    await phone.answer(first)
    await phone.untilSaved()
    await phone.review()
    network.goDown()
    await page.getByRole('main').getByRole('button', { name: 'Nộp bài' }).click()
    await phone.untilSays('Mất mạng, chưa nộp được.')
    await phone.isAccessible()
    await phone.picture('submitting')
    network.beBusy({ paths: /\/submission$/, times: 2, afterSeconds: 1, withTicket: true })
    network.comeBack()
    await page.waitForURL('**/receipt', { timeout: 60_000 })
    await page.getByRole('heading', { name: 'Đã nộp bài' }).waitFor()
    const sent = network.sentTo(/\/submission$/).slice(-3)
    assert.deepEqual(
      sent.map(({ status, ticket }) => [status, ticket !== null]),
      [
        [503, false],
        [503, true],
        [201, true],
      ],
    )
    assert.equal((await attemptOf('Lưu Văn Bền Bỉ')).ending, 'submitted')
    await page.waitForFunction(
      () => !Object.keys(localStorage).some((key) => key.startsWith('hoithi:draft:')),
    )
  })

  it('sends nothing new when time is up but what it has a ticket for, and only then asks what became of it', async () => {
    const phone = await aPhone()
    await phone.register(who('Hà Thị Phút Chót'))
    await phone.begin()
    const [first = 0, second = 0] = await numbersOf(phone)
    await leave(phone, 10, first)
    const before = network.seen.length
    network.beBusy({ paths: SAVES, times: 1, afterSeconds: 14, withTicket: true })
    await phone.answer(second)
    await phone.page.getByRole('heading', { name: 'Chưa gửi được 1 câu' }).waitFor({ timeout: 40_000 })
    await phone.page.getByRole('link', { name: 'Xem biên nhận của phần đã lưu' }).waitFor()
    // What the page asks of the round beside (the clock, notices) is not about the answers.
    const sent = network.seen.slice(before).filter(({ path }) => path.startsWith('/api/v1/attempts/'))
    // This server does not honour tickets that the network made up: late is late, and the capsule is what is left.
    assert.deepEqual(
      sent.map(({ method, status, ticket }) => [method, status, ticket !== null]),
      [
        ['PUT', 503, false],
        ['PUT', 409, true],
        ['GET', 200, false],
      ],
    )
    assert.equal(sent[0]?.body, sent[1]?.body)
  })

  it('is offered as a sealed capsule when the network does not come back before the end', async () => {
    const name = 'Trịnh Thị Mất Mạng'
    const phone = await aPhone({ acceptDownloads: true })
    const { page } = phone
    await phone.register(who(name))
    await phone.begin()
    const [first = 0, second = 0, third = 0] = await numbersOf(phone)
    // What draws the picture has come by then: the network goes later.
    await page.waitForResponse(/\/assets\/qr-/)
    await leave(phone, 12, first)
    network.goDown()
    const before = network.seen.length
    await phone.answer(second, 1)
    await phone.answer(third, 2)
    await phone.untilSays('Chưa gửi được 2 câu')
    const section = page.getByRole('region', { name: 'Chưa gửi được 2 câu trước khi hết giờ' })
    await section.waitFor({ timeout: 30_000 })
    assert.equal(network.seen.length, before)
    assert.equal(await section.evaluate((element) => element === document.activeElement), true)
    await phone.isAccessible()
    await phone.picture('capsule')

    const line = await section.getByLabel('Nội dung niêm phong dạng chữ').inputValue()
    const drawn = await section.locator('[data-qr] path').getAttribute('d')
    assert.equal(drawn, / d="([^"]+)"/.exec(renderSVG(line, { border: 4, maxVersion: 25 }))?.[1])
    const downloading = page.waitForEvent('download')
    await section.getByRole('link', { name: 'Tải tệp niêm phong' }).click()
    const file = readFileSync(await (await downloading).path(), 'utf8')

    const attempt = await attemptOf(name)
    assert.deepEqual(attempt.answers, { [first]: [1] })
    for (const text of [line, file]) {
      const needs = { ...site.house.house, pool: site.house.house.keeper }
      const found = await inspectCapsule(needs, { text, at: site.house.clock.now() })
      assert.ok(found.verdict === 'genuine', JSON.stringify(found))
      // The site is in 2023 and this machine is not: all the phone’s word agrees with the server’s but its own clock.
      assert.deepEqual([found.findings, found.contradicted], [['phone-clock-apart'], false])
      assert.deepEqual(
        found.differences.map(({ no, held, sealed, unsent }) => [no, held, sealed, unsent]),
        [
          [String(second), null, '[2]', true],
          [String(third), null, '[3]', true],
        ].sort(([a], [b]) => Number(a) - Number(b)),
      )
    }
    // No name, no number of anybody: only answers and times.
    assert.doesNotMatch(file, new RegExp(name))

    network.comeBack()
    await section.getByRole('link', { name: 'Xem biên nhận của phần đã lưu' }).click({ timeout: 60_000 })
    await page.waitForURL('**/receipt')
    await page.getByRole('heading', { name: 'Đã hết giờ làm bài' }).waitFor()
    await section.waitFor()
    assert.equal(await section.getByLabel('Nội dung niêm phong dạng chữ').inputValue(), line)
    await phone.isAccessible()
    await phone.picture('capsule-on-receipt')
    assert.deepEqual((await attemptOf(name)).answers, { [first]: [1] })

    await phone.go('/contests/thi/me')
    await page.getByRole('button', { name: 'Thoát khỏi máy này' }).click()
    await page.waitForURL('**/contests/thi')
    const left = await page.evaluate(async () => [
      ...Object.keys(localStorage).filter((key) => key.startsWith('hoithi:draft:')),
      ...(await indexedDB.databases()).map(({ name }) => name),
    ])
    assert.deepEqual(left, [])
  })

  it('asks once after the end, a while of its own after it', async () => {
    const phone = await aPhone()
    await phone.page.addInitScript(() => {
      Math.random = () => 0.25
    })
    await phone.register(who('Phùng Văn Đúng Giờ'))
    await phone.begin()
    const [first = 0] = await numbersOf(phone)
    await leave(phone, 4, first)
    const before = network.seen.length
    await phone.page.waitForURL('**/receipt')
    // It asks of the round beside, every half minute, and that is everybody's.
    const sent = network.seen
      .slice(before)
      .map(({ method, path }) => `${method} ${path}`)
      .filter((each) => !each.endsWith('/bulletin'))
    assert.ok(
      LOOKS.test(sent[0] ?? '') && sent.filter((each) => each.startsWith('PUT')).length === 0,
      String(sent),
    )
  })
})
