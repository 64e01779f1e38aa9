import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { unzipSync, zipSync } from 'fflate'
import { freshHouse } from '../../tests/support/a-house.ts'
import { approve, looked, PIXEL, QUESTIONS, type Question, uploaded } from '../../tests/support/a-question.ts'
import { ask, type Browser, seated, told } from '../../tests/support/officers.ts'
import { readGift } from '../question-files/read-gift.ts'
import { readQti } from '../question-files/read-qti.ts'
import { writeQuestionFile } from '../question-files/write-question-file.ts'
import { writeXlsx } from '../question-files/write-xlsx.ts'
import type { ImportItemView, ImportView } from './contract.ts'

const IMPORTS = '/api/v1/console/question-imports'
const FILLING = {
  bank: 'tuan-1',
  topic: 'mot-cua',
  source: 'Nghị định số 118/2025/NĐ-CP',
  validFrom: '2023-01-01',
}
const GIFT = `
Cơ quan nào kiểm soát thủ tục hành chính ở tỉnh? {=Văn phòng Ủy ban nhân dân ~Sở Tài chính ~Sở Y tế}

Bộ phận Một cửa đặt ở đâu? {=Trung tâm Phục vụ hành chính công ~Kho bạc ~Bưu điện}

Câu này chưa có đáp án, phải không? {~Đúng thế ~Không phải ~Chưa biết}
`

