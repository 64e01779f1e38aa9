import assert from 'node:assert/strict'
import { join } from 'node:path'
import { it, suite } from 'node:test'
import type { Page } from 'playwright-core'
import { readContestFile } from '../../src/contests/read-contest-file.ts'
import { aDesk } from '../support/a-desk.ts'
import { freshSite } from '../support/a-site.ts'

const folder = join(import.meta.dirname, '..', '..', 'contests', 'hoa-binh-2023')
const read = await readContestFile(folder, new Date('2023-08-01T00:00:00Z'))
assert.ok(read.ok)
const earlier = {
  ...read.contest,
  rules: { ...read.contest.rules, slug: 'hoa-binh-2022' },
  digest: 'earlier',
}

/** Tab after tab until the wanted thing has the focus, as somebody without a mouse comes to it. */
async function reach(page: Page, selector: string): Promise<void> {
  await page.locator(selector).first().waitFor()
  for (let pressed = 0; pressed < 250; pressed++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`${selector} is not reached by Tab on ${page.url()}`)
}
const field = (pointer: string) => `#f${pointer.replaceAll(/[^A-Za-z0-9]/g, '-')}`
async function type(page: Page, pointer: string, text: string): Promise<void> {
  await reach(page, field(pointer))
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText(text)
}
async function press(page: Page, selector: string, key = 'Enter'): Promise<void> {
  await reach(page, selector)
  await page.keyboard.press(key)
}
const button = (name: string) => `main button:text-is("${name}")`
/** By the mark of the button, because :text-is is not CSS. */
async function pressButton(page: Page, name: string): Promise<void> {
  const it = page.locator(button(name)).first()
  await it.waitFor()
  await it.evaluate((element) => element.setAttribute('data-wanted', ''))
  await press(page, '[data-wanted]')
  await it.evaluate((element) => element.removeAttribute('data-wanted')).catch(() => {})
}
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
const saved = async (page: Page, next: string) => {
  await pressButton(page, 'Lưu và tiếp tục')
  await heading(page, next)
}

suite('a contest is set up without a mouse', () => {
  const site = freshSite({ contests: [earlier], now: '2023-08-13T08:00:00+07:00' })

  it('from last year’s, section by section, to the contest that the public can read', async () => {
    const [authority] = await site.house.rows<{ id: string }>(
      `SELECT id FROM authorities WHERE code = 'hoa-binh'`,
    )
    const { phone } = await aDesk(site, ['organiser'], { authorityId: authority!.id })
    const { page } = phone
    await press(page, 'a[href="/console/drafts"]')
    await heading(page, 'Thiết lập cuộc thi')
    await reach(page, 'input[type=radio]')
    await page.keyboard.press('ArrowDown')
    await page
      .locator(`${field('/contest')} option`)
      .first()
      .waitFor({ state: 'attached' })
    await pressButton(page, 'Bắt đầu')
    await page.waitForURL(/drafts\/[0-9a-f-]{36}$/)
    await phone.isAccessible()
    await phone.picture('setup-tasks')
    await press(page, 'a[href$="/plan"]')

    await heading(page, 'Kế hoạch và văn bản')
    await type(page, '/slug', 'Sai Địa Chỉ')
    await pressButton(page, 'Lưu và tiếp tục')
    await page.getByRole('alert').waitFor()
    assert.match(await page.title(), /^Lỗi: /)
    assert.match(await page.evaluate(() => document.activeElement?.className ?? ''), /errors/)
    assert.equal(await page.locator(field('/slug')).inputValue(), 'Sai Địa Chỉ', 'nothing typed is lost')
    await press(page, `.errors a[href="${field('/slug')}"]`)
    await type(page, '/slug', 'hoa-binh-2024')
    await saved(page, 'Đối tượng dự thi')
    await saved(page, 'Các đợt thi')
    assert.match(
      (await page.locator('.understood').first().textContent()) ?? '',
      /^Từ 07 giờ 30 phút ngày 14\/8\/2023/,
    )
    await phone.isAccessible()
    await phone.picture('setup-rounds')
    await saved(page, 'Đề thi')
    assert.match((await page.locator(field('/paper/blueprint/0')).textContent()) ?? '', /đợt 1: \d+ câu/)
    await phone.isAccessible()
    await phone.picture('setup-paper')
    await saved(page, 'Lượt thi và bài được tính')
    await saved(page, 'Câu hỏi dự đoán')
    await saved(page, 'Thứ tự xếp hạng')

    await press(page, '#f-ranking-keys-down-1')
    await page.getByText('“Dự đoán gần đúng hơn” ở vị trí 3 trên 5').waitFor()
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'f-ranking-keys-down-2')
    await page.locator('.told', { hasText: '(2) thời gian làm bài ngắn hơn; (3) dự đoán gần' }).waitFor()
    await phone.isAccessible()
    await phone.picture('setup-ranking')
    await saved(page, 'Giải thưởng')
    await page.getByText('Tổng giá trị giải thưởng: 38.600.000 đồng').waitFor()
    await saved(page, 'Giải tập thể và tỷ lệ')
    await saved(page, 'Người không được dự thi')
    await type(page, '/lists/0/add', 'HB-BTC-001\nHB-BTC-002')
    await type(page, '/lists/1/add', 'HB-TGV-001')
    await saved(page, 'Đơn vị tham gia')
    await saved(page, 'Công bố')
    await saved(page, 'Hỗ trợ và khiếu nại')
    await saved(page, 'Kiểm tra và lập cuộc thi')
    await phone.isAccessible()
    await pressButton(page, 'Lập cuộc thi')
    await page.getByText('Đã lập cuộc thi hoa-binh-2024, thể lệ bản số 1.').waitFor()
    await phone.picture('setup-made')
    assert.equal(await page.locator('a[href="/console/contests/hoa-binh-2024/preflight"]').count(), 1)
    const contest = site.house.house.calendar.contestOf('hoa-binh-2024')!
    assert.deepEqual(contest.rules.ranking.keys.slice(0, 3), ['score', 'durationMs', 'predictionDistance'])
    assert.equal(
      await site.house.count('SELECT count(*) FROM exclusions WHERE contest_id = $1', [contest.id]),
      3,
    )
  })
})
