import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshHouse, type Reply } from '../../tests/support/a-house.ts'
import { aContest } from '../../tests/support/contest-of-every-kind.ts'
import { askToStart, freshPhone, register, registration } from '../../tests/support/people.ts'

const ROUTE = '/api/v1/contests/thi/contestants'
const told = ({ status, body }: Reply) => (body.reason ? `${status} ${body.reason}` : String(status))

describe('registering', () => {
  const house = freshHouse()
  const ask = async (changes: Record<string, unknown>, with_ = {}) =>
    house.ask('POST', ROUTE, { body: await registration(house, changes), ...with_ })

  it('makes a contestant once, and recognises the person however it is written', async () => {
    const phone = freshPhone()
    const first = await ask({ phone, fullName: 'Nguyễn Thị Hòa', birthDate: '1990-05-03' })
    assert.equal(first.status, 201)
    for (const [fullName, written, birthDate] of [
      ['NGUYỄN  THỊ HOÀ', `+84 ${phone.slice(1)}`, '3/5/1990'],
      ['nguyễn thị hòa'.normalize('NFD'), phone.slice(1), '03.05.1990'],
      [' Nguyễn Thị Hòa\u200b ', phone.replace(/(...)(?=.)/g, '$1 '), '1990-05-03'],
      ['Nguyễn Thị Hòa', `84${phone.slice(1)}`, '3-5-1990'],
    ]) {
      const again = await ask({ phone: written, fullName, birthDate })
      assert.equal(again.status, 200, `${written} ${again.text}`)
      assert.equal(again.body.contestantId, first.body.contestantId)
    }
    assert.equal(await house.count('SELECT count(*) FROM contestants'), 1)
  })

  it('of one person from many phones at the same instant makes one contestant', async () => {
    const phone = freshPhone()
    const other = await house.another()
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, index) => ask({ phone }, { app: index % 2 ? house.app : other.app })),
    )
    assert.deepEqual(replies.map(told).sort(), [...Array(29).fill('200'), '201'])
    assert.equal(new Set(replies.map(({ body }) => body.contestantId)).size, 1)
  })

  it('of many names for one number at the same instant makes one contestant, and refuses the others', async () => {
    const phone = freshPhone()
    const names = ['Lê An', 'Lê Bình', 'Lê Chi', 'Lê Dung']
    const replies = await Promise.all(names.map((fullName) => ask({ phone, fullName })))
    assert.deepEqual(replies.map(told).sort(), ['201', ...Array(3).fill('409 already-registered')])
  })

  it('with somebody else’s number is refused, without a token and without a hint what was wrong', async () => {
    const known = { phone: freshPhone(), fullName: 'Trần Văn Bình', birthDate: '1980-01-31' }
    await ask(known)
    const wrong = [
      { ...known, fullName: 'Trần Văn Bính' },
      { ...known, birthDate: '1980-02-01' },
      { ...known, stream: 'citizens', unitId: await house.unitId('T.HB') },
    ]
    const replies = await Promise.all(wrong.map((each) => ask(each)))
    for (const reply of replies) {
      assert.equal(told(reply), '409 already-registered')
      assert.equal('set-cookie' in reply.headers, false)
      assert.equal(reply.text, replies[0]?.text)
      assert.doesNotMatch(reply.text, /token|fullName|birthDate|phone|Trần|errors/)
    }
  })

  it('must give a birth date again that was given first, and may add one that was not', async () => {
    const known = { phone: freshPhone(), birthDate: '1980-01-31' }
    await ask(known)
    assert.equal(told(await ask({ ...known, birthDate: undefined })), '409 already-registered')
  })

  it('is limited in guesses, one after another or all at once, and nobody else is held up', async () => {
    for (const gather of [
      async (guess: (index: number) => Promise<Reply>) => {
        const replies: Reply[] = []
        for (let index = 0; index < 12; index++) replies.push(await guess(index))
        return replies
      },
      (guess: (index: number) => Promise<Reply>) =>
        Promise.all(Array.from({ length: 60 }, (_, at) => guess(at))),
    ]) {
      const phone = freshPhone()
      await ask({ phone })
      const replies = (await gather((index) => ask({ phone, fullName: `Lê ${'ABCDEFGH'[index % 8]}` }))).map(
        told,
      )
      assert.equal(replies.filter((each) => each === '409 already-registered').length, 5)
      assert.ok(replies.every((each) => ['409 already-registered', '429 slow-down'].includes(each)))
      assert.equal(told(await ask({ phone })), '429 slow-down')
      assert.equal(told(await ask({})), '201')
    }
  })

  it('says when to come back to whoever guesses too much', async () => {
    const phone = freshPhone()
    await ask({ phone })
    for (let index = 0; index < 5; index++) await ask({ phone, fullName: 'Lê An' })
    const reply = await ask({ phone, fullName: 'Lê An' })
    assert.match(String(reply.headers['retry-after']), /^\d+$/)
  })

  it('again with another unit moves the person, and records that', async () => {
    const person = await register(house)
    const to = await house.unitId('T.SYT')
    assert.equal(told(await ask({ phone: person.phone, unitId: to })), '200')
    const [row] = await house.rows('SELECT unit_id FROM contestants WHERE id = $1', [person.contestantId])
    assert.deepEqual(row, { unit_id: to })
    const [deed] = await house.rows('SELECT deed, details FROM deeds WHERE subject = $1', [
      person.contestantId,
    ])
    assert.deepEqual(deed, { deed: 'contestant.moved', details: { from: await house.unitId('T.SNV'), to } })
  })

  it('keeps no identity in clear', async () => {
    const phone = freshPhone()
    await ask({ phone, fullName: 'Đặng Quỳnh' })
    for (const table of ['contestants', 'contestant_identities', 'deeds', 'exclusions'])
      for (const text of [phone, phone.slice(1), Buffer.from(phone).toString('hex')])
        assert.equal(
          await house.count(`SELECT count(*) FROM ${table} t WHERE t::text LIKE $1`, [`%${text}%`]),
          0,
          table,
        )
  })
})

