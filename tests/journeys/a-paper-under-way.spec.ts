import assert from 'node:assert/strict'
import { it, suite } from 'node:test'
import type { Phone } from '../support/a-phone.ts'
import { freshSite } from '../support/a-site.ts'
import { freshPhone } from '../support/people.ts'

const MINUTE = 60_000

suite('a paper that is under way', () => {
  const site = freshSite()
  const who = (name: string) => ({ name, unit: 'so noi vu', phone: freshPhone() })
  const clockOf = async ({ page }: Phone) => {
    const [minutes = 0, seconds = 0] = ((await page.getByRole('timer').textContent()) ?? '')
      .split(':')
      .map(Number)
    return minutes * 60 + seconds
  }
  const answersOf = async (name: string) => {
    const [row] = await site.house.rows<{ answers: Record<string, unknown> }>(
      'SELECT answers FROM attempts a JOIN contestants c ON c.id = a.contestant_id WHERE c.full_name = $1',
      [name],
    )
    return row?.answers ?? {}
  }

  it('can be taken with the keyboard alone', async () => {
    const phone = await site.phone()
    const { page } = phone
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    }
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 80; presses++) {
        const focused = page.locator(':focus')
        const text = await focused.evaluate((element) => {
          const label = (element as HTMLInputElement).labels?.[0]
          return `${element.getAttribute('aria-label') ?? ''} ${label?.textContent ?? ''} ${element.textContent ?? ''}`
        })
        if (text.includes(name)) return
        await page.keyboard.press('Tab')
      }
      assert.fail(`no way to “${name}” with Tab at ${page.url()}`)
    }
    await phone.go('/contests/thi/register?round=1&stream=staff')
    await page.locator('body').focus()
    await press('Tab')
    await tabTo('Họ và tên')
    await page.keyboard.type('Phạm Thị Phím')
    await tabTo('Đơn vị')
    await page.keyboard.type('noi vu')
    await page.getByRole('option').first().waitFor()
    await press('ArrowDown', 'Enter')
    await tabTo('Điện thoại')
    await page.keyboard.type(freshPhone())
    await tabTo('Tôi đã đọc và đồng ý')
    await press('Space')
    await tabTo('Đăng ký và vào thi')
    await press('Enter')
    await page.waitForURL('**/start')
    await page.locator('body').focus()
    await press('Tab')
    await tabTo('Bắt đầu làm bài')
    await press('Enter')
    await page.waitForURL('**/paper')

    const no = await phone.firstOf('single')
    await page.getByRole('link', { name: 'Đến nội dung chính' }).focus()
    await press('Enter')
    await page.getByText('Đến câu số').focus()
    await press('Enter', 'Tab')
    await tabTo(String(no))
    await press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement?.id), `q${no}`)
    await press('Tab', 'Space', 'ArrowDown')
    await phone.untilSaved()
    assert.deepEqual((await answersOf('Phạm Thị Phím'))[no], [2])
    const isInSight = await page.evaluate(() => {
      const { top } = document.activeElement?.getBoundingClientRect() ?? { top: -1 }
      return top >= (document.querySelector('.exam')?.getBoundingClientRect().bottom ?? 0)
    })
    assert.ok(isInSight, 'the bar at the top hides what has the focus')
    await tabTo('Kiểm tra lại')
    await press('Enter')
    await page.waitForURL('**/review')
    await page.locator('main form button').focus()
    await press('Enter')
    await page.waitForURL('**/receipt')
  })

  it('keeps the server’s time on a phone whose clock is three hours fast', async () => {
    const phone = await site.phone()
    await phone.page.addInitScript(() => {
      const real = Date.now
      Date.now = () => real() + 3 * 3600_000
    })
    await phone.register(who('Lê Văn Giờ'))
    await phone.begin()
    const left = await clockOf(phone)
    assert.ok(left > 590 && left <= 600, `${left} s left`)
    await phone.answer(await phone.firstOf('single'))
    await phone.untilSaved()
    assert.match((await phone.saving.textContent()) ?? '', /^Đã lưu 08:\d\d:\d\d$/)
    const after = await clockOf(phone)
    assert.ok(after > 560 && after <= left, `${after} s left`)
  })

  it('is one paper in two tabs', async () => {
    const one = await site.phone()
    await one.register(who('Đỗ Thị Hai Thẻ'))
    await one.begin()
    const two = await one.another()
    await two.go(one.page.url())
    const numbers = await Promise.all([
      one.page.locator('[data-kind=single]').nth(0).getAttribute('data-no'),
      one.page.locator('[data-kind=single]').nth(1).getAttribute('data-no'),
    ])
    const [first = 0, second = 0] = numbers.map(Number)
    await one.answer(first, 0)
    await two.answer(second, 1)
    await Promise.all([one.untilSaved(), two.untilSaved()])
    assert.deepEqual(await one.chosen(second), await two.chosen(second))
    assert.deepEqual(await answersOf('Đỗ Thị Hai Thẻ'), { [first]: [1], [second]: [2] })
  })

  it('goes on with another phone, and loses nothing of either', async () => {
    const person = who('Vũ Thị Hai Máy')
    const [one, two] = [await site.phone(), await site.phone()]
    await one.register(person)
    await one.begin()
    await two.register(person)
    await two.page.getByRole('link', { name: 'Làm tiếp bài đang mở' }).click()
    await two.page.waitForURL('**/paper')
    const first = await one.firstOf('single')
    const second = await one.firstOf('true-false')
    await two.answer(first, 1)
    await two.untilSaved()
    // The first phone has not heard of it: it sends a sequence that the server has already seen.
    await one.answer(second, 0)
    await one.untilSaved()
    assert.deepEqual(await one.chosen(first), await two.chosen(first))
    const answers = await answersOf('Vũ Thị Hai Máy')
    assert.deepEqual(Object.keys(answers).sort(), [String(first), String(second)].sort())
  })

  it('is handed in once, however often an impatient thumb taps', async () => {
    const phone = await site.phone()
    const { page } = phone
    await phone.register(who('Bùi Văn Vội'))
    await phone.begin()
    await phone.answer(await phone.firstOf('single'))
    await phone.review()
    await page.getByRole('main').getByRole('button', { name: 'Nộp bài' }).dblclick()
    await page.waitForURL('**/receipt')
    const code = await page.locator('.code').first().textContent()
    await page.goto('/contests/thi/rounds/1/review')
    await page.waitForURL('**/receipt')
    assert.equal(await page.locator('.code').first().textContent(), code)
  })

  it('locks when time is up, and what was saved is the paper', async () => {
    const phone = await site.phone()
    const { page } = phone
    await page.addInitScript(() => {
      Math.random = () => 0
    })
    await phone.register(who('Ngô Thị Hết Giờ'))
    await phone.begin()
    const no = await phone.firstOf('single')
    await phone.answer(no)
    await phone.untilSaved()
    site.leap(9 * MINUTE - 5000)
    await phone.answer(no, 2)
    await phone.page.waitForFunction(() =>
      /^01:0/.test(document.querySelector('[role=timer]')?.textContent ?? ''),
    )
    await page
      .getByRole('status')
      .filter({ hasText: 'Còn 1 phút.' })
      .waitFor({ state: 'attached', timeout: 20_000 })
    site.leap(MINUTE)
    await phone.answer(no, 1)
    await page.waitForURL('**/receipt')
    await page.getByRole('heading', { name: 'Đã hết giờ làm bài' }).waitFor()
    assert.deepEqual((await answersOf('Ngô Thị Hết Giờ'))[no], [3])
    await phone.isAccessible()
  })
})
