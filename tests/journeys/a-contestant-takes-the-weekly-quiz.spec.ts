import assert from 'node:assert/strict'
import { it, suite } from 'node:test'
import { freshSite } from '../support/a-site.ts'

const COUNT = 9

suite('a contestant takes the weekly quiz on a phone', () => {
  const site = freshSite()

  it('registers, answers, loses the network, comes back, hands in and holds a receipt', async () => {
    const phone = await site.phone()
    const { page } = phone
    await phone.go('/')
    await phone.isAccessible()
    await page.getByRole('link', { name: 'Cuộc thi tìm hiểu cải cách hành chính' }).click()
    await phone.isAccessible()
    await phone.comeToRegister()
    await phone.isAccessible()

    // Nothing filled in: everything is told at once, at the top and at its field, and the focus is there.
    await page.getByRole('button', { name: 'Đăng ký và vào thi' }).click()
    const summary = page.getByRole('alert', { name: 'Xin xem lại' })
    assert.equal(await summary.getByRole('link').count(), 4)
    assert.equal(await summary.evaluate((element) => element === document.activeElement), true)
    assert.match(await page.title(), /^Lỗi: /)
    await phone.isAccessible()
    await summary.getByRole('link', { name: 'Chưa nhập: điện thoại' }).click()
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'phone')

    await phone.chooseUnit('so noi vu')
    await phone.fillAndSend({ name: 'Nguyễn Thị Hồng Ánh', unit: '', phone: '12' })
    assert.equal(await page.getByLabel('Họ và tên').inputValue(), 'Nguyễn Thị Hồng Ánh')
    assert.equal(await page.getByRole('combobox', { name: 'Đơn vị' }).inputValue(), 'Sở Nội vụ')
    await page.getByLabel('Điện thoại').fill('0912 345 678')
    await page.getByRole('button', { name: 'Đăng ký và vào thi' }).click()
    await page.waitForURL('**/start')
    await phone.isAccessible()

    await phone.begin()
    await phone.isAccessible()
    for (const no of [1, 2, 3]) await phone.answer(no)
    await phone.untilSaved()
    assert.match((await phone.saving.textContent()) ?? '', /^Đã lưu 08:0\d:\d\d$/)

    await page.context().setOffline(true)
    for (const no of [4, 5, 6]) await phone.answer(no)
    await phone.untilSays('Mất mạng. Chưa gửi được 3 câu, đang giữ trên máy này; sẽ gửi lại khi có mạng.')
    await phone.isAccessible()
    await page.context().setOffline(false)
    await phone.untilSaved()

    // Saves get lost from now on, and the page is loaded again before any has come through.
    await page.route('**/answers', (route) => route.abort())
    const changed = await phone.firstOf('single')
    await phone.answer(changed, 2)
    await phone.untilSays('Mất mạng.')
    const [chosen] = await phone.chosen(changed)
    page.on('dialog', (dialog) => dialog.accept())
    await page.reload()
    assert.deepEqual(await phone.chosen(changed), [chosen])
    await page.unroute('**/answers')
    await phone.untilSaved()

    for (const no of [7, 8]) await phone.answer(no)
    await page.getByLabel('Bao nhiêu người').fill('một trăm')
    await page.getByRole('button', { name: 'Kiểm tra lại' }).click()
    await page.getByText('Chưa đọc được con số dự đoán.').waitFor()
    await phone.isAccessible()
    await page.getByLabel('Bao nhiêu người').fill('1.234')
    await phone.review()
    await page.getByText('Còn 1 câu chưa trả lời.').waitFor()
    await phone.isAccessible()
    await page.getByRole('link', { name: `Sửa câu ${COUNT}` }).click()
    await phone.answer(COUNT)
    await phone.untilSaved()
    await phone.review()
    await page.getByText(`Bạn đã trả lời đủ ${COUNT} câu.`).waitFor()
    assert.equal(await page.getByText('1.234').count(), 1)

    await phone.handIn()
    await page.getByRole('heading', { name: 'Đã nộp bài' }).waitFor()
    await phone.isAccessible()
    const [saved] = await site.house.rows<{ answers: Record<string, unknown>; prediction: string }>(
      'SELECT answers, prediction::text FROM attempts',
    )
    assert.equal(Object.keys(saved?.answers ?? {}).length, COUNT)
    assert.equal(Number(saved?.prediction), 1234)

    // The code behind the QR is a link that anybody may follow, and says that the receipt is genuine.
    const check = await page.getByRole('link', { name: 'Mã QR để kiểm tra biên nhận' }).getAttribute('href')
    const stranger = await site.phone()
    await stranger.go(check ?? '')
    await stranger.page.getByText('Chữ ký đúng').waitFor()
    await stranger.isAccessible()

    await page.goBack()
    await page.waitForURL('**/receipt')
    await phone.go('/contests/thi/me')
    await page.getByRole('heading', { name: 'Tuần 1, lượt 1' }).waitFor()
    await phone.isAccessible()
  })

  it('does it all with scripts off', async () => {
    const phone = await site.phone({ javaScriptEnabled: false })
    const { page } = phone
    await phone.comeToRegister()
    await page.getByLabel('Họ và tên').fill('Trần Văn Đức')
    await page.getByLabel('Đơn vị').fill('y te')
    await page.getByRole('button', { name: 'Tìm', exact: true }).click()
    assert.equal(await page.getByLabel('Họ và tên').inputValue(), 'Trần Văn Đức')
    await page.getByRole('radio', { name: 'Sở Y tế' }).check()
    await phone.fillAndSend({ name: 'Trần Văn Đức', unit: '', phone: '0987654321' })
    await page.waitForURL('**/start')
    await phone.begin()
    for (let no = 1; no < COUNT; no++) await phone.answer(no)
    await page.getByLabel('Bao nhiêu người').fill('nhiều')
    await page.getByRole('button', { name: 'Lưu tạm' }).last().click()
    await page.getByRole('alert', { name: 'Xin xem lại' }).waitFor()
    assert.equal(await page.getByLabel('Bao nhiêu người').inputValue(), 'nhiều')
    await page.getByLabel('Bao nhiêu người').fill('15')
    await phone.answer(COUNT)
    await phone.review()
    await page.getByText(`Bạn đã trả lời đủ ${COUNT} câu.`).waitFor()
    await phone.handIn()
    await page.getByRole('heading', { name: 'Đã nộp bài' }).waitFor()
    const [own] = await site.house.rows<{
      answers: Record<string, unknown>
      prediction: string
      unit: string
    }>(
      `SELECT a.answers, a.prediction::text, u.name AS unit FROM attempts a
         JOIN contestants c ON c.id = a.contestant_id
         JOIN unit_names u ON u.contest_id = c.contest_id AND u.unit_id = a.unit_id
       WHERE c.full_name = 'Trần Văn Đức' AND a.ending = 'submitted'`,
    )
    assert.equal(Object.keys(own?.answers ?? {}).length, COUNT)
    assert.deepEqual([Number(own?.prediction), own?.unit], [15, 'Sở Y tế'])
  })
})
