import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { freshHouse, MONDAY } from '../../tests/support/a-house.ts'
import {
  aContent,
  approve,
  drafted,
  looked,
  PIXEL,
  QUESTIONS,
  type Question,
  sent,
  uploaded,
} from '../../tests/support/a-question.ts'
import { ask, type Browser, seat, seated, told } from '../../tests/support/officers.ts'
import { listApprovedQuestions } from './store.ts'

const BEFORE = '2023-08-10T08:00:00+07:00'

describe('a question of the bank', () => {
  const house = freshHouse({ now: BEFORE })
  let writer: Awaited<ReturnType<typeof seated>>
  let reviewer: Awaited<ReturnType<typeof seated>>
  before(async () => {
    writer = await seated(house, ['question-writer'])
    reviewer = await seated(house, ['question-reviewer', 'question-writer'])
  })
  const change = (who: { browser: Browser }, { id, version }: Question, path: string, body: object = {}) =>
    ask(house, who.browser, path === '/drafts' ? 'POST' : 'PUT', `${QUESTIONS}/${id}${path}`, {
      body: { version, ...body },
    })
  const look = (who: { browser: Browser }, question: Question, body: object = {}) =>
    ask(house, who.browser, 'POST', `${QUESTIONS}/${question.id}/key-looks`, {
      body: { versionId: question.newestId, ...body },
    })
  const idOf = async (code: string): Promise<string> =>
    (await house.rows<{ id: string }>('SELECT id FROM bank_questions WHERE code = $1', [code]))[0]!.id
  const inForce = async (code: string) =>
    (await listApprovedQuestions(house.house.keeper, house.contest.authorityId)).find(
      (each) => each.code === code,
    )

  it('is written, sent for review, approved by somebody else, and then in force', async () => {
    const draft = await drafted(house, writer.browser)
    assert.equal(draft.code, 'MOT-CUA-001')
    const waiting = await sent(house, writer.browser, draft)
    assert.deepEqual([waiting.state, waiting.inForceId], ['in-review', null])
    assert.equal(await inForce('MOT-CUA-001'), undefined)
    assert.deepEqual(await approve(house, reviewer.browser, [waiting]), [{ id: draft.id, reason: null }])
    const approved = await looked(house, writer.browser, draft.id)
    assert.deepEqual(
      [approved.state, approved.inForceId, approved.versions[0]!.versionNo],
      ['approved', draft.newestId, 1],
    )
    assert.deepEqual((await inForce('MOT-CUA-001'))?.correct, [1])
    const deeds = await house.rows('SELECT deed, actor FROM deeds WHERE subject = $1 ORDER BY id', [draft.id])
    assert.deepEqual(deeds, [
      { deed: 'question.drafted', actor: writer.id },
      { deed: 'question.submitted', actor: writer.id },
      { deed: 'question.approved', actor: reviewer.id },
    ])
  })

  it('is approved by nobody who wrote at it, not even by way of the database', async () => {
    const own = await sent(house, reviewer.browser, await drafted(house, reviewer.browser))
    assert.deepEqual(await approve(house, reviewer.browser, [own]), [{ id: own.id, reason: 'same-person' }])
    const other = await drafted(house, writer.browser)
    const helped = (
      await change(reviewer, other, '/draft', { content: aContent({ text: 'Câu khác hẳn thế nào?' }) })
    ).body as Question
    const waiting = await sent(house, writer.browser, helped)
    assert.deepEqual(await approve(house, reviewer.browser, [waiting]), [
      { id: other.id, reason: 'same-person' },
    ])
    await assert.rejects(
      house.owner.query(
        `UPDATE bank_versions SET state = 'approved', approved_by = writers[2], approved_at = now(), version_no = 7
         WHERE id = $1`,
        [waiting.newestId],
      ),
      { constraint: 'writer_approves_nothing' },
    )
    assert.equal(
      (await ask(house, writer.browser, 'POST', `${QUESTIONS}/approvals`, { body: {} })).status,
      403,
    )
  })

  it('that is approved changes by another version alone; until that is approved the first is in force', async () => {
    const [first] = [await looked(house, writer.browser, await idOf('MOT-CUA-001'))]
    assert.equal(told(await change(writer, first!, '/draft', { content: aContent() })), '409 not-a-draft')
    const draft = (await change(writer, first!, '/drafts', { why: 'Nghị định mới' })).body as Question
    assert.equal(told(await change(writer, draft, '/drafts', { why: 'lần nữa' })), '409 being-written')
    const text = 'Bộ phận Một cửa của xã đặt ở cơ quan nào?'
    const edited = (await change(writer, draft, '/draft', { content: aContent({ text }) })).body as Question
    const waiting = await sent(house, writer.browser, edited)
    assert.equal(told(await change(writer, waiting, '/draft', { content: aContent() })), '409 under-review')
    assert.equal((await inForce(first!.code))?.text, aContent().text)
    await approve(house, reviewer.browser, [waiting])
    assert.equal((await inForce(first!.code))?.text, text)
    // The key went along without anybody seeing it.
    assert.deepEqual((await inForce(first!.code))?.correct, [1])
    const { versions } = await looked(house, writer.browser, first!.id)
    assert.deepEqual(
      versions.map(({ versionNo, state }) => [versionNo, state]),
      [
        [2, 'approved'],
        [1, 'replaced'],
      ],
    )
    assert.deepEqual(versions[0]!.changes, [{ field: 'text', before: aContent().text, after: text }])
  })

  const list = async (search: string, more = ''): Promise<Question[]> =>
    (await ask(house, writer.browser, 'GET', `${QUESTIONS}?search=${encodeURIComponent(search)}${more}`)).body

  it('is sent back with what is to be mended, and may be half written until it is sent', async () => {
    const empty = await drafted(
      house,
      writer.browser,
      { text: '', options: [], topic: '' },
      { key: { correct: [] } },
    )
    const refused = await change(writer, empty, '/submission')
    assert.equal(told(refused), '400 malformed')
    const pointers = (refused.body as Question).errors!.map(({ pointer }) => pointer)
    assert.deepEqual([...new Set(pointers)].sort(), [
      '/content/options',
      '/content/text',
      '/content/topic',
      '/key/correct',
    ])
    const full = (await change(writer, empty, '/draft', { content: aContent(), key: { correct: [2] } })).body
    const waiting = await sent(house, writer.browser, full)
    const back = (await change(reviewer, waiting, '/return', { reason: 'Thiếu điều khoản' })).body as Question
    assert.deepEqual([back.state, back.versions[0]!.returnedBecause], ['draft', 'Thiếu điều khoản'])
    assert.equal(back.versions[0]!.returnedBy!.name, 'Trần Văn Bình')
    assert.equal((await sent(house, writer.browser, back)).state, 'in-review')
  })

  it('tells the second of two who change it at once, and shows what it is now', async () => {
    const draft = await drafted(house, writer.browser)
    const both = await Promise.all(
      ['Câu thứ nhất là gì?', 'Câu thứ hai là gì?'].map((text) =>
        change(writer, draft, '/draft', { content: aContent({ text }) }),
      ),
    )
    const [won, lost] = both[0]!.status === 200 ? both : both.toReversed()
    assert.equal(told(lost!), '409 changed-meanwhile')
    assert.deepEqual(lost!.body.current.versions[0].content, won!.body.versions[0].content)
  })

  it('shows its key to who asks for it, and that is on record', async () => {
    const draft = await drafted(house, writer.browser)
    const page = await ask(house, writer.browser, 'GET', `${QUESTIONS}/${draft.id}`)
    assert.doesNotMatch(page.text, /correct":\[|Theo Điều 8/)
    assert.deepEqual((await look(writer, draft)).body, { correct: [1], explanation: 'Theo Điều 8.' })
    const auditor = await seated(house, ['auditor'])
    assert.equal((await look(auditor, draft)).status, 403)
    const [newest] = (await ask(house, auditor.browser, 'GET', '/api/v1/console/key-looks')).body
    assert.deepEqual(
      [newest.officer.id, newest.subject, newest.details.version],
      [writer.id, draft.id, draft.newestId],
    )
  })

  it('is sealed from its being in a round’s pool until that round has closed: fewer may look, with a reason', async () => {
    const pooled = await looked(house, writer.browser, await idOf('SI-001'))
    assert.equal(pooled.isSealed, true)
    assert.equal(told(await look(writer, pooled)), '403 not-allowed')
    assert.equal(told(await look(reviewer, pooled)), '409 reason-needed')
    assert.deepEqual((await look(reviewer, pooled, { reason: 'soát lần cuối' })).body.correct, [2])
    const [deed] = await house.rows<{ details: { sealedBy: string[]; reason: string } }>(
      `SELECT details FROM deeds WHERE deed = 'question-key.seen' ORDER BY id DESC LIMIT 1`,
    )
    assert.deepEqual(deed!.details.sealedBy, ['thi/3', 'thi/2', 'thi/1'])
    const open = async (at: string) => {
      house.setClock(at)
      const browser = await seat(house, writer.id)
      return told(await look({ browser }, pooled))
    }
    assert.equal(await open('2023-09-03T20:59:59+07:00'), '403 not-allowed')
    assert.equal(await open('2023-09-03T21:00:00+07:00'), '200')
    house.setClock(BEFORE)
    writer = { ...writer, browser: await seat(house, writer.id) }
  })

  it('that is nearly another is laid beside it', async () => {
    const near = (text: string) =>
      ask(house, writer.browser, 'POST', `${QUESTIONS}/comparisons`, {
        body: { text, options: aContent().options },
      })
    const [found] = (await near('Bộ phận một cửa của xã được đặt ở cơ quan nào?')).body
    assert.equal(found.code, 'MOT-CUA-001')
    assert.ok(found.share >= 0.7 && found.options.length === 3)
    assert.deepEqual((await near('Ai ký quyết định công bố thủ tục?')).body, [])
  })

  it('warns when its source is marked as replaced, at every question that names it', async () => {
    const [source] = (await ask(house, writer.browser, 'GET', '/api/v1/console/legal-sources?search=118'))
      .body
    assert.deepEqual([source.warning, source.questions > 1], [null, true])
    const body = {
      version: 1,
      issuedOn: '',
      validFrom: '',
      validTo: '',
      replacedBy: 'Nghị định số 9/2026/NĐ-CP',
    }
    const mark = () =>
      ask(house, writer.browser, 'PUT', `/api/v1/console/legal-sources/${source.id}`, { body })
    assert.equal((await mark()).body.warning, 'replaced')
    assert.equal(told(await mark()), '409 changed-meanwhile')
    const warned = await list('', '&warned=true')
    assert.equal(warned.length, source.questions)
    assert.ok(warned.every(({ warning }) => warning === 'replaced'))
  })

  it('is retired with a reason: no round is given it any more, and it can come back as a draft', async () => {
    const question = await looked(house, writer.browser, await idOf('MOT-CUA-001'))
    const retired = (await change(reviewer, question, '/retirement', { reason: 'Bãi bỏ' })).body as Question
    assert.deepEqual([retired.reason, retired.state, retired.inForceId], [undefined, 'retired', null])
    assert.equal(await inForce('MOT-CUA-001'), undefined)
    assert.equal((await change(writer, retired, '/drafts', { why: 'khôi phục' })).body.state, 'draft')
  })

  it('is nothing to an officer of another authority', async () => {
    await house.owner.query(`INSERT INTO authorities VALUES (gen_random_uuid(), 'khac', 'Khác')`)
    const [{ id } = { id: '' }] = await house.rows<{ id: string }>(
      `SELECT id FROM authorities WHERE code = 'khac'`,
    )
    const stranger = await seated(house, ['question-reviewer'], { authorityId: id })
    const [known] = await house.rows<{ id: string; version: number; newestId: string }>(
      `SELECT id, version, newest_id AS "newestId" FROM bank_questions LIMIT 1`,
    )
    const theirs = known as Question
    assert.deepEqual((await ask(house, stranger.browser, 'GET', QUESTIONS)).body, [])
    assert.equal((await ask(house, stranger.browser, 'GET', `${QUESTIONS}/${theirs.id}`)).status, 404)
    assert.equal(told(await look(stranger, theirs, { reason: 'tò mò' })), '404 not-found')
    assert.equal(told(await change(stranger, theirs, '/draft', { content: aContent() })), '404 not-found')
    assert.deepEqual(await approve(house, stranger.browser, [theirs]), [
      { id: theirs.id, reason: 'not-found' },
    ])
  })

  it('is listed page by page, and found without diacritics', async () => {
    const own = await seated(house, ['judge'], { authorityId: house.contest.authorityId })
    const page = async (query: string): Promise<Question[]> =>
      (await ask(house, own.browser, 'GET', `${QUESTIONS}?${query}`)).body
    const codes: string[] = []
    for (let after = ''; ; after = codes.at(-1)!) {
      const rows = await page(`limit=7&after=${after}`)
      codes.push(...rows.map(({ code }) => code))
      if (rows.length < 7) break
    }
    assert.deepEqual(codes, [...new Set(codes)].sort())
    assert.equal(codes.length, await house.count('SELECT count(*) FROM bank_questions'))
    assert.ok((await page('search=bo%20phan%20mot%20cua')).length > 0)
    assert.deepEqual(await page('search=100%25'), [])
  })
})

describe('a picture of a question', () => {
  const house = freshHouse({ now: MONDAY })
  const send = async (browser: Browser, bytes: Buffer) =>
    ask(house, browser, 'POST', '/api/v1/console/question-images', {
      body: { uploadId: await uploaded(house, browser, 'hinh', bytes) },
    })

  it('is known by its bytes, served as what it is, and wants to be described', async () => {
    const { browser } = await seated(house, ['question-writer'])
    const { status, body } = await send(browser, PIXEL)
    assert.deepEqual([status, body.type, body.width, body.height], [201, 'image/png', 1, 1])
    const served = await house.ask('GET', `/api/v1/images/${body.digest}`)
    assert.equal(served.status, 200)
    assert.match(String(served.headers['content-security-policy']), /default-src 'none'/)
    assert.deepEqual(
      [
        served.headers['content-type'],
        served.headers['x-content-type-options'],
        served.headers['cache-control'],
      ],
      ['image/png', 'nosniff', 'public, max-age=31536000, immutable'],
    )
    const images = [{ at: 'text', digest: body.digest, alt: '' }]
    const draft = await drafted(house, browser, { images })
    assert.deepEqual(draft.versions[0]!.content.images, [{ ...images[0], width: 1, height: 1 }])
    const submitted = await ask(house, browser, 'PUT', `${QUESTIONS}/${draft.id}/submission`, {
      body: { version: draft.version },
    })
    assert.equal(submitted.body.errors[0].pointer, '/content/images/0/alt')
    const unknown = { images: [{ at: 'text', digest: 'a'.repeat(64), alt: 'Hình' }] }
    assert.equal((await drafted(house, browser, unknown)).errors![0]!.pointer, '/content/images/0/digest')
  })

  it('is refused where it is none, or more than a phone should load', async () => {
    const { browser } = await seated(house, ['question-writer'])
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    assert.equal((await send(browser, svg)).body.errors[0].expected, 'unknown-image')
    const huge = Buffer.concat([PIXEL, Buffer.alloc(600_000)])
    assert.equal((await send(browser, huge)).body.errors[0].expected, 'image-too-large')
    for (const name of ['0'.repeat(64), '..%2f..%2fetc', 'x'])
      assert.equal((await house.ask('GET', `/api/v1/images/${name}`)).status, 404)
  })
})
