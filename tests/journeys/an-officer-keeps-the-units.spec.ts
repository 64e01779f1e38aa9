import assert from 'node:assert/strict'
import { it, suite } from 'node:test'
import { aDesk } from '../support/a-desk.ts'
import { freshSite } from '../support/a-site.ts'

suite('an officer keeps the units', () => {
  const site = freshSite()

  it('opens the tree by keyboard, finds a unit without diacritics, reads its history', async () => {
    const { phone } = await aDesk(site, ['organiser'])
    const { page } = phone
    await phone.go('/console/units')
    const open = page.getByRole('button', { name: 'Mở Tỉnh' })
    await open.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Sở Nội vụ' }).waitFor()
    assert.equal(await open.getAttribute('aria-expanded'), 'true')
    await phone.isAccessible()
    await page.getByLabel('Tìm đơn vị').fill('so y te')
    await page.getByRole('list', { name: 'Kết quả tìm' }).getByRole('link', { name: 'Sở Y tế' }).click()
    await page.getByRole('heading', { name: 'Sở Y tế', level: 1 }).waitFor()
    await page.getByText('từ trước đến nay').first().waitFor()
    await phone.isAccessible()
    await phone.picture('console-unit')
  })

  it('merges two units: what is wrong is said at the field, then the preview, then it is on record and taken back', async () => {
    const { phone } = await aDesk(site, ['organiser'])
    const { page } = phone
    await phone.go('/console/units/change')
    await page.getByLabel('Ngày có hiệu lực').fill('2099-01-01')
    const pick = async (group: string, text: string, name: string) => {
      const chooser = page.getByRole('group', { name: group })
      const search = chooser.getByRole('combobox', { name: 'Tìm đơn vị để chọn' })
      await search.fill(text)
      await page.getByRole('option', { name }).waitFor()
      // By keyboard: down to the first, and taken.
      await search.press('ArrowDown')
      await search.press('Enter')
      await chooser.getByRole('button', { name: `Bỏ ${name}` }).waitFor()
    }
    await pick('Đơn vị có biến động', 'so noi vu', 'Sở Nội vụ')
    await pick('Đơn vị có biến động', 'y te', 'Sở Y tế')
    await page.getByLabel('Lý do').fill('Sắp xếp tổ chức bộ máy')
    await page.getByRole('button', { name: 'Xem trước' }).click()
    await page.getByRole('link', { name: 'Cần đúng một đơn vị, mới hoặc đã có' }).waitFor()
    await page.getByRole('button', { name: 'Thêm đơn vị mới' }).click()
    await page.getByLabel('Mã', { exact: true }).fill('T.NVYT')
    await page.getByLabel('Tên', { exact: true }).fill('Sở Nội vụ và Y tế')
    const parent = page.getByRole('combobox', { name: 'Đơn vị cấp trên' })
    await parent.fill('một tên không có thật')
    await page.getByRole('button', { name: 'Xem trước' }).click()
    await page.getByRole('link', { name: 'Không có đơn vị này vào ngày đó' }).click()
    await parent.fill('tinh')
    await page.getByRole('listbox', { name: 'Đơn vị cấp trên' }).getByText('Tỉnh').click()
    assert.equal(await parent.inputValue(), 'Tỉnh')
    await phone.isAccessible()
    await page.getByRole('button', { name: 'Xem trước' }).click()
    await page.getByRole('heading', { name: 'Xem trước: chưa ghi gì' }).waitFor()
    await page.getByRole('cell', { name: 'Sở Nội vụ và Y tế' }).waitFor()
    await phone.isAccessible()
    await phone.picture('console-unit-preview')
    assert.equal(await site.house.count("SELECT count(*) FROM units WHERE code = 'T.NVYT'"), 0)
    await page.getByRole('button', { name: 'Xác nhận, ghi biến động' }).click()
    await page.getByText('Đã ghi biến động.').waitFor()
    assert.equal(await site.house.count("SELECT count(*) FROM units WHERE code = 'T.NVYT'"), 1)
    await page.getByRole('button', { name: 'Rút lại' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Lý do').fill('Nghị quyết lùi ngày')
    await dialog.getByRole('button', { name: 'Rút lại' }).click()
    await page.getByText('đã rút lại').waitFor()
  })

  it('sends a file, sees what is wrong in it, and imports the right one', async () => {
    const { phone } = await aDesk(site, ['organiser'])
    const { page } = phone
    await phone.go('/console/units/import')
    const send = (text: string) =>
      page
        .getByLabel('Tệp đơn vị')
        .setInputFiles({ name: 'don-vi.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await send('Mã,Mã cấp trên,Loại,Tên\nX1,KHONG,Xã,Xã Một\n')
    await page.getByRole('cell', { name: 'dòng 2, cột “Mã cấp trên”' }).waitFor()
    await phone.isAccessible()
    await send('Mã,Mã cấp trên,Loại,Tên\nX1,T,Xã,Xã Một\n')
    await page.getByRole('button', { name: 'Nhập', exact: true }).click()
    await page.getByText('Đã nhập cây đơn vị.').waitFor()
    assert.equal(await site.house.count("SELECT count(*) FROM units WHERE code = 'X1'"), 1)
  })

  it('declares a headcount', async () => {
    const { phone } = await aDesk(site, ['organiser'])
    const { page } = phone
    await phone.go('/console/contests/thi/headcounts')
    await page.getByRole('button', { name: 'Kê khai của Sở Nội vụ' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Số người').fill('61')
    await dialog.getByRole('button', { name: 'Lưu' }).click()
    await page.getByText('Đã lưu số biên chế của Sở Nội vụ.').waitFor()
    await phone.isAccessible()
    await phone.picture('console-headcounts')
    assert.equal(await site.house.count('SELECT people FROM headcounts WHERE declaration_id IS NOT NULL'), 61)
  })
})
