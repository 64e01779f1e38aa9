import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { freshHouse, type TestHouse } from '../../tests/support/a-house.ts'
import { ask, type Browser, seat, seated, told } from '../../tests/support/officers.ts'
import { aGoing, askToStart, look, one, register, save, start, submit } from '../../tests/support/people.ts'
import { closeRound } from '../rankings/close-round.ts'
import type { StaffId } from '../staff/model.ts'

/** 08:00 on the first Monday; the round is open until Sunday 21:00, a paper takes as long as the rulebook says. */
const at = (time: string) => new Date(`2023-08-14T${time}+07:00`)
const CLOSES = new Date('2023-08-20T21:00:00+07:00')
const CONTEST = '/api/v1/console/contests/thi'

const officers = (house: TestHouse) => {
  const ids: StaffId[] = []
  before(async () => {
    for (let count = 0; count < 2; count++) ids.push((await seated(house, ['organiser'])).id)
  })
  // Sessions idle out, and the clock of these tests leaps.
  const first = () => seat(house, ids[0]!)
  const second = () => seat(house, ids[1]!)
  const decide = async (time: Date, body: object, path = 'incidents') => {
    house.setClock(time)
    return ask(house, await first(), 'POST', `${CONTEST}/${path}`, { body: { reason: 'mất điện', ...body } })
  }
  return {
    decide,
    first,
    second,
    pause: (time: Date, until: Date, more = {}) =>
      decide(time, { kind: 'pause', roundNo: 1, until, ...more }),
    resume: (time: Date) => decide(time, { kind: 'resume', roundNo: 1 }),
    extend: (time: Date, closesAt: Date, seenClosesAt = house.round().closesAt) =>
      decide(time, { kind: 'extension', roundNo: 1, closesAt, seenClosesAt }, 'time-changes'),
    grant: (time: Date, contestantId: string, more: object) =>
      decide(time, { kind: 'extra-time', contestantId, ...more }, 'time-changes'),
  }
}
const limitMs = (house: TestHouse) => house.contest.rules.paper.timeLimitSeconds * 1000
const later = (date: Date | string, ms: number) => new Date(new Date(date).getTime() + ms)
const MINUTE = 60_000

