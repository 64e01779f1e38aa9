import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { Authenticator } from '../../tests/support/an-authenticator.ts'
import { anOfficer, ask, type Browser, freshBrowser, signIn, told } from '../../tests/support/officers.ts'

const ORIGIN = 'https://cuocthi.example.gov.vn'
const HERE = { origin: ORIGIN, host: 'cuocthi.example.gov.vn' }
const SESSIONS = '/api/v1/staff/sessions/current'
const PASSKEYS = '/api/v1/staff/me/passkeys'

describe('a passkey', () => {
  const house = freshHouse({ server: { publicUrl: ORIGIN } })
  const post = (browser: Browser, url: string, body?: unknown) => ask(house, browser, 'POST', url, { body })
  const passkey = new Authenticator()
  let officer: { id: string; email: string }
  let first: Browser

  const challengeOf = async (browser: Browser, url: string): Promise<string> => {
    const reply = await post(browser, url)
    assert.equal(reply.status, 201, reply.text)
    return reply.body.challenge
  }
  const enrol = async (browser: Browser, device: Authenticator, ways = HERE) =>
    post(browser, PASSKEYS, {
      name: 'Điện thoại',
      response: device.create(await challengeOf(browser, `${PASSKEYS}/challenge`), ways),
    })
  /** The passphrase was right; the passkey comes next. */
  const begun = async (): Promise<Browser> => {
    const browser = freshBrowser()
    const reply = await signIn(house, browser, officer)
    assert.equal(reply.body.needs, 'second-factor')
    return browser
  }
  const show = (browser: Browser, assertion: unknown) =>
    post(browser, `${SESSIONS}/second-factor`, { assertion })

  before(async () => {
    officer = await anOfficer(house)
    first = freshBrowser()
    assert.equal((await signIn(house, first, officer)).body.needs, 'enrol-second-factor')
  })

  it('is not enrolled from another address, for another host, or without the person being verified', async () => {
    for (const ways of [
      { ...HERE, origin: 'https://cuocthi.example.com' },
      { ...HERE, host: 'example.com' },
      { ...HERE, isVerified: false },
    ])
      assert.equal(
        told(await enrol(first, new Authenticator(), ways)),
        '403 passkey-refused',
        JSON.stringify(ways),
      )
    assert.equal(await house.count('SELECT count(*) FROM staff_passkeys'), 0)
  })

  it('is enrolled once, proves the session, and brings recovery codes', async () => {
    const before = first.cookies.get('__Host-hoithi-staff')
    const reply = await enrol(first, passkey)
    assert.equal(reply.status, 201, reply.text)
    assert.equal(reply.body.recoveryCodes.length, 10)
    assert.equal(reply.body.session.needs, undefined)
    assert.notEqual(first.cookies.get('__Host-hoithi-staff'), before)
    assert.equal(told(await enrol(first, passkey)), '403 passkey-refused')
  })

  it('lets in, and its counter grows', async () => {
    const browser = await begun()
    const reply = await show(browser, passkey.get(await challengeOf(browser, `${SESSIONS}/challenge`), HERE))
    assert.equal(reply.status, 200, reply.text)
    assert.equal(reply.body.needs, undefined)
    assert.equal((await ask(house, browser, 'GET', '/api/v1/staff/sessions')).status, 200)
  })

  it('is refused when what it signed is shown again', async () => {
    const browser = await begun()
    const assertion = passkey.get(await challengeOf(browser, `${SESSIONS}/challenge`), HERE)
    assert.equal((await show(browser, assertion)).status, 200)
    assert.equal(told(await show(browser, assertion)), '403 passkey-refused')
    const other = await begun()
    assert.equal(told(await show(other, assertion)), '403 passkey-refused')
  })

  it('is refused for a challenge that another session was given, that it made up, or that is too old', async () => {
    const [mine, theirs] = [await begun(), await begun()]
    const challenge = await challengeOf(theirs, `${SESSIONS}/challenge`)
    assert.equal(told(await show(mine, passkey.get(challenge, HERE))), '403 passkey-refused')
    assert.equal(told(await show(mine, passkey.get('made-up', HERE))), '403 passkey-refused')
    // One for enrolling is none for coming in.
    const enrolling = await challengeOf(first, `${PASSKEYS}/challenge`)
    assert.equal(told(await show(first, passkey.get(enrolling, HERE))), '403 passkey-refused')

    const now = house.clock.now()
    for (const [ms, expected] of [
      [5 * 60_000 - 1, '200'],
      [5 * 60_000, '403 passkey-refused'],
    ] as const) {
      const browser = await begun()
      const asked = await challengeOf(browser, `${SESSIONS}/challenge`)
      house.setClock(new Date(house.clock.now().getTime() + ms))
      assert.equal(told(await show(browser, passkey.get(asked, HERE))), expected, String(ms))
      house.setClock(now)
    }
  })

  it('uses up its challenge also when it is refused', async () => {
    const browser = await begun()
    const challenge = await challengeOf(browser, `${SESSIONS}/challenge`)
    const wrong = passkey.get(challenge, { ...HERE, origin: 'https://evil.example' })
    assert.equal(told(await show(browser, wrong)), '403 passkey-refused')
    assert.equal(told(await show(browser, passkey.get(challenge, HERE))), '403 passkey-refused')
  })

  it('is refused from another address, for another host, unverified, of another device, and as a copy', async () => {
    const copy = passkey.get('x', HERE)
    for (const [name, device, ways] of [
      ['address', passkey, { ...HERE, origin: 'https://cuocthi.example.com' }],
      ['host', passkey, { ...HERE, host: 'evil.example' }],
      ['unverified', passkey, { ...HERE, isVerified: false }],
      ['stranger', new Authenticator(), HERE],
      ['counter behind', passkey, { ...HERE, counter: 1 }],
    ] as const) {
      const browser = await begun()
      const challenge = await challengeOf(browser, `${SESSIONS}/challenge`)
      assert.equal(told(await show(browser, device.get(challenge, ways))), '403 passkey-refused', name)
    }
    for (const nonsense of [
      {},
      { id: 1 },
      { ...copy, response: { ...copy.response, signature: '!' } },
      { ...copy, response: 'x' },
    ])
      assert.equal(told(await show(await begun(), nonsense)), '403 passkey-refused')
  })

  it('proves anew before what cannot be taken back, with no passphrase', async () => {
    const browser = await begun()
    const prove = async () => {
      const assertion = passkey.get(await challengeOf(browser, `${SESSIONS}/challenge`), {
        ...HERE,
        counter: 1000 + ++count,
      })
      return ask(house, browser, 'POST', `${SESSIONS}/step-up`, { body: { assertion } })
    }
    let count = 0
    assert.equal((await prove()).status, 200)
    const codes = () => post(browser, '/api/v1/staff/me/recovery-codes')
    assert.equal((await codes()).status, 201)
    house.setClock(new Date(house.clock.now().getTime() + 5 * 60_000))
    assert.equal(told(await codes()), '403 step-up-needed')
    assert.equal((await prove()).status, 200)
    assert.equal((await codes()).status, 201)
  })

  it('is nobody’s once it is taken away', async () => {
    const browser = await begun()
    const challenge = await challengeOf(browser, `${SESSIONS}/challenge`)
    assert.equal((await show(browser, passkey.get(challenge, { ...HERE, counter: 2000 }))).status, 200)
    const { body } = await ask(house, browser, 'GET', '/api/v1/staff/me/factors')
    assert.deepEqual(
      body.passkeys.map(({ name }: { name: string }) => name),
      ['Điện thoại'],
    )
    assert.equal((await ask(house, browser, 'DELETE', `${PASSKEYS}/${body.passkeys[0].id}`)).status, 204)
    assert.equal((await signIn(house, freshBrowser(), officer)).body.needs, 'enrol-second-factor')
  })
})
