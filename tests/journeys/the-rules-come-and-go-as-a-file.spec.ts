import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { it, suite } from 'node:test'
import type { Page } from 'playwright-core'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { rulebook } from '../../src/contests/rulebook.ts'
import { SECTIONS, type Section } from '../../src/contests/sections.ts'
import { fieldPointerOf } from '../../web/console/src/lib/drafts/place-of.ts'
import { setup } from '../../web/messages/console/setup.ts'
import { aDesk } from '../support/a-desk.ts'
import { freshSite } from '../support/a-site.ts'
import { aContest } from '../support/contest-of-every-kind.ts'

const said = (vi: string) => ({ vi, en: `${vi} (en)` })
const { rules: plain } = aContest()
const [staff, citizens] = plain.streams
/** Every member that a rulebook may have. */
const rules = rulebook.parse({
  ...plain,
  slug: 'thi-2024',
  notes: [said('Ghi chú một')],
  document: { no: '12/KH-UBND', issuedOn: '2023-08-01', title: 'Kế hoạch tổ chức' },
  support: { ...plain.support, email: 'cuocthi@tinh.gov.vn', hours: '7 giờ 30 đến 17 giờ' },
  streams: [
    {
      ...staff!,
      minimumAge: 18,
      roster: 'known',
      unitKinds: ['agency', 'commune'],
      fields: [{ ...staff!.fields[0], hint: said('Mười chữ số'), pattern: '^0[0-9]{9}$' }, staff!.fields[1]],
    },
    citizens,
  ],
  rounds: [
    {
      no: 1,
      name: said('Tuần 1'),
      opensAt: '2023-09-04T07:30',
      closesAt: '2023-09-10T21:00',
      closesAsPrinted: '21 giờ Chủ nhật',
      openHours: { weekdays: [1, 3, 5], from: '07:30', until: '17:00' },
    },
    { no: 2, name: said('Tuần 2'), opensAt: '2023-09-11T07:30', closesAt: '2023-09-17T21:00' },
  ],
  paper: {
    ...plain.paper,
    blueprint: [
      { topic: 'programme', difficulty: 'easy', kinds: ['single', 'multiple'], count: 3 },
      { kinds: ['single', 'true-false', 'ordering'], count: 2 },
    ],
  },
  attempts: { perRound: 1, perDay: 1, total: 2 },
  prediction: { ...plain.prediction!, target: 'percentAllCorrect', decimals: 2 },
  prizes: [
    {
      scope: 'round',
      name: said('Giải nhất'),
      count: 1,
      amountVnd: 1_500_000,
      stream: 'staff',
      note: said('Kèm giấy chứng nhận'),
    },
  ],
  collective: [said('Tỷ lệ tham gia cao nhất')],
  participation: { headcountAsOf: '2023-08-01' },
  publication: { ...plain.publication, freezeAt: '2023-09-04T07:30' },
})

/** What a rulebook may say, by pointer with # for a number; laid rounds belong to samples on a disk. */
function membersOf(schema: unknown, at = ''): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return membersOf(schema.unwrap(), at)
  if (schema instanceof z.ZodUnion) return membersOf(schema.options[0], at)
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodObject)
    return membersOf(schema.element, `${at}/#`)
  if (!(schema instanceof z.ZodObject)) return [at]
  return Object.entries(schema.shape).flatMap(([key, value]) => membersOf(value, `${at}/${key}`))
}
function pointersOf(value: unknown, at = ''): string[] {
  const isGroup = typeof value === 'object' && value !== null
  if (!isGroup || (Array.isArray(value) && typeof value[0] !== 'object')) return [at]
  return Object.entries(value).flatMap(([key, each]) =>
    each === undefined ? [] : pointersOf(each, `${at}/${key}`),
  )
}
const patternOf = (pointer: string) => pointer.replaceAll(/\/\d+/g, '/#')
/** They come with the draft, or by counting. */
const NOBODY_TYPES = /^\/(authority\/.*|zone|units|rounds\/\d+\/no)$/
const id = (pointer: string) => `f${pointer.replaceAll(/[^A-Za-z0-9]/g, '-')}`
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
const titles = setup.vi.sections
const names = Object.keys(SECTIONS) as Section[]

