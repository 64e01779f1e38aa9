import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aContest } from '../../tests/support/contest-of-every-kind.ts'
import { listDeeds } from '../audit/list-deeds.ts'
import { exportQuestions } from '../question-files/export-questions.ts'
import { readGift } from '../question-files/read-gift.ts'
import { type Importing, importQuestions } from './import-questions.ts'
import { loadContest } from './load-contest.ts'

const BEFORE = new Date('2023-08-10T00:00:00Z')
const DURING = new Date('2023-08-15T00:00:00Z')
const LOADED = 33

const GIFT = `
Cơ quan nào kiểm soát thủ tục hành chính ở tỉnh? {=Văn phòng Ủy ban nhân dân ~Sở Tài chính ~Sở Y tế}

Bộ phận Một cửa đặt ở đâu? {=Trung tâm Phục vụ hành chính công ~Kho bạc ~Bưu điện}

Câu này hỏng {~a ~b}
`

describe('questions of a file', () => {
  const house = freshHouse()
  const ask = (changes: Partial<Importing> = {}) =>
    importQuestions(
      { owner: house.owner },
      {
        slug: 'thi',
        read: readGift(GIFT),
        file: { name: 'cau-hoi.txt', digest: 'abc' },
        topic: 'mot-cua',
        source: 'Nghị định số 118/2025/NĐ-CP',
        at: BEFORE,
        ...changes,
      },
    )
  const pool = () => house.count('SELECT count(*) FROM round_questions')

  it('are only looked at until somebody says yes', async () => {
    const before = await pool()
    const looked = await ask()
    assert.ok(looked.ok)
    assert.deepEqual([looked.imported, looked.fresh.length, looked.errors.length], [0, 2, 1])
    assert.deepEqual(
      looked.fresh.map(({ question }) => question.code),
      ['MOT-CUA-001', 'MOT-CUA-002'],
    )
    assert.equal(await pool(), before)
    assert.equal(await house.count('SELECT count(*) FROM questions'), LOADED)
  })

  it('are refused together while one has an error', async () => {
    const refused = await ask({ isConfirmed: true })
    assert.equal(!refused.ok && refused.reason, 'items-with-errors')
    assert.equal(await house.count('SELECT count(*) FROM questions'), LOADED)
  })

  it('come into the bank and the pools of all rounds, with a deed on record', async () => {
    const before = await pool()
    const imported = await ask({ isConfirmed: true, skipErrors: true })
    assert.ok(imported.ok && imported.imported === 2)
    assert.equal(await pool(), before + 2 * 3)
    const contest = house.house.calendar.contestOf('thi')!
    const [deed] = await listDeeds(house.owner, { deed: 'questions.imported', subject: contest.id })
    assert.deepEqual(deed!.details.codes, ['MOT-CUA-001', 'MOT-CUA-002'])
    assert.deepEqual(deed!.details.skipped, 1)
  })

  it('are known again when the same file comes twice, however it is written', async () => {
    const again = await ask({ isConfirmed: true, skipErrors: true })
    assert.equal(!again.ok && again.reason, 'nothing-new')
    const other = await ask({
      read: readGift(
        'CƠ QUAN NÀO kiểm soát thủ tục hành chính ở tỉnh? {~Sở Y tế ~Sở Tài chính =Văn phòng Uỷ ban nhân dân}',
      ),
    })
    assert.ok(other.ok)
    assert.deepEqual(other.repeated, [{ no: 1, of: 'MOT-CUA-001' }])
  })

  it('that are nearly the same are pointed at', async () => {
    const near = await ask({
      read: readGift(
        'Cơ quan nào kiểm soát thủ tục hành chính cấp tỉnh? {=Văn phòng Ủy ban nhân dân ~Sở Tài chính ~Sở Y tế}',
      ),
    })
    assert.ok(near.ok)
    assert.equal(near.fresh[0]!.near?.name, 'MOT-CUA-001')
    assert.equal(near.fresh[0]!.question.code, 'MOT-CUA-003')
  })

  it('stay in the pools when the file of the contest is loaded again', async () => {
    const before = await pool()
    const loaded = await loadContest(
      { owner: house.owner, identityKey: house.house.identityKey },
      { file: aContest({ rules: { name: 'Tên mới' } }), at: BEFORE },
    )
    assert.ok(loaded.ok)
    assert.equal(await pool(), before)
  })

  it('do not come into a contest that has opened, or that is not there', async () => {
    const late = await ask({ at: DURING, isConfirmed: true, skipErrors: true })
    assert.deepEqual(late, { ok: false, reason: 'rounds-have-opened' })
    assert.deepEqual(await ask({ slug: 'khong-co' }), { ok: false, reason: 'no-such-contest' })
  })

  it('go out with their keys, and that is on record before anybody has them', async () => {
    const contest = house.house.calendar.contestOf('thi')!
    const written = await exportQuestions(house.house, {
      contest: { id: contest.id, authorityId: contest.authorityId, slug: 'thi' },
      format: 'gift',
      at: BEFORE,
    })
    assert.deepEqual([written.count, written.left], [LOADED + 2, []])
    const back = readGift(Buffer.from(written.bytes).toString())
    assert.deepEqual([back.errors, back.items.length], [[], LOADED + 2])
    const [deed] = await listDeeds(house.owner, { deed: 'questions.exported', subject: contest.id })
    assert.deepEqual(deed!.details, { slug: 'thi', format: 'gift', questions: LOADED + 2 })
  })

  it('do not go out for the role that takes requests', async () => {
    const contest = house.house.calendar.contestOf('thi')!
    const asWeb = exportQuestions(
      { keeper: house.house.pool },
      {
        contest: { id: contest.id, authorityId: contest.authorityId, slug: 'thi' },
        format: 'gift',
        at: BEFORE,
      },
    )
    await assert.rejects(asWeb, { code: '42501' })
  })
})
