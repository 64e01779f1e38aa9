import assert from 'node:assert/strict'
import { it, suite } from 'node:test'
import { ANH } from '../support/a-phone.ts'
import { freshSite } from '../support/a-site.ts'
import { freshPhone } from '../support/people.ts'

suite('who takes part', () => {
  const site = freshSite()

  it('finds their unit preset by the link that the unit has sent round', async () => {
    const { page } = await site.phone()
    await page.goto('/contests/thi/register?stream=staff&dv=T.SYT')
    assert.equal(await page.getByRole('combobox', { name: 'Đơn vị' }).inputValue(), 'Sở Y tế')
    assert.equal(await page.getByLabel('Tôi đã đọc và đồng ý').isChecked(), false)
  })

  it('is told in plain words when somebody else has this number, and whom to call', async () => {
    const mine = await site.phone()
    await mine.register()
    const other = await site.phone()
    await other.comeToRegister()
    await other.chooseUnit('y te')
    await other.fillAndSend({ ...ANH, name: 'Người Khác' })
    await other.page.getByRole('heading', { name: 'Thông tin này đã có người đăng ký' }).waitFor()
    const call = other.page.getByRole('alert').getByRole('link', { name: 'Gọi 0200 0000 000' })
    assert.equal(await call.getAttribute('href'), 'tel:02000000000')
    assert.equal(await other.page.getByLabel('Họ và tên').inputValue(), 'Người Khác')
    await other.isAccessible()
  })

  it('is known again on the next visit, and no more once they have left a shared phone', async () => {
    const phone = await site.phone()
    const { page } = phone
    await phone.register({ name: 'Trịnh Văn Chung', unit: 'noi vu', phone: freshPhone() })
    await phone.go('/contests/thi/rounds/1/start')
    await page.getByText('Trịnh Văn Chung').waitFor()
    await phone.go('/contests/thi/me')
    await page.getByRole('button', { name: 'Thoát khỏi máy này' }).click()
    await page.waitForURL('**/contests/thi')
    await phone.go('/contests/thi/me')
    await page.waitForURL('**/register')
  })

  it('may read it all in English, and go on reading it so', async () => {
    const { page } = await site.phone()
    await page.goto('/contests/thi')
    await page.getByRole('link', { name: 'English' }).click()
    await page.getByRole('link', { name: 'Take part' }).click()
    await page.getByText('How do you take part?').waitFor()
    assert.equal(await page.locator('html').getAttribute('lang'), 'en')
    await page.getByRole('link', { name: 'Tiếng Việt' }).click()
    await page.getByText('Bạn dự thi với tư cách nào?').waitFor()
  })

  it('practises as often as they like, and sees the key with its source', async () => {
    const phone = await site.phone()
    const { page } = phone
    await phone.go('/contests/thi/practice')
    for (const _ of ['once', 'again']) {
      await phone.answer(1)
      await page.getByRole('button', { name: 'Xem kết quả' }).click()
      await page.getByText(/^Đúng [012]\/2 câu$/).waitFor()
      assert.equal(await page.getByText('Nghị quyết số 76/NQ-CP').count(), 2)
      await phone.isAccessible()
      await page.getByRole('link', { name: 'Thi thử bài khác' }).click()
      await page.getByRole('button', { name: 'Xem kết quả' }).waitFor()
    }
    assert.equal(await site.house.count('SELECT count(*) FROM attempts'), 0)
  })
})
