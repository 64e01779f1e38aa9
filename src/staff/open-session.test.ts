import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { freshHouse, type TestHouse } from '../../tests/support/a-house.ts'
import {
  anOfficer,
  ask,
  type Browser,
  freshBrowser,
  type Officer,
  PASSPHRASE,
  seat,
  signIn,
  told,
} from '../../tests/support/officers.ts'
import { Busy } from '../platform/group-commit.ts'
import { openHasher } from './open-hasher.ts'
import { GUESSES_AT_MOST } from './rules.ts'

const SESSIONS = '/api/v1/staff/sessions'
const CURRENT = `${SESSIONS}/current`
const MINUTE = 60_000
const later = (house: TestHouse, ms: number) => house.setClock(new Date(house.clock.now().getTime() + ms))
const get = (house: TestHouse, browser: Browser, url = '/api/v1/staff/me') => ask(house, browser, 'GET', url)
const codeAt = (secret: string, at: Date) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: at.getTime() })

/** An authenticator for somebody who is signed in. */
async function withTotp(house: TestHouse, browser: Browser) {
  const offered = await ask(house, browser, 'POST', '/api/v1/staff/me/totp')
  assert.equal(offered.status, 201, offered.text)
  const { secret, uri } = offered.body
  const code = codeAt(secret, house.clock.now())
  const confirmed = await ask(house, browser, 'POST', '/api/v1/staff/me/totp/confirmation', {
    body: { code },
  })
  return { secret, uri, code, confirmed }
}

