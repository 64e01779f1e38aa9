/** What a contestant does with a phone, in the words they see there. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from 'playwright-core'

export type Registration = { name: string; unit: string; phone: string }

export const ANH: Registration = { name: 'Nguyễn Thị Hồng Ánh', unit: 'so noi vu', phone: '0912 345 678' }

export class Phone {
  readonly page: Page
  readonly #origin: string

  /** `origin` is for browsers that were not told where the site is. */
  constructor(page: Page, origin = '') {
    this.page = page
    this.#origin = origin
    page.setDefaultTimeout(15_000)
  }

  /** A second tab of the same browser. */
  async another(): Promise<Phone> {
    return new Phone(await this.page.context().newPage())
  }

  /** Opens a page that is there; whether somewhere else says so when there is none is a test of its own. */
  async go(path: string): Promise<void> {
    const reply = await this.page.goto(this.#origin + path)
    assert.ok(reply && (reply.status() === 200 || /no-such/.test(path)), `${path}: ${reply?.status()}`)
  }

  /** From the contest's page to the form, as staff. */
  async comeToRegister(slug = 'thi'): Promise<void> {
    await this.go(`/contests/${slug}`)
    await this.page.getByRole('link', { name: 'Vào thi' }).click()
    await this.page.getByLabel('Cán bộ').check()
    await this.page.getByRole('button', { name: 'Tiếp tục' }).click()
  }

  /** Everything but the unit, and sends it. */
  async fillAndSend({ name, phone }: Registration): Promise<void> {
    await this.page.getByLabel('Họ và tên').fill(name)
    await this.page.getByLabel('Điện thoại').fill(phone)
    await this.page.getByLabel('Tôi đã đọc và đồng ý').check()
    await this.page.getByRole('button', { name: 'Đăng ký và vào thi' }).click()
  }

  async chooseUnit(words: string): Promise<void> {
    const search = this.page.getByRole('combobox', { name: 'Đơn vị' })
    await search.fill(words)
    await this.page.getByRole('option').first().click()
  }

  async register(who: Registration = ANH): Promise<void> {
    await this.comeToRegister()
    await this.chooseUnit(who.unit)
    await this.fillAndSend(who)
    await this.page.waitForURL('**/start')
  }

  async begin(): Promise<void> {
    await this.page.getByRole('button', { name: 'Bắt đầu làm bài' }).click()
    await this.page.waitForURL('**/paper')
  }

  question(no: number): Locator {
    return this.page.locator(`#q${no}`)
  }

  /** The number of the first question of a kind on this paper. */
  async firstOf(kind: string): Promise<number> {
    return Number(await this.page.locator(`[data-kind="${kind}"]`).first().getAttribute('data-no'))
  }

  /** An answer of whatever kind the question is; `at` picks another one. */
  async answer(no: number, at = 0): Promise<void> {
    const question = this.question(no)
    const kind = await question.getAttribute('data-kind')
    if (kind === 'numeric') await question.getByRole('textbox').fill('1500')
    else if (kind === 'short') await question.getByRole('textbox').fill('Một cửa')
    else if (kind === 'ordering' || kind === 'matching')
      for (const [row, select] of (await question.getByRole('combobox').all()).entries())
        await select.selectOption({ index: row + 1 })
    else await question.locator('label').nth(at).click()
  }

  /** The texts of the options that are ticked. */
  async chosen(no: number): Promise<string[]> {
    return this.question(no).locator('label:has(:checked)').allInnerTexts()
  }

  /** The state of saving, as it is written at the foot of the paper. */
  get saving(): Locator {
    return this.page.locator('[data-state-text]')
  }

  /** Waits until the foot of the paper says so. */
  async untilSays(text: string): Promise<void> {
    await this.saving.filter({ hasText: text }).waitFor()
  }

  async untilSaved(): Promise<void> {
    // After a failure the next try may be half a minute away.
    await this.page.locator('[data-saving][data-state=held]').waitFor({ timeout: 45_000 })
  }

  async review(): Promise<void> {
    await this.page.getByRole('button', { name: 'Kiểm tra lại' }).click()
    await this.page.waitForURL('**/review')
  }

  async handIn(): Promise<void> {
    await this.page.getByRole('main').getByRole('button', { name: 'Nộp bài' }).click()
    await this.page.waitForURL('**/receipt')
  }

  /** For people to look at, where HOITHI_PICTURES names a folder: as it is on this phone, and on a desk. */
  async picture(name: string): Promise<void> {
    const folder = process.env.HOITHI_PICTURES
    if (!folder) return
    const size = this.page.viewportSize() ?? { width: 360, height: 740 }
    await this.page.screenshot({ path: join(folder, `${name}-phone.png`) })
    await this.page.setViewportSize({ width: 1280, height: 800 })
    await this.page.screenshot({ path: join(folder, `${name}-desk.png`) })
    await this.page.setViewportSize(size)
  }

  /** No violation that axe can find (of these rules, or of any), and nothing that has to be scrolled sideways. */
  async isAccessible(rules?: string[]): Promise<void> {
    const where = this.page.url()
    const axe = new AxeBuilder({ page: this.page })
    const { violations } = await (rules ? axe.withRules(rules) : axe).analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    if (found.length > 0) {
      // biome-ignore lint/performance/useDomNodeTextContent: what is seen, and not what is hidden.
      const said = await this.page.locator('body').innerText()
      assert.fail(`${where}\n${found.join('\n')}\nThe page says: ${said.slice(0, 600)}`)
    }
    const beside = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(beside <= 0, `${where} is ${beside} px too wide`)
  }
}