describe('a file of questions', () => {
  const house = freshHouse({ now: '2023-08-10T08:00:00+07:00' })
  let writer: Browser
  before(async () => {
    writer = (await seated(house, ['question-writer'], { authorityId: house.contest.authorityId })).browser
  })
  const look = async (id: string): Promise<ImportView> =>
    (await ask(house, writer, 'GET', `${IMPORTS}/${id}`)).body
  const until = async (id: string): Promise<ImportView> => {
    for (;;) {
      const view = await look(id)
      if (view.state !== 'reading') return view
      await sleep(50)
    }
  }
  const send = async (name: string, bytes: Buffer): Promise<ImportView & { uploadId: string }> => {
    const uploadId = await uploaded(house, writer, name, bytes)
    const begun = await ask(house, writer, 'POST', IMPORTS, { body: { uploadId } })
    assert.equal(begun.status, 202)
    return { ...(await until(begun.body.id)), uploadId }
  }
  const items = async (id: string, query = ''): Promise<ImportItemView[]> =>
    (await ask(house, writer, 'GET', `${IMPORTS}/${id}/items?limit=200${query}`)).body
  const mend = (id: string, { no, version }: ImportItemView, body: object) =>
    ask(house, writer, 'PATCH', `${IMPORTS}/${id}/items/${no}`, { body: { version, ...body } })
  const confirm = (id: string) =>
    ask(house, writer, 'PUT', `${IMPORTS}/${id}/confirmation`, { body: FILLING })
  const inBank = () => house.count('SELECT count(*) FROM bank_questions')

  it('is laid out item by item, mended by a click, and in the bank when somebody says so, not before', async () => {
    const before = await inBank()
    const read = await send('cau-hoi.gift.txt', Buffer.from(GIFT))
    assert.deepEqual(
      [read.state, read.format, read.verdicts],
      ['read', 'gift', { fresh: 2, repeated: 0, faulty: 1, left: 0 }],
    )
    const [, , third] = await items(read.id)
    assert.equal(third!.verdict, 'faulty')
    assert.match(third!.faults[0]!.where, /dòng 6/)
    assert.equal(await inBank(), before)
    const mended = await mend(read.id, third!, { correct: [2], kind: 'single' })
    assert.deepEqual([mended.body.verdict, mended.body.correct, mended.body.faults], ['fresh', [2], []])
    assert.equal(told(await mend(read.id, third!, { correct: [1] })), '409 changed-meanwhile')
    const done = await confirm(read.id)
    assert.deepEqual(done.body, { inReview: 3, drafts: 0, left: 0 })
    assert.equal(await inBank(), before + 3)
    assert.equal(told(await confirm(read.id)), '409 not-read-yet')
    const [deed] = await house.rows<{ actor: string; details: { codes: string[]; file: string } }>(
      `SELECT actor, details FROM deeds WHERE deed = 'questions.imported'`,
    )
    assert.deepEqual(deed!.details.codes, ['MOT-CUA-001', 'MOT-CUA-002', 'MOT-CUA-003'])
    assert.deepEqual([deed!.actor === 'operator', deed!.details.file], [false, 'cau-hoi.gift.txt'])
    const waiting: Question[] = (await ask(house, writer, 'GET', `${QUESTIONS}?state=in-review`)).body
    assert.equal(waiting.length, 3)
    const reviewer = await seated(house, ['question-reviewer'])
    const outcomes = await approve(house, reviewer.browser, waiting)
    assert.deepEqual(
      outcomes.map(({ reason }) => reason),
      [null, null, null],
    )
  })

  it('is recognised when it comes again; what is nearly a question of the bank is named', async () => {
    const again = await send(
      'lan-2.gift.txt',
      Buffer.from(GIFT.replace('thủ tục hành chính ở', 'thủ tục hành chính của')),
    )
    assert.equal(again.verdicts.fresh, 1)
    assert.ok(again.verdicts.repeated >= 1)
    const [near, repeated] = await items(again.id)
    assert.deepEqual([near!.near!.name, repeated!.near], ['MOT-CUA-001', { name: 'MOT-CUA-002', share: 1 }])
    const out = await mend(again.id, near!, { isLeft: true })
    assert.equal(out.body.verdict, 'left')
    assert.deepEqual((await confirm(again.id)).body, { inReview: 0, drafts: 0, left: 3 })
  })

  it('brings its pictures along; a question whose pictures nobody has described stays a draft', async () => {
    const [item] = readGift(GIFT).items
    const pictured = {
      ...item!,
      text: 'Trong hình là con dấu của cơ quan nào?',
      images: [{ at: 'text', name: 'dau.png', type: 'image/png', bytes: PIXEL }],
    }
    for (const format of ['moodle-xml', 'qti21', 'docx'] as const) {
      const { bytes } = await writeQuestionFile(format, [
        { ...pictured, text: `${pictured.text} (${format})` },
      ])
      const read = await send(`hinh.${format}`, Buffer.from(bytes))
      const [first] = await items(read.id)
      assert.equal(first!.content.images!.length, 1, format)
      assert.deepEqual((await confirm(read.id)).body, { inReview: 0, drafts: 1, left: 0 }, format)
    }
    assert.equal(await house.count('SELECT count(*) FROM question_images'), 1)
    const [draft]: Question[] = (await ask(house, writer, 'GET', `${QUESTIONS}?state=draft`)).body
    const question = await looked(house, writer, draft!.id)
    assert.equal(question.versions[0]!.content.images![0]!.alt, '')
  })

  it('with columns of other names asks once which is which, and knows them from then on', async () => {
    const { items: written } = readGift(GIFT.replaceAll('tỉnh', 'huyện'))
    const sheet = foreignSheet(writeXlsx(written).bytes)
    const read = await send('bang.xlsx', sheet)
    assert.deepEqual([read.state, read.headings?.includes('First')], ['needs-columns', true])
    const columns = Object.fromEntries(Object.entries(FOREIGN).map(([ours, theirs]) => [theirs, ours]))
    const named = await ask(house, writer, 'PUT', `${IMPORTS}/${read.id}/columns`, {
      body: { uploadId: read.uploadId, columns },
    })
    assert.equal(named.status, 202)
    assert.equal((await until(read.id)).state, 'read')
    const second = await send('bang-2.xlsx', sheet)
    assert.deepEqual([second.state, second.counted > 0], ['read', true])
  })

  it('that is none, or does harm, is refused in words and leaves nothing', async () => {
    const junk = await send('x.docx', Buffer.from('%PDF-1.7 …'))
    assert.deepEqual([junk.state, junk.fault?.found !== ''], ['refused', true])
    assert.equal(told(await confirm(junk.id)), '409 not-read-yet')
  })

  it('is nothing to an officer of another authority', async () => {
    const read = await send('khac.gift.txt', Buffer.from(GIFT))
    await house.owner.query(`INSERT INTO authorities VALUES (gen_random_uuid(), 'khac', 'Khác')`)
    const [{ id } = { id: '' }] = await house.rows<{ id: string }>(
      `SELECT id FROM authorities WHERE code = 'khac'`,
    )
    const stranger = (await seated(house, ['question-writer'], { authorityId: id })).browser
    for (const path of ['', '/items'])
      assert.equal((await ask(house, stranger, 'GET', `${IMPORTS}/${read.id}${path}`)).status, 404)
    const confirmed = await ask(house, stranger, 'PUT', `${IMPORTS}/${read.id}/confirmation`, {
      body: FILLING,
    })
    assert.equal(confirmed.status, 404)
  })

  it('goes out again in every format, with a reason, on record', async () => {
    const organiser = (await seated(house, ['organiser'], { authorityId: house.contest.authorityId })).browser
    const taken = (format: string) =>
      house.app.inject({
        method: 'POST',
        url: '/api/v1/console/question-exports',
        headers: {
          cookie: `hoithi-staff=${organiser.cookies.get('hoithi-staff')}`,
          'content-type': 'application/json',
        },
        payload: JSON.stringify({ format, bank: 'tuan-1', reason: 'Hội đồng duyệt đề' }),
      })
    const gift = await taken('gift')
    assert.equal(gift.statusCode, 200)
    assert.equal(readGift(gift.payload).items.length, 3)
    const qti = await taken('qti21')
    assert.equal((await readQti(qti.rawPayload)).items.length, 3)
    assert.equal(
      await house.count(
        `SELECT count(*) FROM deeds WHERE deed = 'questions.exported' AND details->>'reason' LIKE 'Hội%'`,
      ),
      2,
    )
  })
})

const FOREIGN = { A: 'First', B: 'Second', C: 'Third', 'Đáp án': 'Right one' }

/** Our own sheet under names that nobody knows. */
function foreignSheet(bytes: Uint8Array): Buffer {
  const parts = Object.entries(unzipSync(bytes)).map(([name, part]) => {
    let text = Buffer.from(part).toString()
    if (/worksheets|sharedStrings/.test(name))
      for (const [ours, theirs] of Object.entries(FOREIGN))
        text = text.replace(`>${ours}</t>`, `>${theirs}</t>`)
    return [name, Buffer.from(text)] as const
  })
  return Buffer.from(zipSync(Object.fromEntries(parts)))
}