suite('the rules come as a file, go through every form, and go as a file', () => {
  const site = freshSite()
  let draft = ''

  it('has a field for whatever a rulebook may say, and loses nothing of it', async () => {
    const every = membersOf(rulebook)
    assert.deepEqual(
      every.filter((member) => !pointersOf(rules).map(patternOf).includes(member)),
      [],
      'the rules of this test have every member',
    )
    const { phone } = await aDesk(site, ['organiser'])
    const { page } = phone
    await phone.go('/console/drafts')
    await page.getByLabel('Từ tệp contest.yaml').check()
    const send = (text: string) =>
      page
        .getByLabel('Tệp contest.yaml', { exact: true })
        .setInputFiles({ name: 'contest.yaml', mimeType: 'application/yaml', buffer: Buffer.from(text) })
    await send(stringify(rules).replace('perRound: 1', 'perRuond: 1'))
    await page.getByText('Có phải ý bạn là perRound?').waitFor()
    await phone.picture('setup-file-faults')
    await send(stringify(rules))
    await page.waitForURL(/drafts\/[0-9a-f-]{36}$/)
    draft = page.url()

    for (const [at, section] of names.entries()) {
      if (at === 0) await page.goto(`${draft}/${section}`)
      await heading(page, titles[section].title)
      await page.getByRole('button', { name: 'Lưu và tiếp tục' }).waitFor()
      const own = SECTIONS[section].flatMap((entry) => pointersOf(rules[entry], `/${entry}`))
      const wanted = own
        .filter((pointer) => !NOBODY_TYPES.test(pointer))
        .map(fieldPointerOf)
        .map(id)
      const lacking = await page.evaluate(
        (ids) => ids.filter((each) => !document.getElementById(each)),
        wanted,
      )
      assert.deepEqual(lacking, [], `${section} has a field for each`)
      await phone.picture(`setup-${at + 1}-${section}`)
      if (['streams', 'prizes', 'units'].includes(section)) await phone.isAccessible()
      await page.getByRole('button', { name: 'Lưu và tiếp tục' }).click()
    }
    await heading(page, titles.check.title)
    await page.getByText('Không còn chỗ nào thiếu hoặc sai.').waitFor()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Tải contest.yaml' }).click(),
    ])
    assert.equal(file.suggestedFilename(), 'thi-2024.contest.yaml')
    const back = rulebook.parse(parse(await readFile(await file.path(), 'utf8')))
    const exclusions = rules.exclusions.map((list) => ({ ...list, values: [] }))
    assert.deepEqual(back, { ...rules, exclusions })
  })

  it('says what is wrong in the words of the form, and leads to the field', async () => {
    const { phone } = await aDesk(site, ['organiser'])
    const { page } = phone
    await page.goto(`${draft}/streams`)
    await page.locator(`#${id('/streams/0/fields/0/pattern')}`).fill('^[0-9')
    await page.getByRole('button', { name: 'Lưu và tiếp tục' }).click()
    const place = 'Đối tượng 1 › Thông tin 1 › Mẫu của giá trị (biểu thức chính quy)'
    const fault = page.getByRole('alert').getByRole('link', { name: `${place}: Mẫu chưa viết đúng` })
    await fault.click()
    const focus = () => page.evaluate(() => document.activeElement?.id)
    assert.equal(await focus(), id('/streams/0/fields/0/pattern'))

    await page.goto(`${draft}/check`)
    await page.getByRole('link', { name: `Đối tượng dự thi › ${place}` }).click()
    await heading(page, titles.streams.title)
    await page.locator(`#${id('/streams/0/fields/0/pattern')}:focus`).waitFor()
    await phone.picture('setup-fault')
    await page.locator(`#${id('/streams/0/fields/0/pattern')}`).fill('^0[0-9]{9}$')
    await page.getByRole('button', { name: 'Lưu và tiếp tục' }).click()
    await heading(page, titles.rounds.title)
  })

  it('makes rounds week by week, and puts the keys in order by mouse and by keyboard', async () => {
    const { phone } = await aDesk(site, ['organiser'])
    const { page } = phone
    await page.goto(`${draft}/rounds`)
    const weekly = page.getByRole('group', { name: 'Tạo các đợt hằng tuần' })
    await weekly.getByLabel('Mở lúc').fill('2023-10-02T07:30')
    await weekly.getByLabel('Đóng lúc').fill('2023-10-08T23:59')
    await weekly.getByLabel('Số đợt').fill('5')
    await weekly.getByRole('button', { name: 'Tạo các đợt' }).click()
    assert.equal(await page.locator(`#${id('/rounds/4/opensAt')}`).inputValue(), '2023-10-30T07:30')
    assert.equal(await page.locator(`#${id('/rounds/4/closesAt')}`).inputValue(), '2023-11-05T23:59')
    await page.getByText('Từ 07 giờ 30 phút ngày 30/10/2023').first().waitFor()
    await page.getByRole('button', { name: 'Lưu và tiếp tục' }).click()
    await heading(page, titles.paper.title)

    await page.goto(`${draft}/ranking`)
    const list = page.getByRole('group', { name: 'Thứ tự tiêu chí', exact: true })
    const order = () => list.locator('li > span:first-child').allTextContents()
    await list.getByText('Rút thăm').waitFor()
    const [score, prediction, duration, draw] = await order()
    const row = (name: string) => list.locator('li', { hasText: name })
    const [from, to] = [await row(duration!).boundingBox(), await row(score!).boundingBox()]
    assert.ok(from && to)
    await page.mouse.move(from.x + 60, from.y + from.height / 2)
    await page.mouse.down()
    await page.mouse.move(to.x + 60, to.y + to.height / 2 + 3, { steps: 5 })
    await page.mouse.move(to.x + 60, to.y + to.height / 2)
    await page.mouse.up()
    await list.getByText(`“${duration}” ở vị trí 1 trên 4`).waitFor()
    assert.deepEqual(await order(), [duration, score, prediction, draw])
    await list.getByRole('button', { name: `Đưa “${prediction}” lên` }).focus()
    await page.keyboard.press('Enter')
    await list.getByText(`“${prediction}” ở vị trí 2 trên 4`).waitFor()
    await page.keyboard.press('Enter')
    await list.getByText(`“${prediction}” ở vị trí 1 trên 4`).waitFor()
    assert.deepEqual(await order(), [prediction, duration, score, draw])
    await page.getByRole('button', { name: 'Lưu và tiếp tục' }).click()
    await heading(page, titles.prizes.title)
    const kept = await page.evaluate(
      (at) => fetch(`/api/v1/console/drafts/${at}`).then((reply) => reply.json()),
      draft.split('/').at(-1),
    )
    assert.deepEqual(kept.rules.ranking.keys, ['predictionDistance', 'durationMs', 'score', 'seededDraw'])
    assert.equal(kept.rules.rounds.length, 5)

    await page.goto(`${draft}/units`)
    await page.getByLabel('Một số nhánh').check()
    const search = page.getByRole('combobox', { name: 'Tìm đơn vị để chọn' })
    await search.fill('xa hoa binh')
    await page.getByRole('option', { name: 'Xã Hòa Bình' }).waitFor()
    await phone.isAccessible()
    await phone.picture('setup-unit-picker')
    await search.press('ArrowDown')
    await search.press('Enter')
    await page.getByRole('button', { name: 'Bỏ Xã Hòa Bình' }).waitFor()
    await page.getByRole('button', { name: 'Lưu và tiếp tục' }).click()
    await heading(page, titles.publication.title)
    await page.goto(`${draft}/units`)
    await page.getByText('2 đơn vị tham gia, người dự thi chọn trong 1 đơn vị.').waitFor()
    await page.getByText('T.HB · 1 đơn vị').waitFor()
  })

  it('changes after the opening: one says why and from when, another confirms, the public reads what', async () => {
    const { phone } = await aDesk(site, ['organiser'])
    const { page } = phone
    await phone.go('/console/drafts')
    await page.getByLabel('Sửa thể lệ của một cuộc thi đã lập').check()
    await page.getByLabel('Cuộc thi', { exact: true }).selectOption('thi')
    await page.getByRole('button', { name: 'Bắt đầu' }).click()
    await page.waitForURL(/drafts\/[0-9a-f-]{36}$/)
    const own = page.url()
    await page.goto(`${own}/support`)
    await page.getByLabel('Số ngày nhận khiếu nại sau khi công bố').fill('12')
    await page.getByRole('button', { name: 'Lưu và tiếp tục' }).click()
    await heading(page, titles.check.title)
    await page.locator('del', { hasText: '5 ngày' }).waitFor()
    await page.locator('ins', { hasText: '12 ngày' }).waitFor()
    await page.getByRole('button', { name: 'Gửi đề nghị' }).click()
    await page.getByRole('alert').waitFor()
    assert.ok(await page.getByRole('alert').evaluate((box) => box === document.activeElement))
    await page.getByRole('alert').getByRole('link', { name: 'Cần nêu lý do, từ 3 đến 1.000 ký tự.' }).click()
    await page.getByLabel('Lý do').fill('Quyết định số 130/QĐ-BTCCT')
    await page.getByLabel('Có hiệu lực từ').fill('2023-08-22T00:00')
    await phone.isAccessible()
    await phone.picture('setup-rule-change')
    await page.getByRole('button', { name: 'Gửi đề nghị' }).click()
    await page.getByText('Đã gửi. Người thứ hai xác nhận').waitFor()
    const published = () =>
      site.house.count(
        'SELECT count(*) FROM rule_versions v JOIN contests c ON c.id = v.contest_id WHERE c.slug = $1',
        ['thi'],
      )
    const before = await published()

    const second = (await aDesk(site, ['organiser'], { viewport: { width: 360, height: 740 } })).phone
    await second.page.goto('/console/proposals')
    await second.page.getByRole('heading', { name: 'Sửa đổi thể lệ' }).waitFor()
    await second.page.getByRole('link', { name: /Xem điều sẽ thay đổi/ }).click()
    await second.page.locator('ins', { hasText: '12 ngày' }).waitFor()
    await second.picture('setup-rule-change-second')
    await second.page.goBack()
    await second.page.getByRole('button', { name: /^Xác nhận/ }).click()
    await second.page
      .getByRole('dialog')
      .getByRole('button', { name: /^Xác nhận/ })
      .click()
    await second.page.getByText('Đã thực hiện').waitFor()

    assert.equal(await published(), before + 1)
    // As the server does by itself a little later.
    await site.house.house.calendar.refresh()
    const reader = await site.phone()
    await reader.go('/contests/thi/rules')
    await reader.page.getByRole('heading', { name: 'Các lần thay đổi thể lệ' }).waitFor()
    // biome-ignore lint/performance/useDomNodeTextContent: what is seen, with its spaces.
    const log = await reader.page.getByRole('main').innerText()
    assert.match(log, /22\/0?8\/2023/)
    assert.match(log, /Quyết định số 130\/QĐ-BTCCT/)
    assert.match(log, /Trước: [^\n]*5 ngày[\s\S]*Nay: [^\n]*12 ngày/)
    await reader.isAccessible()
    await reader.picture('public-change-log')
  })
})