describe('signing in', () => {
  const house = freshHouse()
  let lan: Officer
  before(async () => {
    lan = await anOfficer(house, ['organiser'])
  })

  it('gives a cookie that scripts cannot read, and tells what it is worth', async () => {
    const browser = freshBrowser({ agent: 'Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0' })
    const reply = await signIn(house, browser, lan)
    assert.equal(reply.status, 201, reply.text)
    const now = house.clock.now().getTime()
    assert.deepEqual(reply.body, {
      staff: { id: lan.id, email: lan.email, fullName: 'Đỗ Thị Lan' },
      roles: [{ role: 'organiser', unit: null }],
      sessionId: reply.body.sessionId,
      now: '2023-08-14T01:00:00.000Z',
      idleEndsAt: new Date(now + 15 * MINUTE).toISOString(),
      endsAt: new Date(now + 8 * 60 * MINUTE).toISOString(),
      steppedUpUntil: new Date(now + 5 * MINUTE).toISOString(),
      needs: 'enrol-second-factor',
    })
    const [cookie] = [reply.headers['set-cookie'] ?? []].flat().map(String)
    assert.match(cookie!, /^hoithi-staff=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    assert.equal(reply.headers['cache-control'], 'no-store')
    const token = browser.cookies.get('hoithi-staff')!
    const kept = `SELECT count(*) FROM staff_sessions s WHERE s::text LIKE $1`
    assert.equal(await house.count(kept, [`%${token}%`]), 0)
    assert.equal(await house.count(kept, ['%Firefox · Windows%']), 1)
  })

  it('is refused in one way for a wrong e-mail, a wrong passphrase and a disabled account', async () => {
    const gone = await anOfficer(house)
    await house.owner.query('UPDATE staff SET disabled_at = now() WHERE id = $1', [gone.id])
    const replies = await Promise.all([
      signIn(house, freshBrowser(), { email: 'nobody@example.gov.vn' }),
      signIn(house, freshBrowser(), lan, { passphrase: `${PASSPHRASE}!` }),
      signIn(house, freshBrowser(), gone),
    ])
    for (const reply of replies) {
      assert.equal(told(reply), '401 wrong-credentials')
      assert.equal(reply.text, replies[0]!.text)
      assert.equal(reply.headers['set-cookie'], undefined)
    }
    const refused = await house.rows(
      `SELECT actor, subject FROM deeds WHERE deed = 'session.refused' ORDER BY subject`,
    )
    assert.deepEqual(
      refused.map(({ subject }: { subject?: string }) => subject).sort(),
      [lan.id, gone.id, 'unknown'].sort(),
    )
  })

  it('takes e-mail and passphrase however they are typed', async () => {
    const email = ` ${lan.email.toUpperCase()} `
    assert.equal(
      (await signIn(house, freshBrowser(), { email }, { passphrase: PASSPHRASE.normalize('NFD') })).status,
      201,
    )
  })

  it('on https is of this host alone', async () => {
    const { app } = await house.another({ publicUrl: 'https://cuocthi.example.gov.vn' })
    const body = { email: lan.email, passphrase: PASSPHRASE }
    const reply = await house.ask('POST', SESSIONS, { body, app })
    assert.match(
      String([reply.headers['set-cookie']].flat()[0]),
      /^__Host-hoithi-staff=.*; SameSite=Strict; Secure$/,
    )
    // There a second factor is required: nothing else is possible before.
    const cookie = String([reply.headers['set-cookie']].flat()[0]).split(';')[0]!
    const headers = { cookie }
    assert.equal((await house.ask('GET', SESSIONS, { app, headers })).body.reason, 'second-factor-needed')
    const begun = { app, headers: { ...headers, 'hoithi-console': '1' } }
    assert.equal((await house.ask('POST', '/api/v1/staff/me/totp', begun)).status, 201)
  })

  it('as a request of another site’s form changes nothing', async () => {
    const browser = await seat(house, lan.id)
    const cookie = `hoithi-staff=${browser.cookies.get('hoithi-staff')}`
    const renew = (headers: Record<string, string>) =>
      house.ask('POST', `${CURRENT}/renewal`, { headers: { cookie, ...headers } })
    assert.equal((await renew({})).body.reason, 'cross-site')
    assert.equal(
      (await renew({ 'hoithi-console': '1', 'sec-fetch-site': 'cross-site' })).body.reason,
      'cross-site',
    )
    assert.equal((await renew({ 'hoithi-console': '1' })).status, 200)
  })
})

describe('guessing (P-6)', () => {
  const house = freshHouse()
  const wrong = { passphrase: 'không phải cụm này đâu' }

  it('at one account is bounded from everywhere together, and does not lock out who is known', async () => {
    const lan = await anOfficer(house)
    const own = freshBrowser({ from: '198.51.100.1' })
    assert.equal((await signIn(house, own, lan)).status, 201)
    own.cookies.delete('hoithi-staff')

    const replies: string[] = []
    for (let index = 0; index < GUESSES_AT_MOST.account + 5; index++)
      replies.push(told(await signIn(house, freshBrowser({ from: `203.0.113.${index}` }), lan, wrong)))
    assert.equal(replies.filter((each) => each === '401 wrong-credentials').length, GUESSES_AT_MOST.account)
    assert.equal(replies.at(-1), '429 slow-down')
    // The right one is not evaluated either, from a stranger's device; from their own, they come in.
    const stranger = await signIn(house, freshBrowser({ from: '203.0.113.250' }), lan)
    assert.equal(told(stranger), '429 slow-down')
    assert.match(String(stranger.headers['retry-after']), /^\d+$/)
    assert.equal((await signIn(house, own, lan)).status, 201)
    later(house, 10 * MINUTE)
    assert.equal((await signIn(house, freshBrowser(), lan)).status, 201)
  })

  it('is counted for an e-mail that nobody has, as for one that somebody has', async () => {
    const nobody = { email: 'nobody@example.gov.vn' }
    const replies = await Promise.all(
      Array.from({ length: GUESSES_AT_MOST.account + 3 }, (_, index) =>
        signIn(house, freshBrowser({ from: `192.0.2.${index}` }), nobody),
      ),
    )
    const refused = replies.map(told)
    assert.equal(refused.filter((each) => each === '401 wrong-credentials').length, GUESSES_AT_MOST.account)
    assert.equal(refused.filter((each) => each === '429 slow-down').length, 3)
  })

  it('from one address is bounded too, and what is past the bound fills nobody’s account', async () => {
    await house.owner.query(`UPDATE staff_guesses SET guessed = 0`)
    const from = '2001:db8:1:2::7'
    await signIn(house, freshBrowser({ from }), { email: 'first@example.gov.vn' })
    // As though the others had been asked: the bound is a whole office's.
    await house.owner.query(`UPDATE staff_guesses SET guessed = $1 WHERE guessed = 1`, [
      GUESSES_AT_MOST.address,
    ])
    const lan = await anOfficer(house)
    for (let index = 0; index < GUESSES_AT_MOST.account + 2; index++)
      assert.equal(
        told(await signIn(house, freshBrowser({ from: `2001:db8:1:2::${index}` }), lan, wrong)),
        '429 slow-down',
      )
    assert.equal((await signIn(house, freshBrowser({ from: '2001:db8:1:3::7' }), lan)).status, 201)
  })

  it('keeps no address and no e-mail in clear', async () => {
    for (const text of ['2001:db8', 'example.gov.vn', '203.0.113'])
      assert.equal(
        await house.count(`SELECT count(*) FROM staff_guesses g WHERE g::text LIKE $1`, [`%${text}%`]),
        0,
      )
  })
})

describe('a flood of sign-ins', () => {
  const house = freshHouse()
  it('lets everything else through before it', async () => {
    const order: string[] = []
    const flood = Array.from({ length: 60 }, async (_, index) => {
      const email = `flood.${index}@example.gov.vn`
      const reply = await signIn(house, freshBrowser({ from: `203.0.113.${index}` }), { email })
      order.push('flood')
      return told(reply)
    })
    // Asked after all of them, and answered while most of them still wait for their turn.
    const looks = Array.from({ length: 5 }, async () => {
      const reply = await house.ask('GET', '/api/v1/contests')
      order.push('look')
      return reply.status
    })
    const [answers, looked] = await Promise.all([Promise.all(flood), Promise.all(looks)])
    assert.deepEqual(looked, Array(5).fill(200))
    for (const answer of answers) assert.ok(['401 wrong-credentials', '503 busy'].includes(answer), answer)
    assert.ok(order.lastIndexOf('look') < order.length - 10, order.join(' '))
  })

  it('is hashed two at a time, thirty wait, and the others are told at once that it is busy', async () => {
    const hasher = openHasher()
    const order: string[] = []
    const asked = Array.from({ length: 40 }, async (_, index) => {
      try {
        await hasher.verify(null, `cụm ${index}`)
        order.push('hashed')
      } catch (error) {
        assert.ok(error instanceof Busy)
        order.push('busy')
      }
    })
    // The loop goes round while Argon2 works elsewhere.
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    order.push('twenty turns')
    await Promise.all(asked)
    assert.deepEqual(order.slice(0, 8), Array(8).fill('busy'))
    assert.equal(order.filter((each) => each === 'hashed').length, 32)
    assert.ok(order.indexOf('twenty turns') < order.length - 10, order.join(' '))
    assert.equal(await hasher.verify(await hasher.hash('đúng là cụm này'), 'đúng là cụm này'), true)
  })
})

describe('a session', () => {
  const house = freshHouse()
  let lan: Officer
  before(async () => {
    lan = await anOfficer(house)
  })

  it('idles out at the fifteenth minute; being used keeps it, and so does staying signed in', async () => {
    const [used, renewed, left, watched] = await Promise.all([1, 2, 3, 4].map(() => seat(house, lan.id)))
    later(house, 14 * MINUTE)
    assert.equal((await get(house, used!)).status, 200)
    const renewal = await ask(house, renewed!, 'POST', `${CURRENT}/renewal`)
    assert.equal(renewal.body.idleEndsAt, new Date(house.clock.now().getTime() + 15 * MINUTE).toISOString())
    // To look at the end does not put it off.
    const looked = await get(house, watched!, CURRENT)
    assert.equal(looked.body.idleEndsAt, new Date(house.clock.now().getTime() + MINUTE).toISOString())
    later(house, MINUTE - 1)
    assert.equal((await get(house, watched!, CURRENT)).status, 200)
    later(house, 1)
    assert.equal(told(await get(house, left!)), '401 not-signed-in')
    assert.equal(told(await get(house, watched!)), '401 not-signed-in')
    assert.equal((await get(house, used!)).status, 200)
    assert.equal((await get(house, renewed!)).status, 200)
  })

  it('ends after eight hours, however busy', async () => {
    const browser = await seat(house, lan.id)
    for (let index = 0; index < 47; index++) {
      later(house, 10 * MINUTE)
      assert.equal((await get(house, browser)).status, 200, String(index))
    }
    later(house, 10 * MINUTE - 1)
    assert.equal((await get(house, browser)).status, 200)
    later(house, 1)
    assert.equal(told(await get(house, browser)), '401 not-signed-in')
  })

  it('is listed, ended one by one or all but this, and worth nothing afterwards', async () => {
    const [mine, phone, office] = [
      await seat(house, lan.id),
      await seat(house, lan.id),
      await seat(house, lan.id),
    ]
    const other = await anOfficer(house)
    const theirs = await seat(house, other.id)
    const list = await get(house, mine, SESSIONS)
    assert.equal(list.body.length, 3)
    assert.deepEqual(list.body.map(({ isCurrent }: { isCurrent: boolean }) => isCurrent).filter(Boolean), [
      true,
    ])
    const phoneId = (await get(house, phone, CURRENT)).body.sessionId
    const theirId = (await get(house, theirs, CURRENT)).body.sessionId
    assert.equal((await ask(house, mine, 'DELETE', `${SESSIONS}/${phoneId}`)).status, 204)
    assert.equal(told(await get(house, phone)), '401 not-signed-in')
    assert.equal(told(await ask(house, mine, 'DELETE', `${SESSIONS}/${theirId}`)), '404 not-found')
    assert.equal((await ask(house, mine, 'DELETE', `${SESSIONS}/others`)).status, 204)
    assert.equal(told(await get(house, office)), '401 not-signed-in')
    assert.equal((await get(house, theirs)).status, 200)
    const stolen = mine.cookies.get('hoithi-staff')!
    assert.equal((await ask(house, mine, 'DELETE', CURRENT)).status, 204)
    assert.equal(mine.cookies.get('hoithi-staff'), undefined)
    assert.equal(
      told(await get(house, { cookies: new Map([['hoithi-staff', stolen]]) })),
      '401 not-signed-in',
    )
  })

  it('has another token after every proof, and the old one is nobody’s', async () => {
    const browser = freshBrowser()
    await signIn(house, browser, lan)
    const before = browser.cookies.get('hoithi-staff')!
    const stepped = await ask(house, browser, 'POST', `${CURRENT}/step-up`, {
      body: { passphrase: PASSPHRASE },
    })
    assert.equal(stepped.status, 200, stepped.text)
    assert.notEqual(browser.cookies.get('hoithi-staff'), before)
    assert.equal(
      told(await get(house, { cookies: new Map([['hoithi-staff', before]]) })),
      '401 not-signed-in',
    )
    const wrong = await ask(house, browser, 'POST', `${CURRENT}/step-up`, { body: { passphrase: 'khác' } })
    assert.equal(told(wrong), '401 wrong-credentials')
    for (const body of [{}, { code: '123456' }])
      assert.equal(
        told(await ask(house, browser, 'POST', `${CURRENT}/step-up`, { body })),
        '401 wrong-credentials',
      )
  })

  it('goes on under another passphrase, and the others end', async () => {
    const officer = await anOfficer(house)
    const [browser, other] = [freshBrowser(), freshBrowser()]
    await signIn(house, browser, officer)
    await signIn(house, other, officer)
    const change = (current: string, passphrase: string) =>
      ask(house, browser, 'PUT', '/api/v1/staff/me/passphrase', { body: { current, passphrase } })
    assert.equal(told(await change('không phải', 'mười hai con thuyền nan')), '401 wrong-credentials')
    const weak = await change(PASSPHRASE, 'matkhau123456789')
    assert.equal(weak.body.errors[0].pointer, '/passphrase')
    assert.equal((await change(PASSPHRASE, 'mười hai con thuyền nan')).status, 200)
    assert.equal((await get(house, browser)).status, 200)
    assert.equal(told(await get(house, other)), '401 not-signed-in')
    assert.equal(told(await signIn(house, freshBrowser(), officer)), '401 wrong-credentials')
    assert.equal(
      (await signIn(house, freshBrowser(), officer, { passphrase: 'mười hai con thuyền nan' })).status,
      201,
    )
  })
})

describe('an authenticator and recovery codes (P-8)', () => {
  const house = freshHouse()

  it('is asked for from its first right code on, each step once, and its secret is sealed', async () => {
    const lan = await anOfficer(house)
    const browser = freshBrowser()
    await signIn(house, browser, lan)
    const { secret, uri, code, confirmed } = await withTotp(house, browser)
    assert.equal(confirmed.status, 201, confirmed.text)
    assert.equal(confirmed.body.session.needs, undefined)
    assert.match(uri, /^otpauth:\/\/totp\//)
    const bytes = Buffer.from(Secret.fromBase32(secret).bytes)
    const rows = await house.rows<{ secret: Buffer }>('SELECT secret FROM staff_totp WHERE staff_id = $1', [
      lan.id,
    ])
    assert.equal(rows[0]!.secret.includes(bytes), false)

    // The code that enrolled it has been used.
    assert.equal(told(await signIn(house, freshBrowser(), lan, { code })), '401 wrong-code')
    later(house, 30_000)
    const next = codeAt(secret, house.clock.now())
    const twice = await Promise.all([1, 2].map(() => signIn(house, freshBrowser(), lan, { code: next })))
    assert.deepEqual(twice.map(told).sort(), ['201', '401 wrong-code'])
    // An earlier step is not taken after a later one.
    later(house, 30_000)
    const [earlier, later_] = [
      codeAt(secret, house.clock.now()),
      codeAt(secret, new Date(house.clock.now().getTime() + 30_000)),
    ]
    assert.equal((await signIn(house, freshBrowser(), lan, { code: later_ })).status, 201)
    assert.equal(told(await signIn(house, freshBrowser(), lan, { code: earlier })), '401 wrong-code')
  })

  it('opens half a session without a code, which can do nothing but show one', async () => {
    const lan = await anOfficer(house)
    const enrolling = freshBrowser()
    await signIn(house, enrolling, lan)
    const { secret } = await withTotp(house, enrolling)
    const browser = freshBrowser()
    assert.equal((await signIn(house, browser, lan)).body.needs, 'second-factor')
    for (const [method, url] of [
      ['GET', SESSIONS],
      ['GET', '/api/v1/staff/me/factors'],
      ['POST', '/api/v1/staff/me/totp'],
      ['POST', '/api/v1/staff/me/passkeys/challenge'],
      ['DELETE', '/api/v1/staff/me/totp'],
      ['PUT', '/api/v1/staff/me/passphrase'],
    ] as const)
      assert.equal(told(await ask(house, browser, method, url)), '403 second-factor-needed', url)
    const show = (body: unknown) => ask(house, browser, 'POST', `${CURRENT}/second-factor`, { body })
    assert.equal(told(await show({ code: '000000' })), '401 wrong-code')
    assert.equal(told(await show({})), '401 wrong-code')
    later(house, 30_000)
    assert.equal((await show({ code: codeAt(secret, house.clock.now()) })).body.needs, undefined)
    assert.equal((await get(house, browser, SESSIONS)).status, 200)
  })

  it('bounds guesses at codes, whatever the passphrase', async () => {
    const lan = await anOfficer(house)
    const enrolling = freshBrowser()
    await signIn(house, enrolling, lan)
    const { secret } = await withTotp(house, enrolling)
    const told_: string[] = []
    for (let index = 0; index < GUESSES_AT_MOST.code + 2; index++)
      told_.push(told(await signIn(house, freshBrowser(), lan, { code: String(100_000 + index) })))
    assert.equal(told_.at(-1), '429 slow-down')
    later(house, 30_000)
    const right = codeAt(secret, house.clock.now())
    assert.equal(told(await signIn(house, freshBrowser(), lan, { code: right })), '429 slow-down')
  })

  it('has ten codes for a lost telephone: 120 bits each, hashed, each once', async () => {
    const lan = await anOfficer(house)
    const browser = freshBrowser()
    await signIn(house, browser, lan)
    const codes: string[] = (await withTotp(house, browser)).confirmed.body.recoveryCodes
    assert.equal(codes.length, 10)
    assert.ok(codes.every((code) => /^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/.test(code)))
    const [first, second] = codes as [string, string]
    const plain = first.replaceAll('-', '')
    assert.equal(
      await house.count('SELECT count(*) FROM staff_recovery_codes c WHERE c::text LIKE $1', [`%${plain}%`]),
      0,
    )
    assert.equal((await signIn(house, freshBrowser(), lan, { code: first.toLowerCase() })).status, 201)
    assert.equal(told(await signIn(house, freshBrowser(), lan, { code: first })), '401 wrong-code')
    const fresh = await ask(house, browser, 'POST', '/api/v1/staff/me/recovery-codes')
    assert.equal(fresh.body.recoveryCodes.length, 10)
    assert.equal(told(await signIn(house, freshBrowser(), lan, { code: second })), '401 wrong-code')
  })
})
