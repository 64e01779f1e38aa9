import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { anEnquiry, aQuestion } from '../../tests/support/honest-helpdesk.ts'
import {
  ask,
  type Browser,
  type Officer,
  type StaffReply,
  seated,
  told,
} from '../../tests/support/officers.ts'
import { aGoing, one, register, submit } from '../../tests/support/people.ts'
import { eraseOldEnquiries } from './erase-old-enquiries.ts'
import { BUCKETS } from './rules.ts'

const DESK = '/api/v1/console/enquiries'
const DAY = 86_400_000
type Seat = Officer & { browser: Browser }

describe('whoever asks the help desk', () => {
  const house = freshHouse()
  const own = (token: string) => house.ask('GET', `/api/v1/enquiries/${token}`)
  const asked = (body: unknown, with_ = {}) =>
    house.ask('POST', '/api/v1/contests/thi/enquiries', { body, ...with_ })

  it('gets a number and a link, and sees there what they asked', async () => {
    const { reference, token } = await anEnquiry(house)
    assert.match(reference, /^VM-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    const seen = (await own(token)).body as unknown as Record<string, unknown>
    assert.deepEqual(
      { ...seen, askedAt: '' },
      {
        reference,
        contest: 'thi',
        topic: 'taking',
        text: aQuestion.text,
        context: aQuestion.context,
        state: 'open',
        askedAt: '',
        said: [],
        mayAdd: true,
      },
    )
    assert.equal((await own(reference)).status, 404)
    const kept = `SELECT count(*) FROM enquiries e WHERE e::text LIKE '%' || $1 || '%'`
    assert.equal(await house.count(kept, [token]), 0)
  })

  it('asks as the contestant they are, about an attempt of their own, and no other', async () => {
    const going = await aGoing(house)
    const receipt = (await submit(house, going, { answers: one(going) })).body.receipt
    const { token } = going.person
    const about = (attemptId: string, who = token) =>
      asked({ ...aQuestion, name: undefined, context: { attemptId, receiptCode: 'typed' } }, { token: who })
    const reply = await about(going.attemptId)
    const { context } = (await own(reply.body.token)).body as unknown as { context: object }
    assert.deepEqual(context, { attemptId: going.attemptId, round: 1, receiptCode: receipt.code })
    const [row] = await house.rows<{ asker_name: string; unit: string }>(
      `SELECT e.asker_name, u.code AS unit FROM enquiries e JOIN units u ON u.id = e.unit_id WHERE e.attempt_id = $1`,
      [going.attemptId],
    )
    assert.ok(row?.asker_name && row.unit)
    const other = (await register(house)).token
    for (const refused of [await about(going.attemptId, other), await about(going.attemptId, 'nobody')])
      assert.deepEqual(refused.body.errors, [
        { pointer: '/context/attemptId', expected: 'an attempt of one’s own' },
      ])
  })

  it('is not kept with the number of an identity card', async () => {
    const { token } = await anEnquiry(house, { ...aQuestion, text: 'CCCD 017199001234, gọi 0912345678' })
    assert.equal(
      ((await own(token)).body as unknown as { text: string }).text,
      'CCCD ••••••••••••, gọi 0912345678',
    )
    const kept = `SELECT count(*) FROM enquiries e WHERE e::text LIKE '%017199001234%'`
    assert.equal(await house.count(kept), 0)
  })

  it('adds something, a few times, and then it waits again', async () => {
    const { token, id } = await anEnquiry(house)
    const add = () =>
      house.ask('POST', `/api/v1/enquiries/${token}/follow-ups`, { body: { text: 'Em gửi thêm ạ.' } })
    const added = []
    for (let time = 0; time < 11; time++) added.push((await add()).status)
    assert.deepEqual(added, [...Array(10).fill(204), 409])
    const seen = (await own(token)).body as unknown as { said: unknown[]; mayAdd: boolean }
    assert.deepEqual([seen.said.length, seen.mayAdd], [10, false])
    assert.equal(await house.count(`SELECT version FROM enquiries WHERE id = $1`, [id]), 11)
  })

  it('who asks too often is told when again; somebody else, elsewhere or signed in, is not kept from it', async () => {
    const from = '198.51.100.7'
    const statuses = []
    for (let time = 0; time <= BUCKETS.place.burst; time++)
      statuses.push((await asked(aQuestion, { from })).status)
    assert.deepEqual(statuses, [...Array(BUCKETS.place.burst).fill(201), 429])
    assert.equal((await asked(aQuestion, { from })).headers['retry-after'], '180')
    assert.equal((await asked(aQuestion, { from: '198.51.100.8' })).status, 201)
    const { token } = await register(house)
    const mine = []
    for (let time = 0; time <= BUCKETS.person.burst; time++)
      mine.push((await asked(aQuestion, { from, token })).status)
    assert.deepEqual(mine, [...Array(BUCKETS.person.burst).fill(201), 429])
    const at = new Date(house.clock.now().getTime() + BUCKETS.person.everyMs)
    assert.equal((await asked(aQuestion, { from, token, at })).status, 201)
  })

  it('a hundred strangers at once from everywhere are a hundred, and not one more', async () => {
    const fresh = (index: number) => ({ from: `2001:db8:${index.toString(16)}::1` })
    // Another contest's bucket would be full: here a part of it was taken above.
    await house.owner.query('UPDATE enquiry_buckets SET filled_ms = 20 * 20000 WHERE filled_ms > 1000000')
    const all = await Promise.all(Array.from({ length: 60 }, (_, index) => asked(aQuestion, fresh(index))))
    const taken = all.filter(({ status }) => status === 201).length
    // Three at a time are written down by one process; the others are told to come again.
    assert.ok(all.every(({ status }) => [201, 429, 503].includes(status)))
    let later = taken
    for (let index = 100; index < 140; index++)
      if ((await asked(aQuestion, fresh(index))).status === 201) later += 1
    assert.equal(later, 20)
  })
})

describe('the help desk', () => {
  const house = freshHouse()
  let lan: Seat
  let minh: Seat
  before(async () => {
    lan = await seated(house, ['help-desk'])
    minh = await seated(house, ['organiser'])
  })
  const tell = (seat: Seat, method: 'PUT' | 'POST', path: string, body: unknown): Promise<StaffReply> =>
    ask(house, seat.browser, method, `${DESK}/${path}`, { body })
  const queue = async (seat: Seat, query: string): Promise<{ id: string; text: string }[]> =>
    (await ask(house, seat.browser, 'GET', `${DESK}?${query}`)).body
  const deedsOf = async (id: string) =>
    (await house.rows<{ deed: string }>('SELECT deed FROM deeds WHERE subject = $1 ORDER BY id', [id])).map(
      ({ deed }) => deed,
    )

  it('takes, answers, and the answer is where the link leads; each deed is on record', async () => {
    const { id, token } = await anEnquiry(house)
    const taken = await tell(lan, 'PUT', `${id}/holder`, { version: 1, holder: lan.id })
    assert.equal(taken.body.holder.id, lan.id)
    assert.deepEqual(
      (await queue(lan, 'queue=mine')).map(({ id }) => id),
      [id],
    )
    await tell(lan, 'POST', `${id}/notes`, { text: 'Đã gọi 0912 nhưng không ai nghe.' })
    const answered = await tell(lan, 'POST', `${id}/answers`, { version: 2, text: 'Mở mục Bài của tôi.' })
    assert.deepEqual([answered.body.state, answered.body.version], ['answered', 3])
    const shown = await house.ask('GET', `/api/v1/enquiries/${token}`)
    assert.match(shown.text, /Mở mục Bài của tôi/)
    // Neither the note nor who answered.
    assert.doesNotMatch(shown.text, /0912|Trần Văn Bình/)
    assert.deepEqual(await deedsOf(id), ['enquiry.taken', 'enquiry.noted', 'enquiry.answered'])
  })

  it('hands over to somebody of the desk, puts back, closes and opens again', async () => {
    const { id } = await anEnquiry(house)
    const nobody = await seated(house, ['judge'])
    const to = (holder: string | null, version: number) =>
      tell(lan, 'PUT', `${id}/holder`, { version, holder })
    assert.equal(told(await to(nobody.id, 1)), '404 not-found')
    assert.equal((await to(minh.id, 1)).body.holder.id, minh.id)
    assert.equal((await to(null, 2)).body.holder, null)
    assert.equal((await tell(minh, 'PUT', `${id}/closing`, { version: 3 })).body.state, 'closed')
    assert.equal((await tell(minh, 'POST', `${id}/reopening`, { version: 4 })).body.state, 'open')
    assert.deepEqual(await deedsOf(id), [
      'enquiry.handed-over',
      'enquiry.released',
      'enquiry.closed',
      'enquiry.reopened',
    ])
  })

  it('of two at one enquiry the second is shown what the first did, and nothing of theirs is done', async () => {
    const { id, token } = await anEnquiry(house)
    const answer = (seat: Seat, text: string) => tell(seat, 'POST', `${id}/answers`, { version: 1, text })
    const both = await Promise.all([answer(lan, 'Câu của Lan.'), answer(minh, 'Câu của Minh.')])
    const late = both.find(({ status }) => status === 409)!
    assert.equal(told(late), '409 changed-meanwhile')
    assert.equal(late.body.current.version, 2)
    assert.equal(late.body.current.said.length, 1)
    const said = (await house.ask('GET', `/api/v1/enquiries/${token}`)).body as unknown as { said: unknown[] }
    assert.equal(said.said.length, 1)
  })

  it('answers the same question of several once, and takes one out again that is not the same', async () => {
    const [first, second, third] = [await anEnquiry(house), await anEnquiry(house), await anEnquiry(house)]
    const { similar } = (await ask(house, lan.browser, 'GET', `${DESK}/${first.id}`)).body
    assert.ok(similar.some(({ id }: { id: string }) => id === second.id))
    await tell(lan, 'PUT', `${third.id}/merger`, { version: 1, into: second.reference })
    // What went into the second goes with it.
    await tell(lan, 'PUT', `${second.id}/merger`, { version: 1, into: first.reference })
    const answered = await tell(lan, 'POST', `${first.id}/answers`, { version: 1, text: 'Cho cả ba người.' })
    assert.equal(answered.body.mergedCount, 2)
    const sees = async (token: string) => (await house.ask('GET', `/api/v1/enquiries/${token}`)).text
    for (const { token } of [first, second, third]) assert.match(await sees(token), /Cho cả ba người/)
    const [out] = await house.rows<{ version: number }>('SELECT version FROM enquiries WHERE id = $1', [
      third.id,
    ])
    const apart = await tell(lan, 'POST', `${third.id}/separation`, { version: out!.version })
    assert.deepEqual([apart.body.state, apart.body.mergedInto], ['open', null])
    assert.doesNotMatch(await sees(third.token), /Cho cả ba người/)
    const circle = await tell(lan, 'PUT', `${first.id}/merger`, { version: 2, into: second.reference })
    assert.equal(told(circle), '409 conflict')
  })

  it('finds by words without diacritics, pages by key, and shows who waits longest first', async () => {
    await house.owner.query(`UPDATE enquiries SET state = 'closed'`)
    const ids: string[] = []
    for (const which of ['một', 'hai', 'ba', 'bốn', 'năm']) {
      house.setClock(new Date(house.clock.now().getTime() + 1000))
      ids.push((await anEnquiry(house, { ...aQuestion, text: `Đường truyền chập chờn lần ${which}` })).id)
    }
    const paged: string[] = []
    for (let after = ''; ; ) {
      const page = await queue(lan, `limit=2${after && `&after=${after}`}`)
      paged.push(...page.map(({ id }) => id))
      if (page.length < 2) break
      after = paged.at(-1)!
    }
    assert.deepEqual(paged, ids)
    const found = await queue(lan, `queue=all&query=${encodeURIComponent('duong truyen bon')}`)
    assert.deepEqual(
      found.map(({ id }) => id),
      [ids[3]],
    )
    assert.deepEqual(await queue(lan, 'queue=all&query=khong-co-gi'), [])
  })

  it('of a coordinator is what people of their units asked; of another authority, nothing', async () => {
    const { id: unitId } = (await house.rows<{ id: string }>(`SELECT id FROM units WHERE code = 'T.SNV'`))[0]!
    const inside = (await register(house, { unitId })).token
    const outside = (await register(house, { unitId: await house.unitId('T.SYT') })).token
    const here = await anEnquiry(house, aQuestion, { token: inside })
    const there = await anEnquiry(house, aQuestion, { token: outside })
    const stranger = await anEnquiry(house)
    const coordinator = await seated(house, ['unit-coordinator'])
    const seen = (await queue(coordinator, 'queue=all')).map(({ id }) => id)
    assert.deepEqual(seen, [here.id])
    const look = async (seat: Seat, id: string) =>
      told(await ask(house, seat.browser, 'GET', `${DESK}/${id}`))
    assert.equal(await look(coordinator, here.id), '200')
    for (const id of [there.id, stranger.id]) assert.equal(await look(coordinator, id), '404 not-found')

    await house.owner.query(
      `INSERT INTO authorities (id, code, name) SELECT gen_random_uuid(), 'KHAC', name FROM authorities LIMIT 1`,
    )
    const [other] = await house.rows<{ id: string }>(`SELECT id FROM authorities WHERE code = 'KHAC'`)
    const far = await seated(house, ['help-desk'], { authorityId: other!.id })
    assert.deepEqual(await queue(far, 'queue=all'), [])
    assert.equal(await look(far, here.id), '404 not-found')
    const taken = await tell(far, 'PUT', `${here.id}/holder`, { version: 1, holder: far.id })
    assert.equal(told(taken), '404 not-found')
    assert.equal((await ask(house, far.browser, 'GET', `${DESK}?contest=thi`)).status, 404)
  })

  it('’s notes cannot be read by the role that takes requests', async () => {
    await assert.rejects(house.house.pool.query('SELECT 1 FROM enquiry_notes'), { code: '42501' })
    await assert.rejects(house.house.pool.query(`UPDATE enquiries SET text = 'x'`), { code: '42501' })
  })
})

describe('what is asked often', () => {
  const house = freshHouse()
  let lan: Seat
  before(async () => {
    lan = await seated(house, ['help-desk'])
  })
  const FAQS = '/api/v1/console/faqs'
  const words = (text: string) => ({
    question: { vi: `${text} thì sao?`, en: '' },
    answer: { vi: `Trả lời ${text}.`, en: '' },
  })
  const publish = async (text: string, more: object = {}) =>
    (await ask(house, lan.browser, 'POST', FAQS, { body: { contest: 'thi', ...words(text), ...more } })).body
  const shown = async (query = '') => {
    const reply = await house.ask('GET', `/api/v1/contests/thi/faq?query=${encodeURIComponent(query)}`)
    return (reply.body as unknown as { question: { vi: string } }[]).map(({ question }) => question.vi)
  }

  it('stands in public in its order, the contest’s own before those of all contests, and is found without diacritics', async () => {
    const everywhere = await publish('Quên mã dự thi', { everywhere: true })
    const [first, second] = [await publish('Mất mạng'), await publish('Đổi đơn vị')]
    assert.deepEqual(await shown(), ['Mất mạng thì sao?', 'Đổi đơn vị thì sao?', 'Quên mã dự thi thì sao?'])
    const body = { contest: 'thi', ids: [second.id, first.id] }
    await ask(house, lan.browser, 'PUT', `${FAQS}/order`, { body })
    assert.deepEqual((await shown()).slice(0, 2), ['Đổi đơn vị thì sao?', 'Mất mạng thì sao?'])
    assert.deepEqual(await shown('doi don vi'), ['Đổi đơn vị thì sao?'])
    const old = await ask(house, lan.browser, 'PUT', `${FAQS}/order`, {
      body: { contest: 'thi', ids: [second.id, everywhere.id] },
    })
    assert.deepEqual([told(old), old.body.current.length], ['409 changed-meanwhile', 2])
  })

  it('is changed by who saw it as it is, and withdrawn; what it said is on record', async () => {
    const faq = await publish('Điện thoại cũ')
    const change = (version: number) =>
      ask(house, lan.browser, 'PUT', `${FAQS}/${faq.id}`, { body: { version, ...words('Điện thoại mới') } })
    assert.equal((await change(1)).body.version, 2)
    assert.equal(told(await change(1)), '409 changed-meanwhile')
    const away = (version: number) =>
      ask(house, lan.browser, 'DELETE', `${FAQS}/${faq.id}?version=${version}`)
    assert.equal(told(await away(1)), '409 changed-meanwhile')
    assert.equal((await away(2)).status, 204)
    assert.ok(!(await shown()).includes('Điện thoại mới thì sao?'))
    const deeds = await house.rows<{ deed: string; details: object }>(
      'SELECT deed, details FROM deeds WHERE subject = $1 ORDER BY id',
      [faq.id],
    )
    assert.deepEqual(
      deeds.map(({ deed }) => deed),
      ['faq.published', 'faq.changed', 'faq.withdrawn'],
    )
    assert.deepEqual(deeds[1]?.details, { before: words('Điện thoại cũ') })
  })
})

describe('an enquiry of long ago', () => {
  const house = freshHouse()

  it('is erased half a year after the last word and the contest, not an instant before; twice is once', async () => {
    const lan = await seated(house, ['help-desk'])
    const { token } = await register(house)
    const old = await anEnquiry(house, aQuestion, { token })
    await ask(house, lan.browser, 'POST', `${DESK}/${old.id}/notes`, { body: { text: 'Ghi chú riêng' } })
    const body = { version: 1, text: 'Câu trả lời riêng' }
    await ask(house, lan.browser, 'POST', `${DESK}/${old.id}/answers`, { body })
    const [last] = await house.rows<{ at: Date }>('SELECT max(closes_at) AS at FROM rounds')
    const due = new Date(last!.at.getTime() + 180 * DAY)
    assert.equal(await eraseOldEnquiries(house.house, due), 0)
    assert.equal(await eraseOldEnquiries(house.house, new Date(due.getTime() + 1)), 1)
    assert.equal(await eraseOldEnquiries(house.house, new Date(due.getTime() + DAY)), 0)
    for (const table of ['enquiries', 'enquiry_answers', 'enquiry_notes'])
      assert.equal(
        await house.count(
          `SELECT count(*) FROM ${table} t WHERE t::text ~ 'biên nhận|riêng|Đỗ Thị Lan|contests/thi/me'`,
        ),
        0,
        table,
      )
    const seen = (await house.ask('GET', `/api/v1/enquiries/${old.token}`)).body as unknown as { text: null }
    assert.equal(seen.text, null)
    assert.equal(await house.count(`SELECT count(*) FROM deeds WHERE deed = 'enquiry.erased'`), 1)
  })
})
