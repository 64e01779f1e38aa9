import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { startProvider } from '../../tests/support/a-provider.ts'
import { ask, type Browser, freshBrowser, seated, told } from '../../tests/support/officers.ts'
import { buildServer } from '../main/server.ts'

const PUBLIC = 'http://cuocthi.example.gov.vn'
const FLOWS = '/api/v1/staff/sso/flows'
const SESSIONS = '/api/v1/staff/sso/sessions'

describe('the authority’s own sign-in (P-17)', () => {
  const house = freshHouse()
  let provider: Awaited<ReturnType<typeof startProvider>>
  let app: Awaited<ReturnType<typeof buildServer>>
  let officer: { id: string; email: string }

  before(async () => {
    provider = await startProvider(`${PUBLIC}/console/sso`)
    app = await buildServer({ house: house.house, publicUrl: PUBLIC, sso: provider.settings })
    officer = await seated(house, ['organiser'])
    provider.people.set('lan', { email: officer.email.toUpperCase(), email_verified: true })
  })
  after(async () => {
    await app.close()
    await provider.stop()
  })

  const begin = async (browser: Browser): Promise<string> => {
    const begun = await ask(house, browser, 'POST', FLOWS, { app })
    assert.equal(begun.status, 201, begun.text)
    return begun.body.location
  }
  const finish = (browser: Browser, query: string) =>
    ask(house, browser, 'POST', SESSIONS, { app, body: { query } })
  const comeIn = async (subject: string) => {
    const browser = freshBrowser()
    const query = await provider.visit(await begin(browser), subject)
    return { browser, query, reply: await finish(browser, query) }
  }
  const allow = (ssoAllowed: boolean) =>
    house.owner.query('UPDATE staff SET sso_allowed = $2 WHERE id = $1', [officer.id, ssoAllowed])

  it('asks with a code, PKCE, state and nonce', async () => {
    const { searchParams } = new URL(await begin(freshBrowser()))
    assert.equal(searchParams.get('response_type'), 'code')
    assert.equal(searchParams.get('code_challenge_method'), 'S256')
    for (const name of ['state', 'nonce', 'code_challenge'])
      assert.ok(searchParams.get(name)!.length >= 32, name)
  })

  it('lets in nobody whom no administrator allowed, and makes no account', async () => {
    assert.equal(told((await comeIn('lan')).reply), '401 wrong-credentials')
    assert.equal(await house.count('SELECT count(*) FROM staff'), 1)
  })

  it('links once by a verified e-mail, and then knows the subject, whatever its e-mail', async () => {
    await allow(true)
    provider.people.set('thief', { email: officer.email, email_verified: false })
    assert.equal(told((await comeIn('thief')).reply), '401 wrong-credentials')
    const { reply, browser } = await comeIn('lan')
    assert.equal(reply.status, 201, reply.text)
    assert.equal(reply.body.staff.id, officer.id)
    // The provider said nothing of a second factor: ours holds.
    assert.equal(reply.body.needs, 'enrol-second-factor')
    assert.equal((await ask(house, browser, 'GET', '/api/v1/staff/me', { app })).status, 200)
    provider.people.set('lan', { email: 'another@example.gov.vn', email_verified: true })
    assert.equal((await comeIn('lan')).reply.status, 201)
    // Somebody else with that e-mail later on is somebody else.
    provider.people.set('namesake', { email: officer.email, email_verified: true })
    assert.equal(told((await comeIn('namesake')).reply), '401 wrong-credentials')
    const linked = `SELECT count(*) FROM deeds WHERE deed = 'staff.sso-linked'`
    assert.equal(await house.count(linked), 1)
  })

  it('refuses an answer that is used again, that is another browser’s, changed, or too late', async () => {
    const { query, browser } = await comeIn('lan')
    assert.equal(told(await finish(browser, query)), '401 wrong-credentials')

    const mine = freshBrowser()
    const answer = await provider.visit(await begin(mine), 'lan')
    const theirs = freshBrowser()
    await begin(theirs)
    assert.equal(told(await finish(theirs, answer)), '401 wrong-credentials')
    assert.equal(told(await finish(freshBrowser(), answer)), '401 wrong-credentials')

    for (const change of [
      (params: URLSearchParams) => params.set('state', 'x'.repeat(43)),
      (params: URLSearchParams) => params.set('iss', 'https://evil.example'),
      (params: URLSearchParams) => params.delete('iss'),
      (params: URLSearchParams) => params.set('code', 'made-up'),
    ]) {
      const other = freshBrowser()
      const params = new URLSearchParams(await provider.visit(await begin(other), 'lan'))
      change(params)
      assert.equal(told(await finish(other, params.toString())), '401 wrong-credentials', change.toString())
    }

    const late = freshBrowser()
    const found = await provider.visit(await begin(late), 'lan')
    const now = house.clock.now()
    house.setClock(new Date(now.getTime() + 10 * 60_000))
    assert.equal(told(await finish(late, found)), '401 wrong-credentials')
    house.setClock(now)
  })

  it('is not there where none is set up, and busy while the provider is away', async () => {
    assert.equal(told(await ask(house, freshBrowser(), 'POST', FLOWS)), '404 not-found')
    const settings = { ...provider.settings, issuer: 'http://127.0.0.1:9' }
    const away = await buildServer({ house: house.house, publicUrl: PUBLIC, sso: settings })
    assert.equal(told(await ask(house, freshBrowser(), 'POST', FLOWS, { app: away })), '503 busy')
    await away.close()
  })

  it('lets in nobody whose account is disabled', async () => {
    await house.owner.query('UPDATE staff SET disabled_at = now() WHERE id = $1', [officer.id])
    assert.equal(told((await comeIn('lan')).reply), '401 wrong-credentials')
  })
})
