import assert from 'node:assert/strict'
import { it, suite } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { inviteFirstAdministrator } from '../../src/staff/invite-first-administrator.ts'
import { aDesk, DESK } from '../support/a-desk.ts'
import { freshSite } from '../support/a-site.ts'
import { anOfficer, PASSPHRASE } from '../support/officers.ts'

const MINUTE = 60_000

suite('an officer settles in', () => {
  const site = freshSite({ server: { secondFactor: 'required' } })
  const codeOf = (secret: string) =>
    TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: site.house.clock.now().getTime() })

  it('by the link of the first start: account, authenticator, recovery codes, and staying signed in', async () => {
    const first = await inviteFirstAdministrator(site.house.house, site.house.clock.now())
    const phone = await site.phone()
    const { page } = phone
    await page.clock.install()
    await page.goto(`/console/invitation#${first!.token}`)
    await page.getByLabel('Thư điện tử công vụ').fill('lan@snv.example.gov.vn')
    await page.getByLabel('Họ và tên').fill('Đỗ Thị Lan')
    await page.getByLabel('Cụm mật khẩu').fill('matkhau123456789')
    await page.getByRole('button', { name: 'Lập tài khoản' }).click()
    await page.getByRole('alert').getByText('những cụm người ta thử đầu tiên').waitFor()
    await phone.isAccessible()
    await phone.picture('invitation')
    await page.getByLabel('Cụm mật khẩu').fill(PASSPHRASE)
    await page.keyboard.press('Enter')
    await page.getByText('Tài khoản đã lập xong').waitFor()
    assert.ok(!page.url().includes('#'))
    await page.getByRole('link', { name: 'Đăng nhập' }).click()

    await page.getByLabel('Thư điện tử').fill('lan@snv.example.gov.vn')
    await page.getByLabel('Cụm mật khẩu').fill(PASSPHRASE)
    await page.keyboard.press('Enter')
    // Nothing else is possible before: the first page asks for it already.
    const dialog = page.getByRole('dialog', { name: 'Thiết lập bước xác thực thứ hai' })
    await dialog.getByRole('button', { name: 'Tiếp tục' }).click()
    await dialog.getByRole('img', { name: 'Mã QR' }).waitFor()
    await phone.isAccessible()
    await phone.picture('enrol-totp')
    const secret = (await dialog.locator('.code').textContent())!.replaceAll(' ', '')
    await dialog.getByLabel('2. Nhập 6 chữ số').fill('000000')
    await page.keyboard.press('Enter')
    await dialog.getByRole('alert').waitFor()
    await dialog.getByLabel('2. Nhập 6 chữ số').fill(codeOf(secret))
    await page.keyboard.press('Enter')
    await dialog.getByRole('heading', { name: 'Mã dự phòng' }).waitFor()
    assert.equal(await dialog.getByRole('listitem').count(), 10)
    await phone.picture('recovery-codes')
    await dialog.getByRole('button', { name: 'Tôi đã cất giữ' }).click()
    await page.getByRole('link', { name: 'Đỗ Thị Lan' }).first().waitFor()

    // Fourteen minutes and a bit, in which nothing was done: both clocks go on.
    // What is under way would arrive after the leap, and keep the session.
    await page.waitForLoadState('networkidle')
    site.leap(14 * MINUTE + 20_000)
    await page.clock.fastForward(14 * MINUTE + 20_000)
    const idle = page.getByRole('dialog', { name: 'Bạn còn ở đây không?' })
    await idle.waitFor()
    await phone.picture('idle')
    await idle.getByRole('button', { name: 'Ở lại' }).click()
    await idle.waitFor({ state: 'hidden' })
  })

  it('signs in with the code, is asked again before an account changes, and loses nothing typed when the session ends', async () => {
    await site.house.owner.query('DELETE FROM staff_guesses')
    const { phone } = await aDesk(site, ['administrator'])
    const { page } = phone
    await phone.go('/console/accounts/invite')
    await page.getByLabel('Thư điện tử công vụ').fill('minh@xa.example.gov.vn')
    await page.getByLabel('Đầu mối đơn vị').check()
    await page.getByLabel('Đơn vị', { exact: true }).fill('noi vu')
    await page.getByRole('radio', { name: /Sở Nội vụ/ }).check()
    await phone.isAccessible()
    await phone.picture('invite')
    await site.house.owner.query('UPDATE staff_sessions SET ended_at = now() WHERE ended_at IS NULL')
    await page.getByRole('button', { name: 'Tạo lời mời' }).click()
    await page.getByRole('dialog', { name: 'Đăng nhập trang điều hành' }).waitFor()
    assert.equal(await page.getByLabel('Thư điện tử công vụ').inputValue(), 'minh@xa.example.gov.vn')
  })

  it('is on the pages of accounts and of the record, which a screen reader can read', async () => {
    const { phone } = await aDesk(site, ['administrator', 'auditor'])
    const other = await anOfficer(site.house, ['judge'])
    for (const [path, name] of [
      ['/console/accounts', 'accounts'],
      [`/console/accounts/${other.id}`, 'account-of-another'],
      ['/console/account', 'account'],
      ['/console/audit', 'audit'],
    ] as const) {
      await phone.go(path)
      await phone.page.getByRole('heading', { level: 1 }).waitFor()
      await phone.page.waitForLoadState('networkidle')
      await phone.isAccessible()
      await phone.picture(name)
      await phone.page.setViewportSize({ width: 360, height: 740 })
      await phone.isAccessible()
      await phone.page.setViewportSize(DESK)
    }
  })
})

suite('a passkey', () => {
  const site = freshSite()

  it('is made and shown by the browser’s own ceremony, end to end', async () => {
    const { email } = await anOfficer(site.house, ['organiser'])
    const phone = await site.phone()
    const { page } = phone
    // A passkey belongs to a name, not to an address.
    const origin = site.origin.replace('127.0.0.1', 'localhost')
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    const signIn = async () => {
      await page.goto(`${origin}/console/account`)
      await page.getByLabel('Thư điện tử').fill(email)
      await page.getByLabel('Cụm mật khẩu').fill(PASSPHRASE)
      await page.keyboard.press('Enter')
    }
    const leave = async () => {
      await page.getByRole('button', { name: 'Đăng xuất' }).click()
      await page.getByRole('heading', { name: 'Đăng nhập trang điều hành' }).waitFor()
    }
    await signIn()
    await page.getByLabel('Khóa truy cập (passkey) của máy này').check()
    await page.getByRole('button', { name: 'Tiếp tục' }).click()
    await page.getByLabel('Đặt tên cho khóa này').fill('Máy của Lan')
    await page.getByRole('button', { name: 'Tạo khóa truy cập' }).click()
    await page.getByRole('button', { name: 'Tôi đã cất giữ' }).click()
    await page.getByRole('heading', { name: 'Khóa truy cập: Máy của Lan' }).waitFor()
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
    assert.equal(credentials.length, 1)

    await leave()
    await signIn()
    await page.getByRole('button', { name: 'Dùng khóa truy cập' }).click()
    await page.getByRole('heading', { name: 'Khóa truy cập: Máy của Lan' }).waitFor()
    await page.getByText(/dùng gần nhất/).waitFor()
  })
})
