import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import {
  anOfficer,
  ask,
  freshBrowser,
  PASSPHRASE,
  seated,
  signIn,
  told,
} from '../../tests/support/officers.ts'
import { inviteFirstAdministrator } from './invite-first-administrator.ts'
import { dropOldRows } from './store.ts'

const INVITATIONS = '/api/v1/staff/invitations'
const HOUR = 3_600_000
const DAY = 24 * HOUR

describe('the first administrator', () => {
  const house = freshHouse()
  const open = (token: string, at?: Date) =>
    ask(house, null, 'POST', `${INVITATIONS}/opening`, { body: { token }, at })
  const accept = (token: string, more: object = {}) =>
    ask(house, null, 'POST', `${INVITATIONS}/acceptance`, {
      body: { token, fullName: 'Đỗ Thị Lan', passphrase: PASSPHRASE, ...more },
    })
  const invite = async () => (await inviteFirstAdministrator(house.house, house.clock.now()))!

  it('comes in by the link that the last start printed, with an e-mail of their own, once', async () => {
    const [old, { token }] = [await invite(), await invite()]
    assert.equal(told(await open(old.token)), '409 invitation-over')
    assert.deepEqual((await open(token)).body.email, null)
    const nameless = await accept(token)
    assert.deepEqual(nameless.body.errors, [{ pointer: '/email', expected: 'an e-mail address' }])
    const both = await Promise.all([
      accept(token, { email: 'Lan@SNV.example.gov.vn' }),
      accept(token, { email: 'minh@snv.example.gov.vn' }),
    ])
    assert.deepEqual(both.map(told).sort(), ['201', '409 invitation-over'])
    const [made] = await house.rows<{ email: string }>('SELECT email FROM staff')
    const came = await signIn(house, freshBrowser(), { email: made!.email })
    assert.deepEqual(came.body.roles, [{ role: 'administrator', unit: null }])
    assert.equal(await inviteFirstAdministrator(house.house, house.clock.now()), null)
  })

  it('is not made by an old link once there is one, nor after 72 hours', async () => {
    await house.owner.query(`UPDATE staff SET disabled_at = now()`)
    const { token, endsAt } = await invite()
    assert.equal((await open(token, new Date(endsAt.getTime() - 1))).status, 200)
    assert.equal(told(await open(token, endsAt)), '409 invitation-over')
    await anOfficer(house, ['administrator'])
    assert.equal(told(await accept(token, { email: 'ai@example.gov.vn' })), '409 invitation-over')
  })

  it('cannot be somebody who was invited by e-mail as somebody else', async () => {
    const admin = await seated(house, ['administrator'])
    const body = { email: 'chi@example.gov.vn', role: 'judge' }
    const { link } = (await ask(house, admin.browser, 'POST', INVITATIONS, { body })).body
    const token = link.split('#')[1]
    assert.equal((await open(token)).body.email, 'chi@example.gov.vn')
    const made = await accept(token, { email: 'ke-gian@example.gov.vn' })
    assert.equal(made.body.email, 'chi@example.gov.vn')
  })
})

describe('accounts that two look at', () => {
  const house = freshHouse()

  it('change by who saw them as they are; the other is shown how they are now', async () => {
    const admin = await seated(house, ['administrator'])
    const { id } = await seated(house, ['judge'])
    const patch = (body: object) => ask(house, admin.browser, 'PATCH', `/api/v1/staff/${id}`, { body })
    assert.equal((await patch({ version: 1, fullName: 'Lê Văn Chi' })).body.version, 2)
    const late = await patch({ version: 1, disabled: true })
    assert.equal(told(late), '409 changed-meanwhile')
    assert.deepEqual([late.body.current.version, late.body.current.fullName], [2, 'Lê Văn Chi'])
    assert.equal(told(await patch({ fullName: 'Không phiên bản' })), '400 malformed')
  })

  it('are found by name without diacritics, and by e-mail', async () => {
    const admin = await seated(house, ['administrator'])
    const find = async (query: string) =>
      (await ask(house, admin.browser, 'GET', `/api/v1/staff?query=${encodeURIComponent(query)}`)).body.map(
        ({ fullName }: { fullName: string }) => fullName,
      )
    assert.deepEqual(await find('le van chi'), ['Lê Văn Chi'])
    assert.deepEqual(await find('CHÍ'), ['Lê Văn Chi'])
    assert.deepEqual(await find('khong ai'), [])
    assert.deepEqual(await find(admin.email), ['Trần Văn Bình'])
  })
})

