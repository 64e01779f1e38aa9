import assert from 'node:assert/strict'
import { it, suite } from 'node:test'
import { aDesk } from '../support/a-desk.ts'
import type { Phone } from '../support/a-phone.ts'
import { freshSite } from '../support/a-site.ts'
import { lookForDuplicates } from '../support/look-for-duplicates.ts'
import { ask, seated } from '../support/officers.ts'
import { register } from '../support/people.ts'

const PHONE = { viewport: { width: 360, height: 740 } }
const LIST = `DANH SÁCH CÁN BỘ;;;;;
STT;Họ và tên;Đơn vị công tác;Chức vụ;Mã cán bộ;Điện thoại
1;NGUYỄN THỊ ÁNH;Sở Nội vụ;Chuyên viên;CB01;912000001
2;Trần Văn Bình;So Noi vu;Trưởng phòng;CB02;0912000002
3;Lê Thị Chi;Sở Nội vu tỉnh;Kế toán;CB03;0912000003
4;Bùi Văn Dũng;Sở Ngoại giao;;CB04;12
`

suite('the people of the units', () => {
  const site = freshSite()
  const shows = async (name: string, path: string, show: (phone: Phone) => Promise<void>) => {
    const { phone } = await aDesk(site, ['organiser'], PHONE)
    await phone.go(path)
    await show(phone)
    await phone.isAccessible()
    await phone.picture(`people-${name}`)
  }

  it('come from a file that is looked at first, with a unit chosen by hand', async () => {
    const { phone } = await aDesk(site, ['organiser'], PHONE)
    const { page } = phone
    await phone.go('/console/rosters')
    await page.getByRole('heading', { name: 'Chưa có ai trong danh sách' }).waitFor()
    await phone.isAccessible()
    await phone.go('/console/rosters/imports')
    await page.getByLabel('Danh sách đúng vào ngày').fill('2023-08-01')
    await phone.picture('people-import')
    await page
      .getByLabel('Tệp danh sách')
      .setInputFiles({ name: 'can-bo.csv', mimeType: 'text/csv', buffer: Buffer.from(LIST) })
    await page.getByRole('heading', { name: 'Xem trước: can-bo.csv' }).waitFor()
    await page.getByText('Không có đơn vị nào tên là “Sở Ngoại giao”').waitFor()
    await phone.isAccessible()
    await phone.picture('people-preview')
    await page
      .getByRole('button', { name: /^Sở Nội vụ/ })
      .first()
      .click()
    await page.getByRole('heading', { name: 'Đơn vị chưa rõ' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Xác nhận nhập' }).click()
    // Faulty rows are not left out by themselves.
    await page.getByRole('alert').getByText('Còn dòng có lỗi').waitFor()
    await page.getByLabel(/Bỏ qua dòng lỗi/).check()
    await page.getByRole('button', { name: 'Xác nhận nhập' }).click()
    await page.getByText('Đã nhập vào danh sách.').waitFor()
    assert.equal(await site.house.count('SELECT count(*) FROM roster_people'), 3)
  })

  it('are searched without diacritics, and moved from a day on by keyboard alone', async () => {
    const { phone } = await aDesk(site, ['organiser'], PHONE)
    const { page } = phone
    await phone.go('/console/rosters')
    await page.getByLabel('Tìm theo họ tên').fill('thi anh')
    await page.getByRole('main').getByRole('link', { name: 'Trần Văn Bình' }).waitFor({ state: 'detached' })
    await phone.picture('people-roster')
    await page.getByRole('link', { name: 'Nguyễn Thị Ánh' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Nguyễn Thị Ánh' }).waitFor()
    await phone.isAccessible()
    await page.getByRole('button', { name: 'Ghi biến động' }).focus()
    await page.keyboard.press('Enter')
    const alert = page.getByRole('alert')
    await alert.waitFor()
    assert.ok(await alert.evaluate((box) => box === document.activeElement))
    await page.getByLabel('Từ ngày').fill('2023-08-10')
    await page.getByLabel('Mã đơn vị đến').fill('T.SYT')
    await page.getByLabel('Căn cứ').fill('Quyết định số 12')
    await page.keyboard.press('Enter')
    await page.getByText('Đã ghi biến động.').waitFor()
    await page.getByText('Sở Y tế').waitFor()
    await phone.picture('people-person')
  })

  it('are shown by unit where they have not taken part', async () => {
    await shows('turnout', '/console/contests/thi/turnout', async ({ page }) => {
      await page.getByRole('link', { name: 'Lê Thị Chi' }).waitFor()
      await page.getByRole('rowheader', { name: /Sở Nội vụ/ }).waitFor()
    })
    await shows('roster', '/console/rosters', ({ page }) =>
      page.getByRole('link', { name: 'Lê Thị Chi' }).waitFor(),
    )
  })

  it('are excluded, and let in again', async () => {
    const { phone } = await aDesk(site, ['organiser'], PHONE)
    const { page } = phone
    await phone.go('/console/contests/thi/exclusions')
    await page.getByRole('button', { name: 'Thêm người' }).click()
    await page.getByLabel('Họ và tên').fill('Trần Văn Bình')
    await page.getByLabel(/Điện thoại/).fill('12')
    await page.getByLabel('Lý do').fill('Thành viên Tổ giúp việc')
    await page.getByRole('button', { name: 'Lưu' }).click()
    await page.getByRole('alert').waitFor()
    assert.equal(await page.getByLabel('Họ và tên').inputValue(), 'Trần Văn Bình')
    await phone.isAccessible()
    await page.getByLabel(/Điện thoại/).fill('0912 000 002')
    await page.getByRole('button', { name: 'Lưu' }).click()
    await page.getByText('Thành viên Tổ giúp việc').waitFor()
    await phone.picture('people-exclusions')
    await page.getByRole('button', { name: 'Cho dự thi lại' }).click()
    await page.getByLabel('Lý do').fill('Đã thôi làm Tổ giúp việc')
    await page.getByRole('button', { name: 'Lưu' }).click()
    await page.getByText(/Cho dự thi lại lúc/).waitFor()
  })

  it('who stand in a contest twice are compared side by side, and judged', async () => {
    await register(site.house, { fullName: 'Đinh Thị Hòa' })
    await register(site.house, { fullName: 'ĐINH THỊ HOÀ' })
    const { phone: desk } = await aDesk(site, ['organiser'], PHONE)
    await desk.go('/console/contests/thi/duplicates')
    await desk.page.getByRole('button', { name: 'Tìm lại' }).click()
    await desk.page.getByLabel(/Đang so từng cặp/).waitFor()
    await desk.picture('people-duplicates-searching')
    await lookForDuplicates(site.house)
    await desk.page.getByText(/Lần tìm lúc/).waitFor()
    await desk.page.getByRole('link', { name: /Đinh Thị Hòa/i }).waitFor()
    const { browser } = await seated(site.house, ['organiser'])
    const { body } = await ask(site.house, browser, 'GET', '/api/v1/console/contests/thi/duplicates')
    await shows('duplicates', '/console/contests/thi/duplicates', ({ page }) =>
      page
        .getByRole('link', { name: /Đinh Thị Hòa/i })
        .first()
        .waitFor(),
    )
    await shows('pair', `/console/contests/thi/duplicates/${body[0].id}`, ({ page }) =>
      page.getByRole('heading', { name: 'Đinh Thị Hòa', exact: true }).waitFor(),
    )
    const { phone } = await aDesk(site, ['organiser'], PHONE)
    const { page } = phone
    await phone.go(`/console/contests/thi/duplicates/${body[0].id}`)
    await page.getByLabel('Hai người khác nhau').check()
    await page.getByLabel('Lý do').fill('Hai chị em họ')
    await page.getByRole('button', { name: 'Ghi kết luận' }).click()
    await page.getByText('Đã ghi: hai người khác nhau.').waitFor()
  })
})
