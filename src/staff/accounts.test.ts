import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import {
  anOfficer,
  ask,
  type Browser,
  freshBrowser,
  type Officer,
  PASSPHRASE,
  seat,
  seated,
  signIn,
  told,
} from '../../tests/support/officers.ts'
import { inTransaction } from '../platform/db.ts'
import { changeAccount } from './change-account.ts'
import { confirmProposal } from './confirm-proposal.ts'
import type { Proposal } from './model.ts'
import { proposeDeed } from './propose-deed.ts'
import { findAccount } from './store.ts'

const STAFF = '/api/v1/staff'

describe('accounts', () => {
  const house = freshHouse()
  let admin: Officer & { browser: Browser }
  before(async () => {
    admin = await seated(house, ['administrator'])
  })
  /** With the version that is there now, unless the test says another. */
  const patch = async (browser: Browser, id: string, body: object) => {
    const [row] = await house.rows<{ version: number }>('SELECT version FROM staff WHERE id = $1', [id])
    return ask(house, browser, 'PATCH', `${STAFF}/${id}`, { body: { version: row?.version ?? 1, ...body } })
  }

  it('are listed a page at a time, in the order of their e-mails', async () => {
    for (let index = 0; index < 5; index++) await seated(house, ['judge'])
    const emails: string[] = []
    for (let after = ''; ; ) {
      const page = await ask(house, admin.browser, 'GET', `${STAFF}?limit=2${after && `&after=${after}`}`)
      emails.push(...page.body.map(({ email }: { email: string }) => email))
      if (page.body.length < 2) break
      after = encodeURIComponent(emails.at(-1)!)
    }
    assert.equal(emails.length, await house.count('SELECT count(*) FROM staff'))
    assert.deepEqual(emails, emails.toSorted())
  })

  it('change by another administrator: the sessions end, the old roles stay on record', async () => {
    const { id, browser } = await seated(house, ['organiser'])
    const changed = await patch(admin.browser, id, { roles: [{ role: 'unit-coordinator', unit: 'T.SNV' }] })
    assert.deepEqual(changed.body.roles, [{ role: 'unit-coordinator', unit: 'T.SNV' }])
    assert.equal(told(await ask(house, browser, 'GET', `${STAFF}/me`)), '401 not-signed-in')
    const [deed] = await house.rows<{ actor: string; details: { from: unknown } }>(
      `SELECT actor, details FROM deeds WHERE deed = 'staff.changed' AND subject = $1`,
      [id],
    )
    assert.equal(deed?.actor, admin.id)
    assert.deepEqual(deed?.details.from, [{ role: 'organiser', unit: null }])
    assert.equal(await house.count('SELECT count(*) FROM staff_roles WHERE staff_id = $1', [id]), 2)
    for (const roles of [
      [{ role: 'unit-coordinator' }],
      [{ role: 'judge', unit: 'T.SNV' }],
      [{ role: 'unit-coordinator', unit: 'NOWHERE' }],
      [{ role: 'judge' }, { role: 'judge' }],
      [{ role: 'emperor' }],
      [],
    ])
      assert.equal(told(await patch(admin.browser, id, { roles })), '400 malformed', JSON.stringify(roles))
    assert.equal(told(await patch(admin.browser, id, { password: 'x' })), '400 malformed')
  })

  it('that are disabled have no session from that instant on, and may come back', async () => {
    const lan = await anOfficer(house)
    const browser = await seat(house, lan.id)
    assert.equal((await patch(admin.browser, lan.id, { disabled: true })).body.disabled, true)
    assert.equal(told(await ask(house, browser, 'GET', `${STAFF}/me`)), '401 not-signed-in')
    assert.equal(told(await signIn(house, freshBrowser(), lan)), '401 wrong-credentials')
    assert.equal((await patch(admin.browser, lan.id, { disabled: false })).body.disabled, false)
    assert.equal(told(await ask(house, browser, 'GET', `${STAFF}/me`)), '401 not-signed-in')
    assert.equal((await signIn(house, freshBrowser(), lan)).status, 201)
  })

  it('are nobody’s own to change', async () => {
    for (const body of [{ disabled: true }, { roles: [{ role: 'auditor' }] }, { fullName: 'Người khác' }])
      assert.equal(told(await patch(admin.browser, admin.id, body)), '403 own-account')
    const reset = { body: { reason: 'mất máy' } }
    assert.equal(
      told(await ask(house, admin.browser, 'POST', `${STAFF}/${admin.id}/factor-reset`, reset)),
      '403 own-account',
    )
  })

  it('ask for somebody who was proven within five minutes', async () => {
    const { id } = await seated(house, ['judge'])
    const browser = await seat(house, admin.id)
    house.setClock(new Date(house.clock.now().getTime() + 5 * 60_000))
    assert.equal(told(await patch(browser, id, { fullName: 'Lê Văn Chi' })), '403 step-up-needed')
    admin.browser = await seat(house, admin.id)
    assert.equal((await patch(admin.browser, id, { fullName: 'Lê Văn Chi' })).body.fullName, 'Lê Văn Chi')
  })

  it('whose second factors are lost are reset by another, with every session, on record', async () => {
    const lan = await anOfficer(house)
    const { browser } = await seated(house, ['judge'])
    const officers = await seat(house, lan.id)
    const reset = (by: Browser, body: unknown) =>
      ask(house, by, 'POST', `${STAFF}/${lan.id}/factor-reset`, { body })
    await house.owner.query(
      `INSERT INTO staff_totp (staff_id, secret, made_at, confirmed_at) VALUES ($1, '\\x00', now(), now())`,
      [lan.id],
    )
    assert.equal((await signIn(house, freshBrowser(), lan)).body.needs, 'second-factor')
    assert.equal(told(await reset(browser, { reason: 'mất máy' })), '403 not-allowed')
    assert.equal(told(await reset(admin.browser, {})), '400 malformed')
    assert.equal((await reset(admin.browser, { reason: 'Mất máy, đã gặp trực tiếp' })).status, 204)
    assert.equal(told(await ask(house, officers, 'GET', `${STAFF}/me`)), '401 not-signed-in')
    assert.equal((await signIn(house, freshBrowser(), lan)).body.needs, 'enrol-second-factor')
    const deeds = `SELECT count(*) FROM deeds WHERE deed = 'staff.factors-reset' AND subject = $1 AND actor = $2`
    assert.equal(await house.count(deeds, [lan.id, admin.id]), 1)
  })

  it('of one authority are nothing to the officers of another', async () => {
    const [authority] = await house.rows<{ id: string }>('SELECT id FROM authorities')
    const local = await seated(house, ['administrator'], { authorityId: authority!.id })
    const page = await ask(house, local.browser, 'GET', STAFF)
    assert.deepEqual(
      page.body.map(({ id }: { id: string }) => id),
      [local.id],
    )
    assert.equal(told(await ask(house, local.browser, 'GET', `${STAFF}/${admin.id}`)), '404 not-found')
    assert.equal(told(await patch(local.browser, admin.id, { disabled: true })), '404 not-found')
  })
})

