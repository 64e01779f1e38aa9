import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type Ask, freshHouse, type Reply } from './support/a-house.ts'
import { aGoing, type Going, later, one, register, registration, submit } from './support/people.ts'

const NOBODY = '018d0000-0000-7000-8000-000000000000'
const MALFORMED_IDS = [
  'x',
  '1',
  `${NOBODY}0`,
  NOBODY.toUpperCase().replace('0', 'G'),
  '%00',
  '%F0%9F%98%80',
  'a'.repeat(200),
]

const told = ({ status, body }: Reply) => (body.reason ? `${status} ${body.reason}` : String(status))

describe('refusals come in the order who, exists, shape, phase', () => {
  const house = freshHouse()
  let mine: Going
  let foreign: Going
  let sealed: Going
  let expired: Going

  before(async () => {
    mine = await aGoing(house)
    foreign = await aGoing(house)
    sealed = await aGoing(house)
    await submit(house, sealed, {})
    expired = await aGoing(house, { at: '2023-08-14T07:30:00+07:00' })
  })

  /** Each line: what is asked with everything wrong, then with one thing after another put right. */
  const check = async (method: 'GET' | 'POST' | 'PUT', steps: [string, string, Ask][]) => {
    for (const [expected, url, with_] of steps)
      assert.equal(
        told(await house.ask(method, url, with_)),
        expected,
        `${method} ${url} ${JSON.stringify(with_)}`,
      )
  }
  const bad: Ask = { raw: '{"sequence":' }

  it('saving', async () => {
    const url = (id: string) => `/api/v1/attempts/${id}/answers`
    const good = { body: { sequence: 1, answers: {} } }
    const wrong = { body: { sequence: 0, answers: [] } }
    const token = mine.person.token
    await check('PUT', [
      ['401 not-signed-in', url(NOBODY), bad],
      ['401 not-signed-in', url(mine.attemptId), good],
      ['401 not-signed-in', url(mine.attemptId), { ...good, token: `${token}x` }],
      ['404 no-such-attempt', url(NOBODY), { ...bad, token }],
      ['404 no-such-attempt', url(NOBODY), { ...wrong, token }],
      ['404 no-such-attempt', url(NOBODY), { ...good, token }],
      ['403 not-your-attempt', url(foreign.attemptId), { ...bad, token }],
      ['403 not-your-attempt', url(foreign.attemptId), { ...good, token }],
      ['400 malformed', url(sealed.attemptId), { ...bad, token: sealed.person.token }],
      ['400 malformed', url(sealed.attemptId), { ...wrong, token: sealed.person.token }],
      [
        '400 malformed',
        url(sealed.attemptId),
        { body: { sequence: 1, answers: { '99': [1] } }, token: sealed.person.token },
      ],
      ['409 already-submitted', url(sealed.attemptId), { ...good, token: sealed.person.token }],
      ['400 malformed', url(expired.attemptId), { ...wrong, token: expired.person.token }],
      ['409 too-late', url(expired.attemptId), { ...good, token: expired.person.token }],
      ['200', url(mine.attemptId), { ...good, token }],
    ])
  })

  it('handing in', async () => {
    const url = (id: string) => `/api/v1/attempts/${id}/submission`
    const good = { body: {} }
    const wrong = { body: { answers: 'all' } }
    const token = mine.person.token
    await check('POST', [
      ['401 not-signed-in', url(NOBODY), bad],
      ['404 no-such-attempt', url(NOBODY), { ...bad, token }],
      ['404 no-such-attempt', url('x'), { ...good, token }],
      ['403 not-your-attempt', url(foreign.attemptId), { ...wrong, token }],
      ['403 not-your-attempt', url(foreign.attemptId), { ...good, token }],
      ['403 not-your-attempt', url(sealed.attemptId), { ...good, token }],
      ['200', url(sealed.attemptId), { ...wrong, token: sealed.person.token }],
      ['200', url(sealed.attemptId), { ...good, token: sealed.person.token }],
      ['409 too-late', url(expired.attemptId), { ...good, token: expired.person.token }],
    ])
  })

  it('starting', async () => {
    const url = (id: string) => `/api/v1/rounds/${id}/attempts`
    const [open, upcoming] = [house.round(1).id, house.round(2).id]
    const wrong = { body: { nonce: 'x' } }
    const { token } = await register(house)
    await check('POST', [
      ['401 not-signed-in', url(NOBODY), bad],
      ['404 no-such-round', url(NOBODY), { ...bad, token }],
      ['404 no-such-round', url('x'), { token }],
      ['400 malformed', url(upcoming), { ...bad, token }],
      ['400 malformed', url(upcoming), { ...wrong, token }],
      ['409 round-not-open', url(upcoming), { token }],
      ['409 round-closed', url(open), { token, at: house.round(1).closesAt }],
      ['201', url(open), { token }],
      ['409 attempts-used-up', url(open), { token: sealed.person.token }],
    ])
  })

  it('and a body that cannot be read is never taken for an empty one', async () => {
    const going = await aGoing(house)
    const url = `/api/v1/attempts/${going.attemptId}/submission`
    for (const raw of [
      '{',
      'null',
      '[]',
      '"text"',
      '7',
      '{"answers":{"1":[1]}',
      '\ufeff{}',
      '{"a":"\\ud800"}',
      '{"a":"\\u0000"}',
    ])
      assert.equal(
        told(await house.ask('POST', url, { raw, token: going.person.token })),
        '400 malformed',
        raw,
      )
    assert.equal(
      await house.count('SELECT count(*) FROM attempts WHERE id = $1 AND ending IS NULL', [going.attemptId]),
      1,
    )
  })

  it('looking at an attempt', async () => {
    const token = mine.person.token
    for (const end of ['', '/paper']) {
      const url = (id: string) => `/api/v1/attempts/${id}${end}`
      await check('GET', [
        ['401 not-signed-in', url(NOBODY), {}],
        ['401 not-signed-in', url(mine.attemptId), { token: 'nonsense' }],
        ['401 not-signed-in', url(mine.attemptId), { headers: { authorization: 'Basic eDp5' } }],
        ['404 no-such-attempt', url(NOBODY), { token }],
        ['403 not-your-attempt', url(foreign.attemptId), { token }],
        ['200', url(mine.attemptId), { token }],
      ])
    }
    await check('GET', [
      ['409 already-submitted', `/api/v1/attempts/${sealed.attemptId}/paper`, { token: sealed.person.token }],
      ['409 too-late', `/api/v1/attempts/${expired.attemptId}/paper`, { token: expired.person.token }],
    ])
  })

  it('registering', async () => {
    const url = '/api/v1/contests/thi/contestants'
    const none = '/api/v1/contests/none/contestants'
    const over = { at: '2023-09-03T21:00:00+07:00' }
    await check('POST', [
      ['404 no-such-contest', none, bad],
      ['404 no-such-contest', none, { body: await registration(house) }],
      ['400 malformed', url, { ...bad, ...over }],
      ['400 malformed', url, { body: {}, ...over }],
      ['400 malformed', url, {}],
      ['409 round-closed', url, { body: await registration(house), ...over }],
      ['201', url, { body: await registration(house) }],
    ])
  })

  it('and a token speaks for its contest only until it ends', async () => {
    const { token } = mine.person
    const url = `/api/v1/attempts/${mine.attemptId}`
    await check('GET', [
      ['200', url, { token, at: later(mine.startedAt, 59 * 86_400_000) }],
      ['401 not-signed-in', url, { token, at: later(mine.startedAt, 61 * 86_400_000) }],
    ])
  })

  it('malformed and unknown ids are simply not found', async () => {
    const { token } = mine.person
    for (const id of [...MALFORMED_IDS, NOBODY]) {
      const attempt = `/api/v1/attempts/${id}`
      const save = { token, body: { sequence: 1, answers: one(mine) } }
      assert.equal(told(await house.ask('GET', attempt, { token })), '404 no-such-attempt', id)
      assert.equal(told(await house.ask('PUT', `${attempt}/answers`, save)), '404 no-such-attempt', id)
      assert.equal(
        told(await house.ask('POST', `${attempt}/submission`, { token })),
        '404 no-such-attempt',
        id,
      )
      assert.equal(
        told(await house.ask('POST', `/api/v1/rounds/${id}/attempts`, { token })),
        '404 no-such-round',
        id,
      )
      for (const path of ['', '/units', '/rulebook'])
        assert.match(
          told(await house.ask('GET', `/api/v1/contests/${id}${path}`)),
          /^404 no(-such-contes|t-foun)/,
          id,
        )
    }
    for (const url of [
      '/api/v1/nothing',
      '/api/v2/contests',
      '/%',
      '/api/v1/attempts/%ZZ',
      `/${'a'.repeat(5000)}`,
    ])
      assert.equal(told(await house.ask('GET', url, { token })), '404 not-found', url)
  })
})
