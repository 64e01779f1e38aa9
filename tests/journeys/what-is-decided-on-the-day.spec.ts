import assert from 'node:assert/strict'
import { before, it, suite } from 'node:test'
import type { StaffId } from '../../src/staff/model.ts'
import { freshSite } from '../support/a-site.ts'
import { ask, seat, seated, told } from '../support/officers.ts'
import { freshPhone } from '../support/people.ts'

const MINUTE = 60_000
const ANNOUNCED = 'Câu 3 in thiếu một chữ, không ảnh hưởng đến đáp án.'
const NOTICE = 'Ban Tổ chức tạm dừng tuần thi để khắc phục sự cố mạng.'

suite('what is decided on the day', () => {
  const site = freshSite({ server: { leadMs: 0 } })
  let officer: StaffId
  before(async () => {
    officer = (await seated(site.house, ['organiser'])).id
  })
  const decide = async (path: string, body: object) => {
    const url = `/api/v1/console/contests/thi/${path}`
    const sent = { body: { reason: 'sự cố mạng', roundNo: 1, ...body } }
    assert.equal(told(await ask(site.house, await seat(site.house, officer), 'POST', url, sent)), '201')
  }

  it('comes to the paper that is open, and to the page of the contest', async () => {
    const phone = await site.phone()
    const { page } = phone
    await phone.register({ name: 'Đào Thị Thông Báo', unit: 'so noi vu', phone: freshPhone() })
    await phone.begin()
    const [, minutes] = /(\d\d:\d\d):/.exec((await page.locator('[data-deadline]').textContent()) ?? '') ?? []

    // By itself, without anything being touched.
    await decide('incidents', { kind: 'announcement', text: { vi: ANNOUNCED } })
    const bulletin = page.locator('[data-bulletin]')
    await bulletin.getByText(ANNOUNCED).waitFor({ timeout: 45_000 })
    assert.equal(await bulletin.getAttribute('aria-live'), 'polite')

    // With the reply to a save: the clock follows at once.
    const [me] = await site.house.rows<{ id: string }>(
      `SELECT id FROM contestants WHERE full_name = 'Đào Thị Thông Báo'`,
    )
    await decide('time-changes', { kind: 'extra-time', contestantId: me?.id, percent: 200 })
    await phone.answer(await phone.firstOf('single'))
    await bulletin.getByText('Giờ kết thúc bài thi của bạn nay là').waitFor()
    await page.getByRole('timer').filter({ hasText: /^1\d:/ }).waitFor()
    const now = (await page.locator('[data-deadline]').textContent()) ?? ''
    assert.ok(minutes && !now.includes(minutes), now)

    const until = new Date(site.house.clock.now().getTime() + 20 * MINUTE)
    await decide('incidents', { kind: 'pause', until, notice: { vi: NOTICE } })
    await bulletin.getByText('Đợt thi tạm dừng đến').waitFor({ timeout: 45_000 })
    // The deadline is later by the whole pause; what is left stands still, and is no more than it was.
    await page.getByRole('timer').filter({ hasText: /^1\d:/ }).waitFor()
    await phone.answer(await phone.firstOf('true-false'))
    await phone.untilSaved()
    // The deadline comes with what was saved, or a moment after the notice.
    const before = await page.getByRole('timer').textContent()
    await page.waitForTimeout(1500)
    assert.equal(await page.getByRole('timer').textContent(), before)
    await phone.picture('a-paper-on-the-day')
    await phone.isAccessible()

    const plain = await site.phone({
      javaScriptEnabled: false,
      storageState: await page.context().storageState(),
    })
    await plain.go('/contests/thi/rounds/1/paper')
    await plain.page.locator('[data-bulletin]').getByText(ANNOUNCED).waitFor()
    await plain.page.locator('[data-bulletin]').getByText('Đợt thi tạm dừng đến').waitFor()

    for (const path of ['rounds/1/review', 'rounds/1/start', '']) {
      await phone.go(`/contests/thi/${path}`.replace(/\/$/, ''))
      await phone.isAccessible()
      if (path) await phone.picture(`the-day-${path.split('/').at(-1)}`)
    }
    await page.getByText(NOTICE).waitFor()
    await page.getByText('Tuần 1 đang tạm dừng, tiếp tục lúc').waitFor()
    await phone.picture('the-day-contest')
  })

  it('is not sent again while nothing is decided', async () => {
    const path = `/api/v1/rounds/${site.house.round().id}/bulletin`
    const { headers } = await site.house.ask('GET', path)
    const again = await fetch(site.origin + path, { headers: { 'if-none-match': String(headers.etag) } })
    assert.equal(again.status, 304)
  })
})
