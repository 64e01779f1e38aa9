import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, it, suite } from 'node:test'
import type { Page } from 'playwright-core'
import { SETTLING_MS } from '../../src/attempts/write-down-expired.ts'
import { startWorker, type Worker } from '../../src/main/worker.ts'
import { closeRound } from '../../src/rankings/close-round.ts'
import { aDesk } from '../support/a-desk.ts'
import type { Phone } from '../support/a-phone.ts'
import { freshSite } from '../support/a-site.ts'
import { register, rightAnswers, start, submit } from '../support/people.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const word = (name: string) => join(ROOT, 'tests/import-files/word', name)
const UNITS = join(ROOT, 'contests/hoa-binh-2023/units.csv')
/** Files are read and contests rehearsed in processes of their own, on a machine that may be busy. */
const PATIENCE = 120_000
const SLUG = 'hoa-binh-2023'

const field = (page: Page, pointer: string) => page.locator(`#f${pointer.replaceAll(/[^A-Za-z0-9]/g, '-')}`)
async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [pointer, value] of Object.entries(values)) await field(page, pointer).fill(value)
}
const add = (page: Page, what: string) =>
  page
    .getByRole('button', { name: `Thêm: ${what}` })
    .first()
    .click()
async function save(page: Page, next: string): Promise<void> {
  await page.getByRole('button', { name: 'Lưu và tiếp tục' }).click()
  const refused = page.getByRole('alert')
  await page.getByRole('heading', { level: 1, name: next }).or(refused).first().waitFor()
  assert.deepEqual(await refused.allTextContents(), [], `before ${next}`)
}