describe('the last administrator (P-14)', () => {
  const house = freshHouse()
  it('stays, also when two take the role from each other at the same instant', async () => {
    const [one, other] = [await seated(house, ['administrator']), await seated(house, ['administrator'])]
    const demote = (by: typeof one, whom: typeof one) =>
      ask(house, by.browser, 'PATCH', `${STAFF}/${whom.id}`, {
        body: { version: 1, roles: [{ role: 'judge' }] },
      })
    const replies = await Promise.all([demote(one, other), demote(other, one)])
    const told_ = replies.map(told).sort()
    assert.ok(told_.includes('200') && told_.length === 2, told_.join(' '))
    assert.notDeepEqual(told_, ['200', '200'])
    const left = `SELECT count(*) FROM staff_roles WHERE role = 'administrator' AND revoked_at IS NULL`
    assert.equal(await house.count(left), 1)
    const last = await house.rows<{ staff_id: string }>(
      `SELECT staff_id FROM staff_roles WHERE role = 'administrator' AND revoked_at IS NULL`,
    )
    const change = { staffId: last[0]!.staff_id, disabled: true, by: null, at: house.clock.now() }
    assert.deepEqual(await changeAccount(house.house, change), { ok: false, reason: 'last-administrator' })
  })
})

describe('an invitation (P-15)', () => {
  const house = freshHouse()
  let admin: Officer & { browser: Browser }
  const invite = (body: unknown) => ask(house, admin.browser, 'POST', `${STAFF}/invitations`, { body })
  const accept = (token: string, body: Record<string, unknown> = {}) =>
    ask(house, null, 'POST', `${STAFF}/invitations/acceptance`, {
      body: { token, fullName: 'Nguyễn Văn Minh', passphrase: PASSPHRASE, ...body },
    })
  const tokenOf = (link: string) => link.split('#')[1]!
  before(async () => {
    admin = await seated(house, ['administrator'])
  })

  it('makes the account with its role and scope, once, and is kept only as a hash', async () => {
    const { body } = await invite({
      email: 'Minh@xa.example.gov.vn',
      role: 'unit-coordinator',
      unit: 'T.SNV',
    })
    const token = tokenOf(body.link)
    assert.ok(Buffer.from(token, 'base64url').length >= 16)
    const kept = await house.count('SELECT count(*) FROM staff_invitations i WHERE i::text LIKE $1', [
      `%${token}%`,
    ])
    assert.equal(kept, 0)
    const waiting = await ask(house, admin.browser, 'GET', `${STAFF}/invitations`)
    assert.deepEqual(
      waiting.body.map(({ email }: { email: string }) => email),
      ['minh@xa.example.gov.vn'],
    )
    assert.equal(waiting.text.includes(token), false)
    // A weak passphrase does not use it up.
    assert.equal(
      (await accept(token, { passphrase: 'matkhau123456789' })).body.errors[0].pointer,
      '/passphrase',
    )
    const replies = await Promise.all([accept(token), accept(token), accept(token)])
    assert.deepEqual(replies.map(told).sort(), ['201', '409 invitation-over', '409 invitation-over'])
    const signed = await signIn(house, freshBrowser(), { email: 'minh@xa.example.gov.vn' })
    assert.deepEqual(signed.body.roles, [{ role: 'unit-coordinator', unit: 'T.SNV' }])
    assert.equal(told(await invite({ email: 'minh@xa.example.gov.vn', role: 'judge' })), '409 email-taken')
  })

  it('ends after 72 hours, and when it is withdrawn', async () => {
    const begun = house.clock.now()
    const [one, two, three] = await Promise.all(
      [1, 2, 3].map(
        async (index) => (await invite({ email: `x${index}@example.gov.vn`, role: 'judge' })).body,
      ),
    )
    house.setClock(new Date(begun.getTime() + 72 * 3_600_000 - 1))
    assert.equal(told(await accept(tokenOf(one.link))), '201')
    house.setClock(new Date(begun.getTime() + 72 * 3_600_000))
    assert.equal(told(await accept(tokenOf(two.link))), '409 invitation-over')
    house.setClock(begun)
    assert.equal((await ask(house, admin.browser, 'DELETE', `${STAFF}/invitations/${three.id}`)).status, 204)
    assert.equal(told(await accept(tokenOf(three.link))), '409 invitation-over')
    assert.equal(told(await accept('made-up')), '409 invitation-over')
  })
})

