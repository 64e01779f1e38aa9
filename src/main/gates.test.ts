import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshHouse, type Reply, type TestHouse } from '../../tests/support/a-house.ts'
import { aContest } from '../../tests/support/contest-of-every-kind.ts'
import { aGoing, register, registration, start } from '../../tests/support/people.ts'

const ROUTE = '/api/v1/contests/thi/contestants'
const told = ({ status, body }: Reply) => (body.reason ? `${status} ${body.reason}` : String(status))
const cookieOf = async (house: TestHouse) => {
  const reply = await house.ask('POST', ROUTE, { body: await registration(house) })
  const [cookie] = [reply.headers['set-cookie']].flat()
  const [pair, ...attributes] = String(cookie).split('; ')
  return { pair: pair!, attributes: attributes.sort(), token: reply.body.token }
}

describe('the cookie', () => {
  const plain = freshHouse()
  const secure = freshHouse({ server: { publicUrl: 'https://cuocthi.example.gov.vn' } })
  const sixtyDays = `Max-Age=${60 * 86_400}`

  it('on plain http is HttpOnly and same-site', async () => {
    const { pair, attributes } = await cookieOf(plain)
    assert.match(pair, /^hoithi_thi=c\./)
    assert.deepEqual(attributes, ['HttpOnly', sixtyDays, 'Path=/', 'SameSite=Lax'])
  })
  it('on https is Secure too, and of this host alone', async () => {
    const { pair, attributes } = await cookieOf(secure)
    assert.match(pair, /^__Host-hoithi_thi=c\./)
    assert.deepEqual(attributes, ['HttpOnly', sixtyDays, 'Path=/', 'SameSite=Lax', 'Secure'])
  })
  it('signs in as the bearer token does', async () => {
    const { pair, token } = await cookieOf(plain)
    const going = await start(plain, { contestantId: '', token, phone: '' })
    const url = `/api/v1/attempts/${going.attemptId}`
    assert.equal(
      told(await plain.ask('GET', url, { headers: { cookie: `other=1; ${pair}; more=2` } })),
      '200',
    )
    for (const cookie of [
      '',
      'hoithi_thi=',
      'hoithi_thi=c.x.y.z',
      pair.slice(0, -1),
      pair.replace('hoithi', 'x'),
    ])
      assert.equal(told(await plain.ask('GET', url, { headers: { cookie } })), '401 not-signed-in', cookie)
    // Who shows a bearer token is whoever the token says, whatever cookies come along.
    for (const authorization of ['Bearer nonsense', 'bearer', 'Bearer ', 'Bearer a b'])
      assert.equal(
        told(await plain.ask('GET', url, { headers: { cookie: pair, authorization } })),
        '401 not-signed-in',
        authorization,
      )
    // The password of a proxy in front of us is nothing to us.
    const authorization = 'Basic cHJveHk6cHc='
    assert.equal(told(await plain.ask('GET', url, { headers: { cookie: pair, authorization } })), '200')
  })
})

describe('a token', () => {
  const house = freshHouse({
    contests: [
      aContest(),
      aContest({ rules: { slug: 'khac', authority: { code: 'huyen', name: 'Huyện' } } }),
    ],
  })
  it('of one contest is worth nothing in another', async () => {
    const person = await register(house, {
      unitId: (
        await house.rows<{ id: string }>(
          `SELECT u.id FROM units u JOIN contests c USING (authority_id) WHERE c.slug = 'thi' AND u.code = 'T.SNV'`,
        )
      )[0]!.id,
    })
    const roundOf = (slug: string) => house.house.calendar.contestOf(slug)!.rounds[0]!.id
    const starting = (slug: string) =>
      house.ask('POST', `/api/v1/rounds/${roundOf(slug)}/attempts`, { token: person.token })
    assert.equal(told(await starting('khac')), '401 not-signed-in')
    assert.equal(told(await starting('thi')), '201')
  })
  it('of another house is worth nothing here', async () => {
    const [body, signature] = ['c.x.y.zzzzzz', 'A'.repeat(43)]
    const reply = await house.ask('GET', '/api/v1/attempts/x', { token: `${body}.${signature}` })
    assert.equal(told(reply), '401 not-signed-in')
    assert.equal(reply.headers['www-authenticate'], 'Bearer')
  })
})