/** Hòa Bình, 2023: a province lays its contest from what lies on the desk, opens it, and mends it after the close. */
suite('a contest from nothing', () => {
  const site = freshSite({ contests: [], now: '2023-08-10T08:00:00+07:00' })
  let authorityId = ''
  let draftAt = ''
  let organiser: Phone
  let worker: Worker | null = null
  after(async () => worker?.stop())
  const desk = async (...roles: Parameters<typeof aDesk>[1]) => {
    const { phone } = await aDesk(site, roles, { authorityId })
    phone.page.setDefaultTimeout(PATIENCE)
    return phone
  }

  it('begins with the authority, and its units from the file that it has', async () => {
    const { phone } = await aDesk(site, ['organiser'])
    const { page } = phone
    await page.goto('/console/drafts')
    await page.getByRole('radio', { name: 'Bản trống' }).check()
    await page.getByRole('button', { name: 'Bắt đầu' }).click()
    await fill(page, { '/authority/code': 'hoa-binh', '/authority/name': 'Ủy ban nhân dân tỉnh Hòa Bình' })
    await page.getByRole('button', { name: 'Bắt đầu' }).click()
    await page.waitForURL(/drafts\/[0-9a-f-]{36}$/)
    draftAt = new URL(page.url()).pathname
    authorityId = (
      await site.house.rows<{ id: string }>(`SELECT id FROM authorities WHERE code = 'hoa-binh'`)
    )[0]!.id

    organiser = await desk('organiser')
    await organiser.page.goto('/console/units/import')
    await organiser.page.getByLabel('Tệp đơn vị').setInputFiles(UNITS)
    await organiser.page.getByRole('button', { name: 'Nhập', exact: true }).click()
    await organiser.page.getByText('Đã nhập cây đơn vị.').waitFor()
    assert.equal(await site.house.count('SELECT count(*) FROM units'), 220)
  })

  it('takes sixty questions from Word, sees that LibreOffice brings the same, and has them approved by somebody else', async () => {
    const { page } = await desk('question-writer')
    const bring = async (name: string) => {
      await page.goto('/console/questions/import')
      await page.getByLabel('Tệp câu hỏi').setInputFiles(word(name))
    }
    await bring('word-bank-of-60.docx')
    await page.getByRole('status').filter({ hasText: '60 câu mới' }).waitFor()
    await page.getByLabel('Bộ câu hỏi').fill('cai-cach')
    await page.getByLabel('Chủ đề cho những câu không ghi chủ đề').fill('cai-cach')
    await page.getByLabel('Căn cứ cho những câu không ghi căn cứ').fill('Nghị quyết số 76/NQ-CP')
    await page.getByLabel('Có hiệu lực từ').fill('2023-01-01')
    await page.getByRole('button', { name: 'Xác nhận nhập 60 câu' }).click()
    await page.getByRole('status').filter({ hasText: '60 câu chờ duyệt' }).waitFor()
    await bring('lo-bank-of-60.docx')
    await page.getByRole('status').filter({ hasText: '0 câu mới · 60 câu đã có' }).waitFor()

    const reviewer = (await desk('question-reviewer')).page
    await reviewer.goto('/console/questions?state=in-review')
    for (let left = 60; left > 0; ) {
      await reviewer
        .getByRole('checkbox', { name: /^Chọn câu / })
        .first()
        .waitFor()
      await reviewer.getByRole('checkbox', { name: /^Chọn cả / }).check()
      const approve = reviewer.getByRole('button', { name: /^Duyệt \d+ câu đã chọn/ })
      const count = Number(/\d+/.exec((await approve.textContent()) ?? '')?.[0])
      await approve.click()
      await reviewer
        .getByRole('status')
        .filter({ hasText: `Đã duyệt ${count} câu.` })
        .waitFor()
      left -= count
    }
    assert.equal(
      await site.house.count(`SELECT count(*) FROM bank_questions WHERE in_force_id IS NOT NULL`),
      60,
    )
  })

  it('is set up section by section, and made', async () => {
    const { page } = organiser
    await page.goto(`${draftAt}/plan`)
    await fill(page, {
      '/slug': SLUG,
      '/name': 'Cuộc thi trực tuyến tìm hiểu công tác cải cách hành chính tỉnh Hòa Bình năm 2023',
      '/nameEn': 'Online contest on public administration reform, Hòa Bình Province, 2023',
      '/summary/vi': '4 tuần thi, mỗi tuần 10 câu hỏi trắc nghiệm và 1 câu dự đoán.',
    })
    await page.getByLabel('Có văn bản ban hành thể lệ').check()
    await fill(page, {
      '/document/no': '125/QĐ-BTCCT',
      '/document/issuedOn': '2023-08-10',
      '/document/title': 'Quyết định ban hành Thể lệ Cuộc thi',
    })
    await save(page, 'Đối tượng dự thi')
    await add(page, 'Đối tượng 1')
    await fill(page, {
      '/streams/0/code': 'staff',
      '/streams/0/name/vi': 'Cán bộ, công chức, viên chức',
      '/streams/0/eligibility/vi': 'Cán bộ, công chức, viên chức của tỉnh.',
    })
    await add(page, 'Thông tin 1')
    await fill(page, { '/streams/0/fields/0/name': 'phone', '/streams/0/fields/0/label/vi': 'Số điện thoại' })
    await field(page, '/streams/0/fields/0/kind').selectOption('phone')
    await page.getByLabel('Định danh: mỗi giá trị là một người').check()
    await save(page, 'Các đợt thi')
    await fill(page, {
      '/weekly/opensAt': '2023-08-14T07:30',
      '/weekly/closesAt': '2023-08-20T21:00',
      '/weekly/count': '4',
    })
    await page.getByRole('button', { name: 'Tạo các đợt' }).click()
    await page.getByRole('group', { name: 'Đợt 4', exact: true }).waitFor()
    await save(page, 'Đề thi')
    await page.getByRole('checkbox', { name: /^cai-cach/ }).check()
    await fill(page, { '/paper/timeLimitSeconds': '15', '/paper/practiceCount': '0' })
    await page.getByLabel('Đảo thứ tự phương án').check()
    await add(page, 'Dòng 1')
    await fill(page, { '/paper/blueprint/0/count': '10' })
    await page.getByText('Đủ câu hỏi').waitFor()
    await save(page, 'Lượt thi và bài được tính')
    await fill(page, { '/attempts/perRound': '1' })
    await page.getByRole('radio', { name: /Bài duy nhất/ }).check()
    await save(page, 'Câu hỏi dự đoán')
    await page.getByRole('radio', { name: 'Có', exact: true }).check()
    await fill(page, { '/prediction/text/vi': 'Có bao nhiêu người trả lời đúng cả 10 câu?' })
    await page.getByRole('radio', { name: 'Số người trả lời đúng tất cả' }).check()
    await save(page, 'Thứ tự xếp hạng')
    const ranking = page.getByRole('group', { name: 'Thứ tự tiêu chí', exact: true })
    await page.getByRole('radio', { name: 'Mọi bài hợp lệ' }).check()
    for (const key of ['Số câu đúng', 'Dự đoán gần đúng hơn', 'Thời gian làm bài ngắn hơn', 'Rút thăm']) {
      const missing = ranking.getByRole('button', { name: `+ ${key}`, exact: true })
      if ((await missing.count()) > 0) await missing.click()
    }
    await page
      .getByRole('radio', { name: /Không ai cùng hạng/ })
      .first()
      .check()
    await page.getByRole('radio', { name: 'Không, chỉ xếp hạng từng đợt' }).check()
    await organiser.isAccessible()
    await organiser.picture('setup-from-nothing-ranking')
    await save(page, 'Giải thưởng')
    await add(page, 'Giải 1')
    await fill(page, {
      '/prizes/0/name/vi': 'Giải Nhất tuần',
      '/prizes/0/count': '1',
      '/prizes/0/amountVnd': '1000000',
    })
    await field(page, '/prizes/0/scope').selectOption('round')
    await page.getByRole('radio', { name: /Chỉ một giải/ }).check()
    await save(page, 'Giải tập thể và tỷ lệ')
    await save(page, 'Người không được dự thi')
    await save(page, 'Đơn vị tham gia')
    await page.getByRole('radio', { name: 'Toàn bộ cây đơn vị' }).check()
    await save(page, 'Công bố')
    await page.getByRole('radio', { name: /Ngay khi khóa sổ/ }).check()
    await page.getByRole('radio', { name: 'Họ và tên đầy đủ' }).check()
    await page.getByRole('radio', { name: 'Sau khi đợt thi đóng' }).check()
    await save(page, 'Hỗ trợ và khiếu nại')
    await fill(page, {
      '/support/body': 'Sở Nội vụ tỉnh Hòa Bình',
      '/support/post': 'Chuyên viên Phòng Cải cách hành chính',
      '/support/telephone': '0218 3852 000',
      '/appeals/openDays': '5',
      '/appeals/channel/vi': 'Gửi văn bản về Sở Nội vụ',
    })
    await save(page, 'Kiểm tra và lập cuộc thi')
    await organiser.picture('setup-from-nothing-check')
    await page.getByRole('button', { name: 'Lập cuộc thi' }).click()
    await page.getByText(`Đã lập cuộc thi ${SLUG}, thể lệ bản số 1.`).waitFor()
    const stranger = await site.phone()
    assert.equal((await stranger.page.goto(`/contests/${SLUG}`))?.status(), 404, 'nobody has opened it')
  })

  it('is rehearsed from a button, looked over, and opened', async () => {
    worker = await startWorker(site.house.house, site.house.url)
    const { page } = organiser
    await page.getByRole('link', { name: 'Diễn tập với người thi giả lập' }).click()
    await fill(page, { '/people': '60' })
    await organiser.isAccessible()
    await organiser.picture('rehearsals')
    await page.getByRole('button', { name: 'Bắt đầu diễn tập' }).click()
    await page.getByRole('progressbar').waitFor()
    await organiser.picture('rehearsal-running')
    await page.getByRole('heading', { name: 'Xếp hạng tuần 4' }).waitFor()
    await organiser.isAccessible()
    await organiser.picture('rehearsal-done')
    const looking = page.waitForEvent('popup')
    await page.getByRole('link', { name: 'Bảng xếp hạng tuần 1' }).click()
    const shown = await looking
    await shown.getByText('DIỄN TẬP').waitFor()
    await shown.close()
    await worker.stop()
    worker = null

    await page.goto(`/console/contests/${SLUG}/preflight`)
    await page
      .getByText(/60 người/)
      .first()
      .waitFor()
    await organiser.isAccessible()
    await organiser.picture('preflight-after-rehearsal')
    await field(page, '/reason').fill('Đơn vị còn lại khai biên chế trong tuần đầu')
    await page.getByRole('button', { name: /^Mở cuộc thi/ }).click()
    await page.getByText(/Cuộc thi được mở lúc/).waitFor()
    const visitor = await site.phone()
    assert.equal((await visitor.page.goto(`/contests/${SLUG}`))?.status(), 200)
    await visitor.isAccessible()
  })

  it('has a question voided after the close, and a second version of its standings', async () => {
    const { house } = site
    const at = '2023-08-14T08:00:00+07:00'
    site.leap(Date.parse(at) - house.clock.now().getTime())
    await new Promise((resolve) => setTimeout(resolve, 100))
    const unitId = await house.unitId('HB.VPTU')
    let asked = ''
    for (const [no, fullName] of ['Quách Thị Mai', 'Bùi Văn Núi', 'Đinh Thị Oanh'].entries()) {
      const going = await start(house, await register(house, { fullName, unitId }))
      const right = Object.entries(await rightAnswers(house, going)).slice(0, 9 - no)
      // One that the first of them had, and knew; the longest, pasted whole into the search.
      asked ||= going.questions
        .slice(0, right.length)
        .map(({ text }) => text)
        .sort((one, other) => other.length - one.length)[0]!
      assert.ok(
        (await submit(house, going, { answers: Object.fromEntries(right), prediction: 1 })).status < 300,
      )
    }
    const { id, closesAt } = house.round(1)
    site.leap(closesAt.getTime() - house.clock.now().getTime() + SETTLING_MS + 60_000)
    await new Promise((resolve) => setTimeout(resolve, 100))
    const closing = { roundId: id, at: house.clock.now() }
    assert.ok((await closeRound({ ...house.house, pool: house.house.keeper }, closing)).ok)
    await house.house.calendar.refresh()

    organiser = await desk('organiser')
    const { page } = organiser
    await page.goto(`/console/contests/${SLUG}/results`)
    await page.getByRole('link', { name: 'Hủy câu hỏi / sửa đáp án' }).first().click()
    await page.getByLabel('Tìm câu hỏi').fill(asked)
    await page.getByRole('listitem').filter({ hasText: asked }).getByRole('button').click()
    await page
      .getByRole('radio', { name: /Loại câu hỏi khỏi mọi bài thi/ })
      .first()
      .check()
    await page.getByRole('button', { name: 'Xem trước thay đổi' }).click()
    await page.getByLabel('Lý do').fill('Văn bản căn cứ đã được thay thế trước ngày thi')
    await organiser.picture('void-preview')
    await page.getByRole('button', { name: 'Đề nghị người thứ hai xác nhận' }).click()
    await page.getByText('Bạn là người đề nghị').waitFor()
    const second = (await desk('judge')).page
    await second.goto('/console/proposals')
    await second.getByRole('link', { name: /Xem điều sẽ thay đổi/ }).click()
    await second.getByRole('button', { name: 'Xác nhận và thực hiện', exact: true }).click()
    await second.getByText('Đã thực hiện').waitFor()
    const visitor = await site.phone()
    await visitor.page.goto(`/contests/${SLUG}/rankings/1`)
    await visitor.page.getByRole('heading', { name: 'Bảng xếp hạng này đã được lập lại' }).waitFor()
    await visitor.isAccessible()
  })
})