describe('a pause', () => {
  const house = freshHouse({ server: { leadMs: 0 } })
  const it1 = officers(house)

  it('lets nobody begin from its instant on until it ends, and not at that instant', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => register(house)))
    const paused = await it1.pause(at('08:10:00'), at('08:20:00'))
    assert.equal(told(paused), '201')
    const times = ['08:09:59.999', '08:10:00', '08:19:59.999', '08:20:00']
    const begun = await Promise.all(
      people.map((person, index) => askToStart(house, person, { at: at(times[index]!) })),
    )
    assert.deepEqual(begun.map(told), ['201', '409 round-not-open', '409 round-not-open', '201'])
  })

  it('is credited to who has a paper: deadline, saves, the time that is counted', async () => {
    const going = await aGoing(house, { at: at('09:00:00') })
    const paused = await it1.pause(at('09:05:00'), at('09:35:00'))
    assert.equal(paused.body.moved, 1)
    const deadline = later(at('09:30:00'), limitMs(house))
    assert.equal((await look(house, going, { at: at('09:06:00') })).body.deadlineAt, deadline.toISOString())
    // What reaches us while the round stands still is taken: nothing of anybody's is lost.
    const saved = await save(house, going, { sequence: 1, answers: one(going) }, { at: at('09:10:00') })
    assert.equal(saved.status, 200)
    assert.equal((saved.body as never as { deadlineAt: string }).deadlineAt, deadline.toISOString())
    const justBefore = await save(
      house,
      going,
      { sequence: 2, answers: one(going) },
      { at: later(deadline, -1) },
    )
    assert.equal(justBefore.status, 200)
    const handedIn = await submit(house, going, {}, { at: later(deadline, -1) })
    assert.equal(handedIn.body.durationMs, limitMs(house) - 1)
  })

  it('leaves a paper expired whose time ran out at the instant it began, and credits one a moment younger', async () => {
    const begins = at('10:00:00')
    const [over, running] = await Promise.all([
      aGoing(house, { at: later(begins, -limitMs(house)) }),
      aGoing(house, { at: later(begins, 1 - limitMs(house)) }),
    ])
    for (const going of [over, running])
      await save(house, going, { sequence: 1, answers: one(going) }, { at: later(begins, -10) })
    await it1.pause(begins, later(begins, 10 * MINUTE))
    const after = later(begins, 10 * MINUTE)
    assert.equal(told(await submit(house, over, {}, { at: begins })), '409 too-late')
    assert.equal(told(await submit(house, running, {}, { at: after })), '201')
    const late = await look(house, running, { at: after })
    assert.equal(late.body.submittedAt, after.toISOString())
  })

  it('that ends earlier takes the rest of its credit back, also from who saved meanwhile', async () => {
    const going = await aGoing(house, { at: at('11:00:00') })
    await it1.pause(at('11:02:00'), at('11:32:00'))
    await save(house, going, { sequence: 1, answers: one(going) }, { at: at('11:03:00') })
    assert.equal(told(await it1.resume(at('11:12:00'))), '201')
    const deadline = later(at('11:10:00'), limitMs(house))
    assert.equal((await look(house, going, { at: at('11:13:00') })).body.deadlineAt, deadline.toISOString())
    assert.equal(told(await submit(house, going, {}, { at: deadline })), '409 too-late')
    assert.equal(told(await it1.resume(at('11:13:00'))), '409 not-paused')
  })

  it('has an end from the beginning, within its bounds, before the round closes', async () => {
    const refused = async (until: Date, more = {}) =>
      (await it1.pause(at('12:00:00'), until, more)).body.errors?.[0].pointer
    assert.equal(await refused(at('12:00:59.999')), '/until')
    assert.equal(await refused(later(at('12:00:00'), 24 * 60 * MINUTE + 1)), '/until')
    house.setClock(later(CLOSES, -MINUTE * 5))
    const beyond = await it1.pause(later(CLOSES, -MINUTE * 5), later(CLOSES, 1))
    assert.equal(beyond.body.errors[0].pointer, '/until')
    assert.equal(await refused(at('12:10:00'), { closesAt: CLOSES }), '/closesAt')
  })

  it('is refused before the round and after it', async () => {
    const opens = house.round().opensAt
    assert.equal(told(await it1.pause(later(opens, -1), later(opens, MINUTE * 9))), '409 round-not-open')
    assert.equal(told(await it1.pause(CLOSES, later(CLOSES, MINUTE * 9))), '409 round-closed')
  })

  it('counts for an attempt that a server began which had not heard of it', async () => {
    const stale = await house.another({ leadMs: 0 })
    const person = await register(house, {}, { at: at('13:00:00') })
    // Its calendar is what it was: the pause is written behind its back, and it is asked in the same instant.
    stale.house.calendar.stop()
    const going = start(house, person, { at: at('13:00:00'), app: stale.app })
    await Promise.all([going, it1.pause(at('13:01:00'), at('13:11:00'))])
    const begun = await start(house, await register(house), { at: at('13:01:30'), app: stale.app })
    assert.equal(begun.deadlineAt, later(at('13:01:30'), limitMs(house)).toISOString())
    // Any later decision, and the sweep, bring it to what it should be.
    await it1.decide(at('13:02:00'), { kind: 'pause', roundNo: 1, until: at('13:21:00') })
    const seen = await look(house, begun, { at: at('13:03:00') })
    assert.equal(seen.body.deadlineAt, later(at('13:21:00'), limitMs(house)).toISOString())
  })
})

