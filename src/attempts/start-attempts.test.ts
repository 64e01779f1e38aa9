import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshHouse, type Reply } from '../../tests/support/a-house.ts'
import { aContest, EXCLUDED_PHONE, ROUNDS } from '../../tests/support/contest-of-every-kind.ts'
import {
  aGoing,
  askToStart,
  later,
  one,
  type Person,
  register,
  save,
  start,
  submit,
} from '../../tests/support/people.ts'

// A server stands somewhere; the contest's day is the day of its own zone.
process.env.TZ = 'America/New_York'

const at = (time: string) => new Date(`2023-08-${time}+07:00`)
const statuses = (replies: Reply[]) => replies.map(({ status }) => status).sort()

describe('starting an attempt', () => {
  const house = freshHouse()

  it('is one attempt however many requests start it, at two servers at once', async () => {
    const person = await register(house)
    const other = await house.another()
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        askToStart(house, person, { app: index % 2 ? house.app : other.app }),
      ),
    )
    assert.deepEqual(statuses(replies), [...Array(39).fill(200), 201])
    const papers = new Set(replies.map(({ body }) => JSON.stringify([body.attemptId, body.questions])))
    assert.equal(papers.size, 1)
    const { contestantId } = person
    assert.equal(
      await house.count('SELECT count(*) FROM attempts WHERE contestant_id = $1', [contestantId]),
      1,
    )
  })

  it('is possible from the opening instant up to, and not including, the closing instant', async () => {
    const person = await register(house)
    const asked = async (time: string) => {
      const { status, body } = await askToStart(house, person, { at: at(time) })
      return body.reason ?? status
    }
    assert.equal(await asked('14T07:29:59.999'), 'round-not-open')
    assert.equal(await asked('20T21:00:00.000'), 'round-closed')
    assert.equal(await asked('20T20:59:59.999'), 201)
    const other = await register(house)
    assert.equal((await askToStart(house, other, { at: at('14T07:30:00.000') })).status, 201)
  })

  it('is refused to whoever is excluded, however their number is written', async () => {
    for (const phone of [EXCLUDED_PHONE, '+84 900 000 001', '900000001']) {
      const person = await register(house, { phone })
      const reply = await askToStart(house, person)
      assert.deepEqual([reply.status, reply.body.reason], [403, 'excluded'], phone)
    }
  })

  it('keeps the unit of its start, though its person moves', async () => {
    const person = await register(house)
    const going = await start(house, person)
    await register(house, { phone: person.phone, unitId: await house.unitId('T.SYT') })
    await submit(house, going, { answers: one(going) })
    const unitOf = (table: string, column: string) =>
      house.count(`SELECT count(*) FROM ${table} WHERE ${column} = $1 AND unit_id = $2`, [
        going.attemptId,
        unit,
      ])
    const unit = await house.unitId('T.SNV')
    assert.equal(await unitOf('attempts', 'id'), 1)
    assert.equal(await unitOf('participation_ledger', 'attempt_id'), 1)
    const next = await start(house, person, { round: 2, at: at('21T08:00') })
    const [row] = await house.rows('SELECT unit_id FROM attempts WHERE id = $1', [next.attemptId])
    assert.deepEqual(row, { unit_id: await house.unitId('T.SYT') })
  })

  it('says who drew the nonce, and refuses one that is none', async () => {
    const nonceOf = async (body: object) => {
      const going = await start(house, await register(house), { body })
      return (await house.rows('SELECT nonce, nonce_by FROM attempts WHERE id = $1', [going.attemptId]))[0]
    }
    const nonce = '0123456789abcdef0123456789ABCDEF'
    assert.deepEqual(await nonceOf({ nonce }), { nonce: Buffer.from(nonce, 'hex'), nonce_by: 'client' })
    assert.equal(((await nonceOf({})) as { nonce_by: string }).nonce_by, 'server')
    const person = await register(house)
    for (const bad of ['', 'xyz', '0123', `${nonce}00`, 7, null]) {
      const reply = await askToStart(house, person, { body: { nonce: bad } })
      assert.deepEqual([reply.status, reply.body.errors?.[0]?.pointer], [400, '/nonce'], `${bad}`)
    }
  })

  it('gives different people different papers', async () => {
    const papers = await Promise.all(Array.from({ length: 8 }, () => aGoing(house)))
    assert.ok(new Set(papers.map(({ questions }) => JSON.stringify(questions))).size > 1)
  })
})

