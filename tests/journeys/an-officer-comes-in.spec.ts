import assert from 'node:assert/strict'
import { it, suite } from 'node:test'
import { aDesk } from '../support/a-desk.ts'
import { freshSite } from '../support/a-site.ts'
import { anOfficer, PASSPHRASE } from '../support/officers.ts'

suite('an officer', () => {
  const site = freshSite()

  it('signs in on a phone, with a word about what was wrong', async () => {
    const { email } = await anOfficer(site.house, ['organiser'])
    const phone = await site.phone()
    const { page } = phone
    const violations: string[] = []
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) violations.push(message.text())
    })
    await phone.go('/console')
    await page.getByLabel('Thư điện tử').fill(email)
    await page.getByLabel('Cụm mật khẩu').fill('không phải cụm này đâu nhé')
    await page.getByRole('button', { name: 'Đăng nhập' }).click()
    const alert = page.getByRole('alert')
    await alert.waitFor()
    assert.match(await page.title(), /Đăng nhập/)
    assert.ok(await alert.evaluate((box) => box === document.activeElement))
    assert.equal(await page.getByLabel('Thư điện tử').inputValue(), email)
    await phone.isAccessible()
    await phone.picture('console-sign-in')
    await page.getByLabel('Cụm mật khẩu').fill(PASSPHRASE)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Việc cần làm' }).waitFor()
    await page.getByRole('heading', { level: 2 }).first().waitFor()
    await phone.isAccessible()
    await phone.picture('console-home')
    assert.deepEqual(violations, [])
  })

  it('finds the sign-in where the page was, once the session has ended', async () => {
    const { phone, officer } = await aDesk(site, ['organiser'])
    await site.house.rows('UPDATE staff_sessions SET ended_at = $2 WHERE staff_id = $1', [
      officer.id,
      site.house.clock.now(),
    ])
    await phone.page.reload()
    await phone.page.getByRole('heading', { name: 'Đăng nhập trang điều hành' }).waitFor()
  })
})