describe('an extension', () => {
  const house = freshHouse({ server: { leadMs: 0 } })
  const it1 = officers(house)
  const EXTENDED = later(CLOSES, 60 * MINUTE)

  it('moves the closing, and the deadlines that the closing had cut', async () => {
    const startedAt = later(CLOSES, 1000 - limitMs(house))
    const cut = await aGoing(house, { at: startedAt })
    assert.equal(cut.deadlineAt, CLOSES.toISOString())
    const extended = await it1.extend(later(CLOSES, -1000), EXTENDED)
    assert.equal(told(extended), '201')
    assert.equal(house.round().closesAt.getTime(), EXTENDED.getTime())
    const own = later(startedAt, limitMs(house))
    assert.equal((await look(house, cut, { at: CLOSES })).body.deadlineAt, own.toISOString())
    assert.equal(
      told(await save(house, cut, { sequence: 1, answers: one(cut) }, { at: later(own, -1) })),
      '200',
    )
    assert.equal(told(await submit(house, cut, {}, { at: own })), '409 too-late')
    const people = await Promise.all([register(house), register(house)])
    assert.equal(told(await askToStart(house, people[0]!, { at: later(EXTENDED, -1) })), '201')
    assert.equal(told(await askToStart(house, people[1]!, { at: EXTENDED })), '409 round-closed')
  })

  it('is seen by the closing of the books, which waits for it', async () => {
    const close = (time: Date) =>
      closeRound({ ...house.house, pool: house.house.keeper }, { roundId: house.round().id, at: time })
    const early = await close(later(CLOSES, 5 * MINUTE))
    assert.deepEqual(early, { ok: false, reason: 'round-not-over' })
    assert.ok((await close(later(EXTENDED, 5 * MINUTE))).ok)
  })

  it('is refused once the round is over, where somebody else extended it, and where it would be shorter', async () => {
    const round = house.round(2)
    const extend = (time: Date, closesAt: Date, seenClosesAt: Date) =>
      it1.decide(time, { kind: 'extension', roundNo: 2, closesAt, seenClosesAt }, 'time-changes')
    const close = round.closesAt
    assert.equal(told(await extend(close, later(close, MINUTE), close)), '409 round-closed')
    const shorter = await extend(later(close, -1), close, close)
    assert.equal(shorter.body.errors[0].pointer, '/closesAt')
    assert.equal(told(await extend(later(close, -1), later(close, MINUTE), close)), '201')
    const second = await extend(later(close, -1), later(close, 2 * MINUTE), close)
    assert.equal(told(second), '409 changed-meanwhile')
    assert.equal(second.body.current.closesAt, later(close, MINUTE).toISOString())
  })
})

describe('more time for one person', () => {
  const house = freshHouse({ server: { leadMs: 0 } })
  const it1 = officers(house)

  it('holds from their next start on, and for nobody else', async () => {
    const [theirs, another] = [await register(house), await register(house)]
    assert.equal(told(await it1.grant(at('08:00:00'), theirs.contestantId, { percent: 150 })), '201')
    const lasts = async (person: typeof theirs) => {
      const { startedAt, deadlineAt } = await start(house, person, { at: at('08:01:00') })
      return new Date(deadlineAt).getTime() - new Date(startedAt).getTime()
    }
    assert.deepEqual([await lasts(theirs), await lasts(another)], [limitMs(house) * 1.5, limitMs(house)])
  })

  it('moves the deadline of the paper they have in hand, by the second', async () => {
    const going = await aGoing(house, { at: at('09:00:00') })
    const grant = { roundNo: 1, extraSeconds: 90 }
    assert.equal((await it1.grant(at('09:01:00'), going.person.contestantId, grant)).body.moved, 1)
    const deadline = later(going.deadlineAt, 90_000)
    assert.equal(
      told(await save(house, going, { sequence: 1, answers: one(going) }, { at: later(deadline, -1) })),
      '200',
    )
    assert.equal(told(await submit(house, going, {}, { at: deadline })), '409 too-late')
  })

  it('never revives a paper whose time had run out', async () => {
    const going = await aGoing(house, { at: at('10:00:00') })
    await save(house, going, { sequence: 1, answers: one(going) }, { at: at('10:00:01') })
    await it1.grant(new Date(going.deadlineAt), going.person.contestantId, { roundNo: 1, extraSeconds: 600 })
    assert.equal(told(await submit(house, going, {}, { at: going.deadlineAt })), '409 too-late')
  })

  it('is for people of this contest', async () => {
    const nobody = '0189f18e-9280-7c4d-9936-9be193938ff8'
    assert.equal(told(await it1.grant(at('11:00:00'), nobody, { percent: 150 })), '404 not-found')
    const { contestantId } = await register(house)
    assert.equal((await it1.grant(at('11:00:00'), contestantId, {})).body.errors[0].pointer, '/percent')
  })
})