describe('four eyes (P-20)', () => {
  const house = freshHouse()
  const PROPOSALS = `${STAFF}/proposals`
  const propose = async (id: string): Promise<Proposal> => {
    const by = (await findAccount(house.house.keeper, id))!
    const outcome = await inTransaction(house.house.keeper, (tx) =>
      proposeDeed(tx, {
        kind: 'question-approval',
        subject: 'round 1',
        authorityId: null,
        details: { version: 1 },
        reason: 'Đã đối chiếu với biên bản',
        by,
        at: house.clock.now(),
      }),
    )
    assert.ok(outcome.ok)
    return outcome.proposal
  }
  const decide = (browser: Browser, { id }: Proposal, how: 'confirmation' | 'withdrawal') =>
    ask(house, browser, 'PUT', `${PROPOSALS}/${id}/${how}`)

  it('confirm by another person, once, in one transaction with what is done', async () => {
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map(() => seated(house, ['question-reviewer'])),
    )
    const proposal = await propose(first!.id)
    const open = await ask(house, second!.browser, 'GET', PROPOSALS)
    assert.deepEqual(
      open.body.map(({ id }: Proposal) => id),
      [proposal.id],
    )
    assert.equal(told(await decide(first!.browser, proposal, 'confirmation')), '403 same-person')
    const writer = await seated(house, ['question-writer'])
    assert.equal(told(await decide(writer.browser, proposal, 'confirmation')), '403 not-allowed')
    const organiser = await seated(house, ['organiser'])
    assert.equal(told(await decide(organiser.browser, proposal, 'confirmation')), '403 not-allowed')
    const replies = await Promise.all(
      [second!, third!].map(({ browser }) => decide(browser, proposal, 'confirmation')),
    )
    assert.deepEqual(replies.map(told).sort(), ['200', '409 already-decided'])
    const deeds = await house.rows<{ deed: string }>(
      `SELECT deed FROM deeds WHERE subject = 'round 1' ORDER BY id`,
    )
    assert.deepEqual(
      deeds.map(({ deed }) => deed),
      ['question-approval.proposed', 'question-approval.confirmed'],
    )
    assert.deepEqual((await ask(house, second!.browser, 'GET', PROPOSALS)).body, [])
    assert.equal((await ask(house, second!.browser, 'GET', `${PROPOSALS}?open=false`)).body.length, 1)
  })

  it('undo the confirmation when what was proposed cannot be done any more', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => seated(house, ['question-reviewer'])))
    const proposal = await propose(first!.id)
    const by = (await findAccount(house.house.keeper, second!.id))!
    const carryOut = { 'question-approval': async () => ({ ok: false, reason: 'conflict' }) as const }
    const confirmation = { id: proposal.id, by, at: house.clock.now() }
    const outcome = await confirmProposal({ ...house.house, carryOut }, confirmation)
    assert.deepEqual(outcome, { ok: false, reason: 'conflict' })
    assert.equal(told(await decide(second!.browser, proposal, 'confirmation')), '200')
  })

  it('shut a proposal that is taken back, or a day old; the database knows two people from one', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => seated(house, ['question-reviewer'])))
    const back = await propose(first!.id)
    assert.equal(told(await decide(first!.browser, back, 'withdrawal')), '200')
    assert.equal(told(await decide(second!.browser, back, 'confirmation')), '409 already-decided')
    const old = await propose(first!.id)
    house.setClock(new Date(house.clock.now().getTime() + 24 * 3_600_000))
    assert.equal(told(await decide(await seat(house, second!.id), old, 'confirmation')), '409 proposal-over')
    await assert.rejects(
      house.owner.query(
        'UPDATE staff_proposals SET confirmed_by = proposed_by, confirmed_at = now() WHERE id = $1',
        [old.id],
      ),
      /four_eyes/,
    )
  })
})

