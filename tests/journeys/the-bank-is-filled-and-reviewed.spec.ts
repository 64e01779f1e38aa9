import assert from 'node:assert/strict'
import { join } from 'node:path'
import { it, suite } from 'node:test'
import { aDesk, DESK } from '../support/a-desk.ts'
import { freshSite } from '../support/a-site.ts'

const FILE = join(import.meta.dirname, '../import-files/word/word-bank-of-60.docx')
/** A file is read in a process of its own, on a machine that may be busy. */
const PATIENCE = 120_000
const PHONE = { width: 360, height: 740 }

suite('the question bank in the console', () => {
  const site = freshSite({ now: '2023-08-10T08:00:00+07:00' })
  const bank = () => site.house.count(`SELECT count(*) FROM bank_questions WHERE bank = 'tuan-1'`)

  it('takes sixty questions from a Word file, which somebody else then reviews and approves', async () => {
    const { phone, officer } = await aDesk(site, ['question-writer'])
    const { page } = phone
    page.setDefaultTimeout(PATIENCE)
    await page.goto('/console/questions')
    await page.getByRole('link', { name: 'Nhập từ tệp' }).click()
    await page.getByLabel('Tệp câu hỏi').setInputFiles(FILE)
    await page.getByRole('status').filter({ hasText: '60 câu mới' }).waitFor()
    assert.equal(await bank(), 0)
    const [first] = await page.locator('section.card').all()
    assert.ok((await first!.getByRole('radio', { checked: true }).count()) === 1)
    await phone.isAccessible()
    await phone.picture('console-questions-preview')
    await page.setViewportSize(PHONE)
    await phone.isAccessible()
    await phone.picture('console-questions-preview-on-phone')
    await page.setViewportSize(DESK)
    await page.getByLabel('Bộ câu hỏi').fill('tuan-1')
    await page.getByLabel('Chủ đề cho những câu không ghi chủ đề').fill('cai-cach')
    await page.getByLabel('Căn cứ cho những câu không ghi căn cứ').fill('Nghị quyết số 76/NQ-CP')
    await page.getByLabel('Có hiệu lực từ').fill('2023-01-01')
    await page.getByRole('button', { name: 'Xác nhận nhập 60 câu' }).click()
    await page.getByRole('status').filter({ hasText: '60 câu chờ duyệt' }).waitFor()
    assert.equal(await bank(), 60)

    const reviewer = await aDesk(site, ['question-reviewer'])
    const desk = reviewer.phone.page
    desk.setDefaultTimeout(PATIENCE)
    await desk.goto('/console/questions?state=in-review')
    await desk.getByRole('checkbox', { name: /^Chọn câu CAI-CACH-001/ }).check()
    await desk.getByRole('checkbox', { name: /^Chọn câu CAI-CACH-002/ }).check()
    await reviewer.phone.picture('console-questions-review')
    await desk.getByRole('button', { name: 'Duyệt 2 câu đã chọn' }).click()
    await desk.getByRole('status').filter({ hasText: 'Đã duyệt 2 câu.' }).waitFor()
    const approved = `SELECT count(*) FROM bank_versions WHERE state = 'approved' AND $1 = ANY (writers) AND approved_by = $2`
    assert.equal(await site.house.count(approved, [officer.id, reviewer.officer.id]), 2)

    await desk.goto('/console/questions')
    await desk.getByLabel('Tìm theo mã').fill('cai cach 001')
    await desk.getByRole('link', { name: 'CAI-CACH-001' }).click()
    await desk.getByRole('button', { name: 'Xem đáp án' }).click()
    await desk.getByText('Đáp án:').waitFor()
    await reviewer.phone.isAccessible()
    await reviewer.phone.picture('console-question')
    await desk.goto('/console/questions/looks')
    await desk.getByRole('link', { name: /CAI-CACH-001/ }).waitFor()
  })

  it('is written in by keyboard, told what is missing at the field, and loses nothing typed', async () => {
    const { phone } = await aDesk(site, ['question-writer'])
    const { page } = phone
    page.setDefaultTimeout(PATIENCE)
    await page.goto('/console/questions/new')
    await page.getByLabel('Chủ đề').fill('mot-cua')
    await page.getByLabel('Câu hỏi', { exact: true }).fill('Bộ phận Một cửa cấp xã đặt ở đâu?')
    for (const [letter, text] of [
      ['A', 'Trung tâm'],
      ['B', 'Kho bạc'],
      ['C', 'Bưu điện'],
      ['D', 'Chợ'],
    ] as const)
      await page.getByLabel(`Phương án ${letter}`, { exact: true }).fill(text)
    await page.getByRole('region', { name: 'Thí sinh sẽ thấy' }).getByText('Kho bạc').waitFor()
    await page.getByLabel('A là đáp án đúng').focus()
    await page.keyboard.press('Space')
    await phone.isAccessible()
    await phone.picture('console-question-editor')
    await page.setViewportSize(PHONE)
    await phone.isAccessible()
    await phone.picture('console-question-editor-on-phone')
    await page.getByRole('button', { name: 'Lưu bản nháp' }).click()
    await page.getByRole('heading', { name: 'MOT-CUA-001' }).waitFor()
    await page.getByRole('button', { name: 'Gửi duyệt' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByRole('link', { name: 'Sửa bản nháp' }).click()
    await page.getByLabel('Văn bản căn cứ').fill('Nghị định số 118/2025/NĐ-CP')
    await page.getByLabel('Có hiệu lực từ').fill('2023-01-01')
    await page.getByRole('button', { name: 'Gửi duyệt' }).click()
    await page.getByText('Chờ duyệt').first().waitFor()
  })
})