describe('what is decided on the day', () => {
  const house = freshHouse({ server: { leadMs: 0 } })
  const it1 = officers(house)

  it('is announced to those with a paper, and made known to the public', async () => {
    const text = { vi: 'Câu 3 có lỗi in, xin bỏ qua.', en: 'Question 3 has a misprint.' }
    const notice = { vi: 'Ban Tổ chức thông báo câu 3 có lỗi in.' }
    const announced = { kind: 'announcement', roundNo: 1, text, minutes: 10, notice }
    assert.equal(told(await it1.decide(at('08:00:00'), announced)), '201')
    const bulletin = async (time: string) =>
      (await house.ask('GET', `/api/v1/rounds/${house.round().id}/bulletin`, { at: at(time) }))
        .body as never as {
        announcements: { text: string }[]
      }
    const shown = await Promise.all(['07:59:59.999', '08:00:00', '08:09:59.999', '08:10:00'].map(bulletin))
    assert.deepEqual(
      shown.map(({ announcements }) => announcements.length),
      [0, 1, 1, 0],
    )
    const notices = await house.ask('GET', '/api/v1/contests/thi/notices')
    assert.equal((notices.body as never as { text: string }[])[0]!.text, notice.vi)
  })

  it('has its reason on record and waits for a second person, who is another', async () => {
    const paused = await it1.pause(at('09:00:00'), at('09:10:00'))
    const deeds = await house.rows<{ deed: string; details: { reason: string } }>(
      `SELECT deed, details FROM deeds WHERE deed = 'incident.pause'`,
    )
    assert.deepEqual([deeds.length, deeds[0]!.details.reason], [1, 'mất điện'])
    const confirm = (browser: Browser) =>
      ask(house, browser, 'PUT', `/api/v1/staff/proposals/${paused.body.proposalId}/confirmation`)
    assert.equal(told(await confirm(await it1.first())), '403 same-person')
    assert.equal(told(await confirm(await it1.second())), '200')
    const listed = await ask(house, await it1.first(), 'GET', `${CONTEST}/incidents`)
    assert.equal(listed.body[0].confirmedBy, 'Trần Văn Bình')
  })

  it('is nothing to an officer of another authority, nor to who may only look on', async () => {
    const authorityId = '0189f18e-9280-7c4d-9936-9be193938ff8'
    await house.owner.query('INSERT INTO authorities VALUES ($1, $2, $3)', [
      authorityId,
      'khac',
      'Cơ quan khác',
    ])
    const stranger = await seated(house, ['organiser'], { authorityId })
    const body = { kind: 'resume', roundNo: 1, reason: 'thử' }
    const asked = await ask(house, stranger.browser, 'POST', `${CONTEST}/incidents`, { body })
    assert.equal(told(asked), '404 not-found')
    assert.equal(told(await ask(house, stranger.browser, 'GET', `${CONTEST}/incidents`)), '404 not-found')
    const auditor = await seated(house, ['auditor'])
    assert.equal(
      told(await ask(house, auditor.browser, 'POST', `${CONTEST}/incidents`, { body })),
      '403 not-allowed',
    )
  })

  it('is acknowledged when it is in force in every process, which takes until the instant it names', async () => {
    const slow = await house.another({ leadMs: 300 })
    house.setClock(at('10:00:00'))
    const begun = performance.now()
    const asked = await ask(house, await it1.first(), 'POST', `${CONTEST}/incidents`, {
      app: slow.app,
      body: { kind: 'pause', roundNo: 1, until: at('10:30:00'), reason: 'mất điện' },
    })
    assert.equal(asked.body.inForceAt, at('10:00:00.300').toISOString())
    assert.ok(performance.now() - begun >= 300)
  })
})