describe('what is old', () => {
  const house = freshHouse()

  it('goes: challenges and guesses after a day, sessions half a year after they ended; not before, and not what stands', async () => {
    const { browser } = await seated(house, ['judge'])
    await ask(house, browser, 'POST', '/api/v1/staff/me/passkeys/challenge')
    await signIn(house, freshBrowser(), { email: 'khong.ai@example.gov.vn' })
    const count = (table: string) => house.count(`SELECT count(*) FROM ${table}`)
    const counts = async () =>
      Promise.all(['staff_challenges', 'staff_guesses', 'staff_sessions'].map((table) => count(table)))
    const after = (ms: number) => new Date(house.clock.now().getTime() + ms)
    assert.deepEqual(await counts(), [1, 2, 1])
    await dropOldRows(house.house.keeper, after(DAY))
    assert.deepEqual(await counts(), [1, 2, 1])
    await dropOldRows(house.house.keeper, after(DAY + HOUR))
    assert.deepEqual(await counts(), [0, 0, 1])
    await dropOldRows(house.house.keeper, after(180 * DAY + 8 * HOUR))
    assert.deepEqual(await counts(), [0, 0, 1])
    await dropOldRows(house.house.keeper, after(180 * DAY + 8 * HOUR + 1))
    assert.deepEqual(await counts(), [0, 0, 0])
    await assert.rejects(house.house.pool.query('SELECT drop_old_staff_rows(now())'), { code: '42501' })
  })
})

describe('the record', () => {
  const house = freshHouse()

  it('is read by who, what, to whom and when, from the latest, a page at a time', async () => {
    const lan = await seated(house, ['administrator'])
    const auditor = await seated(house, ['auditor'])
    const { id } = await seated(house, ['judge'])
    for (let version = 1; version <= 5; version++) {
      house.setClock(new Date(house.clock.now().getTime() + 1000))
      const body = { version, fullName: `Tên thứ ${version}` }
      assert.equal((await ask(house, lan.browser, 'PATCH', `/api/v1/staff/${id}`, { body })).status, 200)
    }
    const read = async (query: string) =>
      (await ask(house, auditor.browser, 'GET', `/api/v1/console/deeds?${query}`)).body
    const nos: number[] = []
    for (let after = ''; ; ) {
      const page = await read(`limit=2&what=staff.changed${after}`)
      nos.push(...page.map(({ no }: { no: number }) => no))
      if (page.length < 2) break
      after = `&after=${nos.at(-1)}`
    }
    assert.equal(nos.length, 5)
    assert.deepEqual(
      nos,
      nos.toSorted((one, other) => other - one),
    )
    const [latest] = await read(`limit=1&subject=${id}`)
    assert.deepEqual(
      [latest.actor, latest.actorName, latest.deed, latest.subjectName],
      [lan.id, 'Trần Văn Bình', 'staff.changed', 'Tên thứ 5'],
    )
    assert.equal((await read('who=tran%20van%20binh&what=staff.')).length, 5)
    assert.equal((await read('who=nobody%20at%20all')).length, 0)
    const until = encodeURIComponent(house.clock.now().toISOString())
    assert.equal((await read(`what=staff.changed&until=${until}`)).length, 4)
    assert.equal((await read(`what=staff.changed&from=${until}`)).length, 1)
  })

  it('goes out whole for a spreadsheet, and no cell of it is a formula', async () => {
    const auditor = await seated(house, ['auditor'])
    await house.owner.query(
      `INSERT INTO deeds (actor, deed, subject, details, at)
       SELECT 'system', 'ranking.closed', '=1+1', '{}', now() FROM generate_series(1, 1200)`,
    )
    const reply = await ask(house, auditor.browser, 'GET', '/api/v1/console/deeds.csv?what=ranking.')
    assert.match(String(reply.headers['content-disposition']), /nhat-ky-2023-08-14\.csv/)
    const lines = reply.text.trim().split('\n')
    assert.equal(lines.length, 1 + 1200)
    assert.ok(lines.slice(1).every((line) => line.includes(",'=1+1,")))
  })
})