describe('the roles of the database', () => {
  const house = freshHouse()
  it('that take requests can read nothing that proves anybody, and make or raise nobody', async () => {
    const denied = { code: '42501' }
    for (const table of [
      'passphrases',
      'totp',
      'passkeys',
      'recovery_codes',
      'challenges',
      'invitations',
      'guesses',
    ])
      await assert.rejects(house.house.pool.query(`SELECT count(*) FROM staff_${table}`), denied, table)
    for (const change of [
      `INSERT INTO staff (id, email, full_name, created_at) VALUES (gen_random_uuid(), 'x@y.z', 'x', now())`,
      `INSERT INTO staff_roles (id, staff_id, role, granted_at) SELECT id, id, 'administrator', now() FROM staff`,
      `INSERT INTO staff_sessions SELECT * FROM staff_sessions`,
      `UPDATE staff_sessions SET proven_at = now()`,
      `UPDATE staff_sessions SET token_hash = token_hash`,
      `UPDATE staff SET disabled_at = NULL`,
      `UPDATE staff_proposals SET confirmed_at = now()`,
    ])
      await assert.rejects(house.house.pool.query(change), denied, change)
    for (const change of [
      `UPDATE staff SET email = 'x'`,
      `UPDATE staff_roles SET role = 'judge'`,
      `UPDATE staff_proposals SET reason = 'x'`,
    ])
      await assert.rejects(house.house.keeper.query(change), denied, change)
  })
})