describe('a rulebook with caps of the round, the day and the contest', () => {
  const house = freshHouse({
    contests: [aContest({ rules: { attempts: { perRound: 3, perDay: 2, total: 4 }, counting: 'best' } })],
  })
  const apps = async () => [house.app, (await house.another()).app]

  /** Starts and hands in again and again from many taps at once; how many attempts that makes. */
  async function takeAll(person: Person, when: Date, round = 1): Promise<number> {
    const [here, there] = await apps()
    let taken = 0
    for (let again = 0; again < 5; again++) {
      const replies = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          askToStart(house, person, {
            at: later(when.toISOString(), again * 1000),
            round,
            app: index % 2 ? here! : there!,
          }),
        ),
      )
      const [first] = replies.filter(({ status }) => status === 201)
      for (const { status, body } of replies) {
        if (first) assert.ok([200, 201].includes(status), JSON.stringify(body))
        else assert.deepEqual([status, body.reason], [409, 'attempts-used-up'])
      }
      if (!first) break
      taken += 1
      await submit(
        house,
        { ...first.body, person },
        {},
        { at: later(when.toISOString(), again * 1000 + 500) },
      )
    }
    return taken
  }

  it('lets a person use exactly what it allows, whatever races', async () => {
    const person = await register(house)
    assert.equal(await takeAll(person, at('14T09:00')), 2, 'two on the first day')
    assert.equal(await takeAll(person, at('15T09:00')), 1, 'the third of the round')
    assert.equal(await takeAll(person, at('16T09:00')), 0, 'no fourth of the round')
    assert.equal(await takeAll(person, at('21T09:00'), 2), 1, 'the fourth of the contest')
    assert.equal(await takeAll(person, at('22T09:00'), 2), 0, 'no fifth of the contest')
    const slots =
      'SELECT attempt_no, day_no, contest_no FROM attempts WHERE contestant_id = $1 ORDER BY started_at'
    assert.deepEqual(await house.rows(slots, [person.contestantId]), [
      { attempt_no: 1, day_no: 1, contest_no: 1 },
      { attempt_no: 2, day_no: 2, contest_no: 2 },
      { attempt_no: 3, day_no: 1, contest_no: 3 },
      { attempt_no: 1, day_no: 1, contest_no: 4 },
    ])
  })

  it('begins a new day at midnight in its own zone', async () => {
    const person = await register(house)
    const finish = async (time: string) => {
      const going = await start(house, person, { at: at(time) })
      await submit(house, going, {}, { at: at(time) })
    }
    await finish('14T23:59:58.000')
    await finish('14T23:59:59.998')
    const last = await askToStart(house, person, { at: at('14T23:59:59.999') })
    assert.equal(last.body.reason, 'attempts-used-up')
    await finish('15T00:00:00.000')
    const days = await house.rows(
      'SELECT day::text, day_no FROM attempts WHERE contestant_id = $1 ORDER BY started_at',
      [person.contestantId],
    )
    assert.deepEqual(days, [
      { day: '2023-08-14', day_no: 1 },
      { day: '2023-08-14', day_no: 2 },
      { day: '2023-08-15', day_no: 1 },
    ])
  })

  it('counts the days apart where requests of both sides of midnight are written together', async () => {
    const person = await register(house)
    const first = await start(house, person, { at: at('14T22:00') })
    await submit(house, first, {}, { at: at('14T22:01') })
    const replies = await Promise.all(
      ['14T23:59:59.999', '15T00:00:00.000'].map((time) => askToStart(house, person, { at: at(time) })),
    )
    assert.deepEqual(statuses(replies), [200, 201])
    const [row] = await house.rows('SELECT day_no FROM attempts WHERE id = $1', [replies[0]!.body.attemptId])
    assert.deepEqual(row, { day_no: 2 })
  })

  it('counts an attempt that expired with nothing saved', async () => {
    const person = await register(house)
    const first = await start(house, person, { at: at('14T09:00') })
    const second = await start(house, person, { at: later(first.deadlineAt, 0) })
    assert.notEqual(second.attemptId, first.attemptId)
    const third = await askToStart(house, person, { at: later(second.deadlineAt, 0) })
    assert.equal(third.body.reason, 'attempts-used-up')
  })

  it('writes an overdue attempt down before the next one starts', async () => {
    const person = await register(house)
    const first = await start(house, person, { at: at('14T09:00') })
    await save(house, first, { sequence: 1, answers: one(first) }, { at: at('14T09:01') })
    await start(house, person, { at: later(first.deadlineAt, 0) })
    const [row] = await house.rows('SELECT ending, submitted_at, answers FROM attempts WHERE id = $1', [
      first.attemptId,
    ])
    assert.deepEqual(row, {
      ending: 'expired',
      submitted_at: new Date(first.deadlineAt),
      answers: one(first),
    })
    const lines = 'SELECT participated FROM participation_ledger WHERE attempt_id = $1'
    assert.deepEqual(await house.rows(lines, [first.attemptId]), [{ participated: true }])
  })
})

describe('a round with hours of the day', () => {
  const openHours = { weekdays: [1, 2, 3, 4, 5], from: '08:00', until: '17:00' }
  const house = freshHouse({
    contests: [aContest({ rules: { rounds: [{ ...ROUNDS[0]!, openHours }] } })],
  })

  it('is not open outside them, and cuts the time of who starts shortly before their end', async () => {
    const person = await register(house)
    for (const time of ['14T07:59:59.999', '14T17:00:00', '19T10:00:00']) {
      const reply = await askToStart(house, person, { at: at(time) })
      assert.equal(reply.body.reason, 'round-not-open', time)
    }
    const going = await start(house, person, { at: at('14T16:55:00') })
    assert.equal(going.deadlineAt, at('14T17:00:00').toISOString())
  })
})
