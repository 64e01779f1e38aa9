import assert from 'node:assert/strict'
import { it, suite } from 'node:test'
import type { Phone } from '../support/a-phone.ts'
import { freshSite } from '../support/a-site.ts'
import { aGoing, freshPhone } from '../support/people.ts'

suite('waiting for one’s turn to start', () => {
  // One start in twelve seconds: whoever comes right after somebody else has to wait.
  const site = freshSite({ startsPerSecond: 1 / 12 })
  const somebodyElse = () => aGoing(site.house).catch(() => {})
  const who = (name: string) => ({ name, unit: 'so noi vu', phone: freshPhone() })
  const askToBegin = async ({ page }: Phone) => {
    await somebodyElse()
    await page.getByRole('button', { name: 'Bắt đầu làm bài' }).click()
    await page.waitForURL('**/waiting')
    await page.getByRole('heading', { name: 'Tuần 1: đang chờ đến lượt' }).waitFor()
  }
  const attemptsOf = (name: string) =>
    site.house.count(
      'SELECT count(*) FROM attempts a JOIN contestants c ON c.id = a.contestant_id WHERE c.full_name = $1',
      [name],
    )

  it('tells the place and the wait, can be left and come back to, and opens the paper by itself', async () => {
    const phone = await site.phone()
    const { page } = phone
    await phone.register(who('Chu Thị Xếp Hàng'))
    await askToBegin(phone)
    assert.match((await page.locator('[data-left]').textContent()) ?? '', /^00:\d\d$/)
    assert.match((await page.locator('[data-ahead]').textContent()) ?? '', /^\d+$/)
    await phone.picture('waiting')
    await phone.isAccessible()
    await page.close()
    const again = await phone.another()
    assert.equal(await attemptsOf('Chu Thị Xếp Hàng'), 0)
    await again.go('/contests/thi/rounds/1/waiting')
    await again.page.waitForURL('**/paper', { timeout: 40_000 })
    assert.equal(await attemptsOf('Chu Thị Xếp Hàng'), 1)
  })

  it('does it all with scripts off', async () => {
    const phone = await site.phone({ javaScriptEnabled: false })
    const { page } = phone
    await phone.comeToRegister()
    const person = who('Kim Văn Không Mã')
    await page.getByLabel('Họ và tên').fill(person.name)
    await page.getByLabel('Đơn vị').fill('y te')
    await page.getByRole('button', { name: 'Tìm', exact: true }).click()
    await page.getByRole('radio', { name: 'Sở Y tế' }).check()
    await phone.fillAndSend(person)
    await page.waitForURL('**/start')
    await askToBegin(phone)
    await phone.go('/contests/thi/rounds/1/start')
    await page.getByText('Bạn đã có chỗ trong hàng chờ.').waitFor()
    await phone.go('/contests/thi/rounds/1/waiting')
    await page.waitForURL('**/paper', { timeout: 60_000 })
    assert.equal(await attemptsOf(person.name), 1)
  })

  it('starts nobody’s clock who only followed a link', async () => {
    const phone = await site.phone()
    await phone.register(who('Tạ Thị Tò Mò'))
    await phone.go('/contests/thi/rounds/1/waiting')
    await phone.page.waitForURL('**/start')
    assert.equal(await attemptsOf('Tạ Thị Tò Mò'), 0)
  })
})
