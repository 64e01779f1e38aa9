import assert from 'node:assert/strict'
import { before, it, suite } from 'node:test'
import type { Phone } from '../support/a-phone.ts'
import { freshSite } from '../support/a-site.ts'
import { anEnquiry } from '../support/honest-helpdesk.ts'
import { ask, type Browser, type Officer, seated } from '../support/officers.ts'

suite('somebody who is stuck', () => {
  const site = freshSite()
  let lan: Officer & { browser: Browser }
  let phone: Phone
  before(async () => {
    lan = await seated(site.house, ['help-desk'])
    // Without scripts, as in an old phone's browser.
    phone = await site.phone({ javaScriptEnabled: false })
  })
  const tell = (path: string, body: object) =>
    ask(site.house, lan.browser, 'POST', `/api/v1/console/${path}`, { body })

  it('asks from the page they are on, sees what goes along, and loses nothing that they typed', async () => {
    const { page } = phone
    await phone.go('/contests/thi/rules')
    await page.getByRole('link', { name: 'Gửi vướng mắc đến Ban Tổ chức' }).click()
    await page.getByText('/contests/thi/rules', { exact: true }).waitFor()
    await page.getByLabel('Vướng mắc của bạn').fill('Em ở xã mới sáp nhập thì chọn đơn vị nào ạ?')
    await page.getByRole('button', { name: 'Gửi vướng mắc' }).click()
    await page.getByRole('link', { name: 'Hãy chọn về việc gì.' }).waitFor()
    assert.match(await page.title(), /^Lỗi: /)
    assert.match(await page.getByLabel('Vướng mắc của bạn').inputValue(), /xã mới sáp nhập/)
    await phone.picture('help-form')
    await page.getByLabel('Về việc gì').selectOption('registering')
    await page.getByRole('button', { name: 'Gửi vướng mắc' }).click()
    await page.getByRole('heading', { name: 'Đã nhận vướng mắc của bạn' }).waitFor()
    assert.equal(await page.getByLabel('Liên kết riêng của bạn').inputValue(), page.url().split('?')[0])
    await phone.picture('help-sent')
    const [row] = await site.house.rows<{ context: object }>('SELECT context FROM enquiries')
    assert.deepEqual(Object.keys(row!.context).sort(), ['browser', 'page'])
  })

  it('finds the answer at the link, adds something, and it waits again', async () => {
    const { page } = phone
    const [{ id } = { id: '' }] = await site.house.rows<{ id: string }>('SELECT id FROM enquiries')
    await tell(`enquiries/${id}/answers`, { version: 1, text: 'Bạn chọn xã mới: gõ tên xã vào ô Đơn vị.' })
    await page.goto(page.url().split('?')[0]!)
    await page.getByRole('heading', { name: 'Đã có câu trả lời' }).waitFor()
    await page.getByText('gõ tên xã vào ô Đơn vị').waitFor()
    await phone.picture('help-answered')
    await page.getByLabel('Hỏi thêm hoặc bổ sung').fill('Dạ, em cảm ơn ạ.')
    await page.getByRole('button', { name: 'Gửi thêm' }).click()
    await page.getByRole('heading', { name: 'Đang chờ giải đáp' }).waitFor()
    await page.getByText('em cảm ơn').waitFor()
  })

  it('reads what is asked often, and finds it without diacritics', async () => {
    for (const [question, answer] of [
      ['Mất mạng giữa chừng thì sao?', 'Bài vẫn được giữ trên máy; có mạng lại là gửi tiếp.'],
      ['Chọn nhầm đơn vị thì sửa thế nào?', 'Gọi đơn vị hỗ trợ, hoặc gửi vướng mắc.'],
      ['Có được thi lại không?', 'Theo thể lệ: số lượt ghi ở trang cuộc thi.'],
      ['Biên nhận để làm gì?', 'Để chứng minh bài đã nộp và nộp lúc nào.'],
    ]) {
      const texts = { question: { vi: question, en: '' }, answer: { vi: answer, en: '' } }
      assert.equal((await tell('faqs', { contest: 'thi', ...texts })).status, 201)
    }
    const { page } = phone
    await phone.go('/contests/thi/faq')
    await page.getByText('Biên nhận để làm gì?').waitFor()
    await phone.picture('faq')
    await page.getByRole('searchbox').fill('chon nham don vi')
    await page.getByRole('button', { name: 'Tìm' }).click()
    await page.getByText('Gọi đơn vị hỗ trợ, hoặc gửi vướng mắc.').waitFor()
    assert.equal(await page.getByText('Biên nhận để làm gì?').count(), 0)
  })

  it('can read all of it with a screen reader, at 360 px', async () => {
    const { token } = await anEnquiry(site.house)
    const scripted = await site.phone()
    for (const path of ['/help', '/contests/thi/help', `/help/${token}?new=1`, '/contests/thi/faq']) {
      await scripted.go(path)
      await scripted.isAccessible()
    }
  })
})
