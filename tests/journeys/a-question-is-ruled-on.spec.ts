import assert from 'node:assert/strict'
import { before, it, suite } from 'node:test'
import { SETTLING_MS } from '../../src/attempts/write-down-expired.ts'
import { closeRound } from '../../src/rankings/close-round.ts'
import { aDesk } from '../support/a-desk.ts'
import { freshSite } from '../support/a-site.ts'
import { aContest } from '../support/contest-of-every-kind.ts'
import { register, rightAnswers, start, submit } from '../support/people.ts'

const PRIZES = [
  { scope: 'round' as const, name: { vi: 'Giải Nhất tuần', en: 'First prize' }, count: 1 },
  { scope: 'round' as const, name: { vi: 'Giải Nhì tuần', en: 'Second prize' }, count: 2 },
]
const NAMES = [
  'Nguyễn Thị Ánh',
  'Trần Văn Bình',
  'Lê Thị Chi',
  'Phạm Văn Dũng',
  'Hoàng Thị Em',
  'Vũ Văn Giang',
]

suite('a question is ruled on after the close', () => {
  const site = freshSite({ contests: [aContest({ rules: { prizes: PRIZES } })] })

  before(async () => {
    const { house } = site
    for (const [no, fullName] of NAMES.entries()) {
      const going = await start(house, await register(house, { fullName }))
      const right = Object.entries(await rightAnswers(house, going)).slice(0, 9 - no)
      assert.ok((await submit(house, going, { answers: Object.fromEntries(right) })).status < 300)
    }
    const { id, closesAt } = house.round(1)
    site.leap(closesAt.getTime() - house.clock.now().getTime() + SETTLING_MS + 60_000)
    await new Promise((resolve) => setTimeout(resolve, 100))
    const at = house.clock.now()
    assert.ok((await closeRound({ ...house.house, pool: house.house.keeper }, { roundId: id, at })).ok)
    await house.house.calendar.refresh()
  })

  it('is previewed and proposed by one officer, confirmed by another, and told to the public', async () => {
    const { phone } = await aDesk(site, ['organiser'])
    const { page } = phone
    await page.goto('/console/contests/thi/results')
    await page.getByRole('heading', { name: 'Tuần 1' }).waitFor()
    await phone.isAccessible()
    await phone.picture('console-results')
    await page.getByRole('link', { name: 'Hủy câu hỏi / sửa đáp án' }).click()
    await page.getByLabel('Tìm câu hỏi').fill('OR-')
    // Every paper holds one of three to be put in order; the search narrows the list while one types.
    await page.getByRole('button', { name: /Chọn câu hỏi này.*OR-001/ }).click()
    await page.getByLabel('Ai có câu này cũng được điểm').check()
    await phone.isAccessible()
    await phone.picture('console-question-ruling')
    await page.getByRole('button', { name: 'Xem trước thay đổi' }).click()
    await page.getByRole('heading', { name: 'Lý do và thông báo' }).waitFor()
    // biome-ignore lint/performance/useDomNodeTextContent: what is seen, with its spaces.
    assert.match(await page.getByRole('main').innerText(), /Chưa có gì thay đổi/)
    await page.getByLabel('Lý do').fill('Ngắn')
    await page.getByRole('button', { name: 'Đề nghị người thứ hai xác nhận' }).click()
    await page.getByRole('alert').waitFor()
    assert.ok(await page.getByRole('alert').evaluate((box) => box === document.activeElement))
    await phone.isAccessible()
    await page.getByLabel('Lý do').fill('Hai văn bản quy định khác nhau về trình tự này')
    assert.match(await page.getByLabel('Thông báo cho công chúng').inputValue(), /OR-001/)
    await phone.picture('console-ruling-preview')
    await page.getByRole('button', { name: 'Đề nghị người thứ hai xác nhận' }).click()
    await page.getByText('Bạn là người đề nghị').waitFor()
    const shown = await (await fetch(`${site.origin}/api/v1/contests/thi/rankings/1`)).json()
    assert.equal(shown.version, 1)

    const second = (await aDesk(site, ['judge'], { viewport: { width: 360, height: 740 } })).phone
    await second.page.goto('/console/proposals')
    await second.page.getByRole('heading', { name: 'Cho mọi người được điểm một câu hỏi' }).waitFor()
    await second.isAccessible()
    await second.picture('console-proposals-on-phone')
    await second.page.getByRole('link', { name: /Xem điều sẽ thay đổi/ }).click()
    await second.page.getByRole('button', { name: 'Xác nhận và thực hiện' }).waitFor()
    await second.isAccessible()
    await second.picture('console-ruling-on-phone')
    await second.page.getByRole('button', { name: 'Xác nhận và thực hiện' }).click()
    await second.page.getByText('Đã thực hiện').waitFor()
    await second.isAccessible()

    const visitor = await site.phone()
    await visitor.page.goto('/contests/thi/rankings/1')
    await visitor.page.getByRole('heading', { name: 'Bảng xếp hạng này đã được lập lại' }).waitFor()
    // biome-ignore lint/performance/useDomNodeTextContent: what is seen, with its spaces.
    assert.match(await visitor.page.getByRole('main').innerText(), /Hai văn bản quy định khác nhau/)
    await visitor.page.getByText(/Các bản đã công bố \(2\)/).click()
    await visitor.isAccessible()
    await visitor.picture('standings-made-again')
    await page.goto('/console/contests/thi/results/1/2')
    await page.getByRole('heading', { name: 'Thay đổi ở bản số 2' }).waitFor()
    await page.waitForLoadState('networkidle')
    await phone.isAccessible()
    await phone.picture('console-version')
  })

  it('can be done by keyboard alone: a period is declared void', async () => {
    const { phone } = await aDesk(site, ['organiser'])
    const { page } = phone
    await page.goto('/console/contests/thi/results/period')
    await page.getByLabel('Từ lúc').waitFor()
    await page.getByLabel('Từ lúc').fill('2023-08-14T07:00')
    await page.getByLabel('Đến trước lúc').fill('2023-08-14T07:10')
    await page.getByLabel('Đến trước lúc').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    assert.equal(await page.getByLabel('Từ lúc').inputValue(), '2023-08-14T07:00')
    await phone.isAccessible()
    await page.getByLabel('Đến trước lúc').fill('2023-08-14T12:00')
    await page.getByLabel('Đến trước lúc').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Lý do và thông báo' }).waitFor()
    // biome-ignore lint/performance/useDomNodeTextContent: what is seen, with its spaces.
    assert.match(await page.getByRole('main').innerText(), /6 lượt thi bị hủy/)
    await phone.picture('console-period-preview')
  })
})
