import assert from 'node:assert/strict'
import { it, suite } from 'node:test'
import { aDesk, DESK } from '../support/a-desk.ts'
import { freshSite } from '../support/a-site.ts'
import { anEnquiry, aQuestion } from '../support/honest-helpdesk.ts'

suite('the help desk', () => {
  const site = freshSite()

  it('takes an enquiry, answers it, and puts it in public; who asked finds the answer', async () => {
    const { token, reference } = await anEnquiry(site.house)
    await anEnquiry(site.house, { ...aQuestion, text: 'Em nộp bài mà chưa thấy biên nhận đâu ạ.' })
    const { phone } = await aDesk(site, ['help-desk'])
    const { page } = phone
    await page.getByRole('link', { name: 'Vướng mắc', exact: true }).click()
    await page.getByLabel('Tìm theo nội dung').fill('bien nhan')
    await page.getByRole('link', { name: reference }).waitFor()
    await phone.isAccessible()
    await phone.picture('queue')
    await page.getByRole('link', { name: reference }).click()
    await page.getByRole('button', { name: 'Nhận giải đáp' }).click()
    await page.getByRole('button', { name: 'Trả về hàng chờ' }).waitFor()
    await page.getByRole('heading', { name: 'Có thể cùng một việc' }).waitFor()
    await phone.isAccessible()
    await phone.picture('enquiry')
    await page.setViewportSize({ width: 360, height: 740 })
    await phone.isAccessible()
    await page.setViewportSize(DESK)

    // Somebody else closes it meanwhile: what was typed stays, and is sent once it was seen.
    await page.getByLabel('Câu trả lời', { exact: true }).fill('Biên nhận nằm ở mục Bài của tôi.')
    await site.house.owner.query('UPDATE enquiries SET version = version + 1 WHERE reference = $1', [
      reference,
    ])
    await page.getByRole('button', { name: 'Gửi câu trả lời' }).click()
    await page.getByRole('alert').getByText('Người khác vừa làm gì đó').waitFor()
    await page.getByRole('button', { name: 'Gửi câu trả lời' }).click()
    await page.getByText('Đã gửi câu trả lời.').waitFor()

    const asker = await site.phone({ javaScriptEnabled: false })
    await asker.go(`/help/${token}`)
    await asker.page.getByText('Biên nhận nằm ở mục Bài của tôi.').waitFor()

    await page.getByRole('link', { name: 'Đăng thành hỏi đáp' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Câu hỏi', { exact: true }).fill('Biên nhận xem ở đâu?')
    assert.match(await dialog.getByLabel('Trả lời', { exact: true }).inputValue(), /Bài của tôi/)
    await phone.isAccessible()
    await phone.picture('publish-faq')
    await dialog.getByRole('button', { name: 'Đăng', exact: true }).click()
    await page.getByText('Đã đăng.').waitFor()
    await phone.isAccessible()
    await asker.go('/contests/thi/faq')
    await asker.page.getByText('Biên nhận xem ở đâu?').waitFor()
  })

  it('does not run what somebody typed', async () => {
    const script = '<img src=x onerror="document.title=\'run\'"><script>document.title="run"</script>'
    const { token, id } = await anEnquiry(site.house, { ...aQuestion, text: script, name: script })
    const { phone } = await aDesk(site, ['help-desk'])
    for (const path of [`/console/helpdesk/${id}`, '/console/helpdesk', `/help/${token}`]) {
      await phone.go(path)
      await phone.page.getByText('onerror').first().waitFor()
      assert.doesNotMatch(await phone.page.title(), /run/)
    }
  })
})
