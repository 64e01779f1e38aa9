import assert from 'node:assert/strict'
import { after, it, suite } from 'node:test'
import { sendDueMails } from '../../src/mail/send-due-mails.ts'
import { aDesk } from '../support/a-desk.ts'
import { freshSite } from '../support/a-site.ts'

// After the house: what makes certificates wants a polyfill that the house brings along.
const { aMailServer } = await import('../support/a-mail-server.ts')
const server = await aMailServer()

suite('mail is tried out', () => {
  const site = freshSite({ mail: server.settings() })
  after(() => server.stop())
  /** What the worker does within the minute. */
  const send = () => sendDueMails({ ...site.house.house, log: () => {} }, site.house.clock.now)

  it('by a letter to oneself, whose fate the page tells by itself, and by an address that is refused', async () => {
    const { phone, officer } = await aDesk(site, ['administrator'])
    const { page } = phone
    await phone.go('/console/mail')
    await page.getByText('Chưa có thư thử nào gửi được').waitFor()
    await phone.isAccessible()
    await phone.picture('mail-set-up')

    await page.getByRole('button', { name: 'Gửi thư thử' }).click()
    await page.getByRole('status').getByText('Đang gửi thư thử').waitFor()
    await phone.picture('mail-queued')
    assert.equal(await send(), 1)
    await page.getByRole('status').getByText('Máy chủ thư đã nhận thư thử').waitFor()
    await page.getByText(/^Máy chủ đã nhận thư thử lúc \d/).waitFor()
    const [mail] = server.mails.splice(0)
    assert.equal([mail?.to].flat()[0]?.text, officer.email)
    assert.match(mail?.text ?? '', /trang điều hành lúc \d\d giờ \d\d phút ngày 14\/08\/2023\./)

    await page.goto('/console/accounts/invite')
    await page.getByLabel('Thư điện tử công vụ').fill('khong.co.nguoi.nay@xahongthai.example.gov.vn')
    await page.getByLabel('Giám khảo').check()
    await page.getByRole('button', { name: 'Tạo lời mời' }).click()
    await phone.picture('mail-invited')
    server.refuse(550)
    await page.getByRole('link', { name: 'Xem tình trạng gửi thư' }).click()
    await page.getByText('Đang chờ gửi').waitFor()
    await send()
    await page.getByRole('button', { name: 'Xem lại' }).click()
    await page.getByText('Máy chủ thư không nhận địa chỉ này').waitFor()
    server.refuse(450)
    await page.getByRole('button', { name: 'Gửi thư thử' }).click()
    await page.getByText('Đang chờ gửi').waitFor()
    await send()
    await page.getByRole('status').getByText('Máy chủ thư hẹn gửi lại sau').waitFor()
    await phone.isAccessible()
    await page.setViewportSize({ width: 360, height: 740 })
    const here = page.getByRole('navigation', { name: 'Mục của trang điều hành' }).getByText('Gửi thư')
    await page.reload()
    await page.getByText('Máy chủ thư hẹn gửi lại sau').waitFor()
    const { x = 360, width = 0 } = (await here.boundingBox()) ?? {}
    assert.ok(x >= 0 && x + width <= 360, 'where one is stands in sight in the menu of a phone')
    await phone.isAccessible()
    await phone.picture('mail-refused')
  })
})
