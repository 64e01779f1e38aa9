import assert from 'node:assert/strict'
import { it, suite } from 'node:test'
import { aDesk } from '../support/a-desk.ts'
import { freshSite } from '../support/a-site.ts'

suite('the day itself', () => {
  const site = freshSite()

  it('an organiser looks on, tells those who are taking a paper, and extends the round', async () => {
    const { phone } = await aDesk(site, ['organiser'])
    const { page } = phone
    await phone.go('/console/contests/thi/day')
    await page.getByText('cập nhật liên tục').waitFor()
    await page.getByLabel('Việc cần làm').waitFor()
    await page.getByRole('button', { name: 'Quyết định', exact: true }).click()
    await page.getByRole('link', { name: 'Xin nhập lời nhắn' }).waitFor()
    await phone.isAccessible()
    await page.getByLabel('Lời nhắn (tiếng Việt)').fill('Hệ thống vẫn hoạt động bình thường.')
    await page.getByLabel('Lý do', { exact: true }).fill('trấn an thí sinh')
    await page.getByRole('button', { name: 'Quyết định', exact: true }).click()
    await page.getByText('Đã có hiệu lực.').waitFor()
    await page.getByText('Hệ thống vẫn hoạt động bình thường.').waitFor()

    await page.getByLabel('Việc cần làm').selectOption('extension')
    await page.getByLabel('Giờ đóng mới').fill('2023-08-20T22:30')
    await page.getByLabel('Lý do', { exact: true }).fill('bù thời gian mất điện')
    await page.getByLabel('Đồng thời thông báo công khai').check()
    const notice = await page.getByLabel('Nội dung thông báo').inputValue()
    assert.match(notice, /gia hạn thời gian dự thi .+ đến 22 giờ 30 phút ngày 20\/08\/2023/)
    await page.getByRole('button', { name: 'Quyết định', exact: true }).click()
    await page.getByText('Cần người thứ hai xác nhận trong 24 giờ.').waitFor()
    await page.getByText('chưa có người thứ hai xác nhận').waitFor()
    await phone.isAccessible()
    await phone.picture('console-day')
    assert.equal(await site.house.count("SELECT count(*) FROM incidents WHERE kind = 'extension'"), 1)
    await page.setViewportSize({ width: 360, height: 740 })
    await phone.isAccessible()
    await phone.picture('console-day-on-phone')
  })
})