describe('a request that another site causes', () => {
  const house = freshHouse()
  const withPages = freshHouse({ server: { withPages: true } })
  const proxied = freshHouse({ server: { publicUrl: 'https://cuocthi.example.gov.vn' } })

  it('changes nothing', async () => {
    const body = await registration(house)
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost:80.evil.example' },
    ] as Record<string, string>[])
      assert.equal(
        told(await house.ask('POST', ROUTE, { body, headers })),
        '403 cross-site',
        JSON.stringify(headers),
      )
    assert.equal(await house.count('SELECT count(*) FROM contestants'), 0)
    const { pair } = await cookieOf(house)
    const going = await aGoing(house)
    const headers = { cookie: pair, origin: 'https://evil.example' }
    for (const [method, end] of [
      ['PUT', 'answers'],
      ['POST', 'submission'],
    ] as const)
      assert.equal(
        told(await house.ask(method, `/api/v1/attempts/${going.attemptId}/${end}`, { headers })),
        '403 cross-site',
      )
  })
  it('changes nothing either when the browser adds the password of a proxy in front of us', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', authorization: 'Basic cHJveHk6cHc=' }
    for (const site of [house, withPages])
      assert.equal(
        told(await site.ask('POST', ROUTE, { body: await registration(site), headers })),
        '403 cross-site',
      )
    const leaving = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
    const reply = await withPages.ask('POST', '/contests/thi/leave', { raw: '', headers: leaving })
    assert.equal(told(reply), '403 cross-site')
  })
  it('is told from our own, from a program and from reading', async () => {
    for (const headers of [
      {},
      { 'sec-fetch-site': 'same-origin', host: 'thi.local:3000', origin: 'http://thi.local:3000' },
      { 'sec-fetch-site': 'none' },
      { host: 'thi.local', origin: 'http://thi.local' },
    ] as Record<string, string>[])
      assert.equal(
        told(await house.ask('POST', ROUTE, { body: await registration(house), headers })),
        '201',
        JSON.stringify(headers),
      )
    const own = { origin: 'https://cuocthi.example.gov.vn' }
    assert.equal(
      told(await proxied.ask('POST', ROUTE, { body: await registration(proxied), headers: own })),
      '201',
    )
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    assert.equal((await house.ask('GET', '/api/v1/contests', { headers: foreign })).status, 200)
    const { token, attemptId } = { ...(await register(house)), ...(await aGoing(house)) }
    assert.equal(
      told(await house.ask('POST', `/api/v1/attempts/${attemptId}/submission`, { token, headers: foreign })),
      '403 not-your-attempt',
    )
  })
})

describe('what is watched', () => {
  const house = freshHouse({ server: { metricsToken: 'a-token-of-sixteen' } })
  it('is alive, and its metrics are for this machine or a bearer of the token', async () => {
    assert.equal((await house.ask('GET', '/healthz')).status, 200)
    const metrics = async (with_: object) => (await house.ask('GET', '/metrics', with_)).status
    assert.equal(await metrics({}), 200)
    assert.equal(await metrics({ from: '203.0.113.9' }), 404)
    for (const name of ['x-forwarded-for', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'])
      assert.equal(await metrics({ headers: { [name]: '203.0.113.9' } }), 404, name)
    assert.equal(await metrics({ from: '203.0.113.9', token: 'a-token-of-sixteen' }), 200)
    assert.equal(await metrics({ from: '203.0.113.9', token: 'a-token-of-sixteem' }), 404)
  })
  it('is ready while its clock agrees with the database, and not when it does not', async () => {
    assert.equal((await house.ask('GET', '/readyz')).status, 503)
    house.setClock(new Date())
    const reply = await house.ask('GET', '/readyz')
    assert.equal(reply.status, 200, reply.text)
  })
})