describe('who may register', () => {
  const house = freshHouse()
  const citizen = async (changes: Record<string, unknown> = {}) =>
    registration(house, {
      stream: 'citizens',
      birthDate: '1980-01-31',
      unitId: await house.unitId('T.HB'),
      ...changes,
    })
  const ask = async (body: Record<string, unknown>, at?: string) =>
    told(await house.ask('POST', ROUTE, { body, at }))
  const pointers = async (body: Record<string, unknown>) => {
    const reply = await house.ask('POST', ROUTE, { body })
    return reply.status === 400 ? reply.body.errors.map(({ pointer }) => pointer) : told(reply)
  }

  it('is old enough on the day, and not the day before', async () => {
    const birthDate = '2009-08-15'
    assert.equal(await ask(await citizen({ birthDate }), '2023-08-14T23:59:59.999+07:00'), '403 not-eligible')
    assert.equal(await ask(await citizen({ birthDate }), '2023-08-15T00:00:00.000+07:00'), '201')
  })

  it('chooses a unit that there is, that may be chosen, that is still there and that the stream may choose', async () => {
    for (const code of ['T', 'T.CU', 'T.SNV'])
      assert.deepEqual(await pointers(await citizen({ unitId: await house.unitId(code) })), ['/unitId'], code)
    for (const unitId of ['', 'x', '018d0000-0000-7000-8000-000000000000'])
      assert.deepEqual(await pointers(await citizen({ unitId })), ['/unitId'], unitId)
  })

  it('gives every field its form and its type, and is told of every fault at once', async () => {
    assert.deepEqual(
      await pointers(await citizen({ phone: '12', birthDate: '2000-02-30', fullName: '😀' })),
      ['/fullName', '/phone', '/birthDate'],
    )
    assert.deepEqual(await pointers(await citizen({ phone: 912_345_678 })), ['/phone'])
    assert.deepEqual(await pointers(await citizen({ fullName: 'a'.repeat(4000) })), ['/fullName'])
    assert.deepEqual(await pointers(await citizen({ stream: 'robots' })), ['/stream'])
    for (const consent of [false, undefined, 'true', 1, null])
      assert.deepEqual(await pointers(await citizen({ consent })), ['/consent'], `${consent}`)
  })

  it('may send members that nobody asked for: they are dropped, and nowhere kept', async () => {
    const body = await citizen({
      religion: 'SECRET-MARK',
      salary: 5,
      deep: { a: [{ b: 'SECRET-MARK' }] },
      list: [1],
    })
    assert.equal(await ask(body), '201')
    assert.equal(
      await house.count(`SELECT count(*) FROM contestants t WHERE t::text LIKE '%SECRET-MARK%'`),
      0,
    )
  })

  it('comes once with a guardian’s number or with their own, not with both', async () => {
    const phone = freshPhone()
    assert.equal(await ask(await citizen({ phone, fullName: 'Lê An', guardian: true })), '201')
    assert.equal(await ask(await citizen({ phone, fullName: 'Lê Bình', guardian: true })), '201')
    assert.equal(await ask(await citizen({ phone, fullName: 'Lê An', guardian: true })), '200')
    assert.equal(await ask(await citizen({ phone, fullName: 'Lê An' })), '409 already-registered')
    assert.equal(await ask(await citizen({ phone, fullName: 'Lê Cha' })), '201')
  })

  it('does not get past an exclusion by calling the number a relative’s', async () => {
    const body = await citizen({ phone: '+84 900 000 001', guardian: true })
    assert.equal(await ask(body), '403 excluded')
  })

  it('is nobody new once every round has closed; who is known may come back', async () => {
    const known = await citizen()
    assert.equal(await ask(known, '2023-09-03T20:59:59.999+07:00'), '201')
    assert.equal(await ask(known, '2023-09-03T21:00:00+07:00'), '200')
    assert.equal(await ask(await citizen(), '2023-09-03T21:00:00+07:00'), '409 round-closed')
  })
})

describe('who is excluded', () => {
  const staffCode = {
    name: 'staffCode',
    label: { vi: 'Mã', en: 'Code' },
    kind: 'staffCode' as const,
    required: true,
    identity: true,
  }
  const stream = {
    code: 'staff',
    name: { vi: 'CB', en: 'S' },
    eligibility: { vi: 'CB', en: 'S' },
    fields: [staffCode],
  }
  const reason = { vi: 'Ban Tổ chức', en: 'Organisers' }
  // As officials paste it: decomposed, with spaces and an invisible mark.
  const values = [' đv - 007\u200b'.normalize('NFD')]
  const house = freshHouse({
    contests: [
      aContest({ rules: { streams: [stream], exclusions: [{ field: 'staffCode', values, reason }] } }),
    ],
  })

  it('is excluded however the rulebook and the person write the value', async () => {
    for (const code of ['ĐV-007', 'đv-007', ' Đ V-007'.normalize('NFD')]) {
      const person = await register(house, { staffCode: code, phone: undefined })
      assert.equal(told(await askToStart(house, person)), '403 excluded', code)
    }
    const other = await register(house, { staffCode: 'ĐV-008', phone: undefined })
    assert.equal(told(await askToStart(house, other)), '201')
  })
})
