import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aMailServer, type MailServer, USER } from '../../tests/support/a-mail-server.ts'
import { ask, seated, told } from '../../tests/support/officers.ts'
import type { MailSettings } from './model.ts'
import { openPost } from './open-post.ts'
import { sendDueMails } from './send-due-mails.ts'

const START = new Date('2026-11-23T01:00:00Z')
const NOBODY: MailSettings = { url: 'smtp://localhost:1', from: { name: 'Hội Thi', address: USER } }

describe('mail', () => {
  const house = freshHouse({ now: START.toISOString(), mail: NOBODY })
  let server: MailServer
  const later: string[] = []
  before(async () => {
    server = await aMailServer()
  })
  after(() => server.stop())

  const send = (mail: MailSettings | undefined = server.settings()) =>
    sendDueMails({ ...house.house, mail, log: (line) => later.push(line) }, house.clock.now)
  const invite = async (email: string) => {
    const { browser } = await seated(house, ['administrator'])
    const invited = await ask(house, browser, 'POST', '/api/v1/staff/invitations', {
      body: { email, role: 'judge' },
    })
    assert.equal(told(invited), '201')
    return { ...invited.body, browser } as typeof invited.body & { browser: typeof browser }
  }
  type Row = {
    state: string
    fault: string
    attempts: number
    sealed: Buffer | null
    messageId: string
    said: string
    next: Date
  }
  const rowOf = async (email: string) =>
    (
      await house.rows<Row>(
        `SELECT state, fault, attempts, sealed, message_id AS "messageId", server_said AS said, next_try_at AS next
         FROM mails WHERE recipient = $1`,
        [email],
      )
    )[0]!
  const wait = (minutes: number) =>
    house.setClock(new Date(house.clock.now().getTime() + minutes * 60_000 + 1))

  it('is queued with the invitation and ordered from the worker, and says nothing in the table', async () => {
    const { link, isMailed } = await invite('minh@xa.example.gov.vn')
    assert.equal(isMailed, true)
    const token = link.split('#')[1]!
    const row = await rowOf('minh@xa.example.gov.vn')
    assert.equal(row.state, 'waiting')
    assert.ok(!row.sealed!.includes(token) && !row.sealed!.includes('Kính gửi'))
    const jobs = await house.count(
      `SELECT count(*) FROM graphile_worker.jobs WHERE task_identifier = 'mail:send'`,
    )
    assert.equal(jobs, 1)
    await assert.rejects(house.house.pool.query('SELECT * FROM mails'), /permission denied/)
    await assert.rejects(house.house.pool.query('SELECT * FROM invitations_in_force'), /permission denied/)

    await send()
    const [mail] = server.mails.splice(0)
    assert.ok(mail)
    assert.ok(mail.text?.includes(link) && String(mail.html).includes(`href="${link}"`))
    assert.match(mail.text ?? '', /Trần Văn Bình mời Anh\/Chị.*Giám khảo/s)
    assert.equal(mail.from?.value[0]?.name, 'Ban Tổ chức "Hội thi"')
    assert.equal(mail.messageId, row.messageId)
    assert.match(mail.subject!, /^Lời mời/)
    const sent = await rowOf('minh@xa.example.gov.vn')
    assert.deepEqual([sent.state, sent.sealed, sent.attempts], ['sent', null, 1])
    assert.equal(await send(), 0)
  })

  it('waits for a server that is down, and goes out once when it is back, under the same name', async () => {
    await invite('lan@xa.example.gov.vn')
    const { port } = server
    await server.stop()
    const settings = server.settings()
    await send(settings)
    const down = await rowOf('lan@xa.example.gov.vn')
    assert.deepEqual([down.state, down.fault, down.attempts], ['waiting', 'unreachable', 1])
    assert.equal(down.next.getTime(), house.clock.now().getTime() + 60_000)
    assert.equal(await send(settings), 0)
    server = await aMailServer({ port })
    wait(1)
    assert.deepEqual(await Promise.all([send(), send(), send()]).then((all) => all.toSorted()), [0, 0, 1])
    assert.deepEqual(
      server.mails.splice(0).map(({ messageId }) => messageId),
      [down.messageId],
    )
  })

  it('is tried again under the same name where whoever sent it went away before saying so', async () => {
    await invite('mat.dien@xa.example.gov.vn')
    const keeper = { query: house.house.keeper.query.bind(house.house.keeper) as never }
    const dying = {
      ...house.house.keeper,
      query: async (text: string, values: unknown[]) => {
        if (JSON.stringify(text).includes("state = 'sent'")) throw new Error('power cut')
        return (keeper.query as (text: string, values: unknown[]) => Promise<unknown>)(text, values)
      },
    } as never
    const needs = { ...house.house, keeper: dying, mail: server.settings(), log: () => {} }
    await assert.rejects(sendDueMails(needs, house.clock.now), /power cut/)
    assert.equal(await send(), 0, 'held until it is taken for gone')
    wait(5)
    assert.equal(await send(), 1)
    const [first, second] = server.mails.splice(0)
    assert.equal(first?.messageId, second?.messageId)
  })

  it('gives up where the server says never, tries again where it says later, and shows both', async () => {
    server.refuse(550)
    const { browser } = await invite('khong.co@xa.example.gov.vn')
    await send()
    server.refuse(451)
    wait(0)
    await invite('ban@xa.example.gov.vn')
    await send()
    server.refuse(null)
    const never = await rowOf('khong.co@xa.example.gov.vn')
    assert.deepEqual([never.state, never.fault, never.sealed], ['given-up', 'recipient-refused', null])
    assert.match(never.said, /not for this one/)
    const { body } = await ask(house, browser, 'GET', '/api/v1/console/mails?limit=2')
    const shown = (body as unknown as Record<string, string>[]).map(({ recipient, state, fault }) => [
      recipient,
      state,
      fault,
    ])
    assert.deepEqual(shown, [
      ['ban@xa.example.gov.vn', 'waiting', 'put-off'],
      ['khong.co@xa.example.gov.vn', 'given-up', 'recipient-refused'],
    ])
    wait(1)
    await send()
    assert.equal((await rowOf('ban@xa.example.gov.vn')).state, 'sent')
    server.mails.splice(0)
  })

  it('is not sent for an invitation that was withdrawn, and what it said is forgotten', async () => {
    const { id, browser } = await invite('thoi@xa.example.gov.vn')
    await ask(house, browser, 'DELETE', `/api/v1/staff/invitations/${id}`)
    assert.equal(await send(), 0)
    const row = await rowOf('thoi@xa.example.gov.vn')
    assert.deepEqual([row.state, row.sealed], ['dropped', null])
  })

  it('goes nowhere unencrypted with a password, to a stranger’s certificate, or with a wrong password', async () => {
    const letter = { subject: 's', text: 't', html: 'h', to: 'a@b.vn', messageId: '<1@x.vn>' }
    const codeOf = async (settings: MailSettings) => {
      const post = openPost(settings)
      const failed = await post.send(letter).then(
        () => 'sent',
        (error: { code: string }) => error.code,
      )
      post.close()
      return failed
    }
    const plain = await aMailServer({ hasTls: false })
    const unencrypted = await codeOf(plain.settings())
    await plain.stop()
    assert.deepEqual([unencrypted, plain.mails.length], ['ETLS', 0])
    await invite('khac@xa.example.gov.vn')
    await send(server.settings({ isTrusted: false }))
    assert.equal((await rowOf('khac@xa.example.gov.vn')).fault, 'not-secure')
    wait(1)
    await send(server.settings({ password: 'sai' }))
    const row = await rowOf('khac@xa.example.gov.vn')
    assert.deepEqual([row.state, row.fault], ['waiting', 'sign-in-refused'])
    assert.ok(!later.join().includes('sai') && !later.join().includes('khac@'))
    wait(5)
    await send()
    server.mails.splice(0)
  })

  it('is tried by a letter to oneself, which proves it for these settings alone (M-7)', async () => {
    const { browser, email } = await seated(house, ['administrator'])
    const asked = await ask(house, browser, 'POST', '/api/v1/console/mail/tests')
    assert.equal(told(asked), '202')
    const state = async () => (await ask(house, browser, 'GET', '/api/v1/console/mail')).body
    assert.deepEqual(await state(), { isSetUp: true, via: `smtp://localhost:1 ${USER}`, testedAt: null })
    await send()
    assert.equal(server.mails.splice(0)[0]?.to && email, email)
    assert.equal((await state()).testedAt, null, 'another server took it')
    const { app } = await house.another({ house: { ...house.house, mail: server.settings() } })
    const there = await ask(house, browser, 'GET', '/api/v1/console/mail', { app })
    assert.equal(there.body.testedAt, house.clock.now().toISOString())
    const judge = await seated(house, ['judge'])
    assert.equal(told(await ask(house, judge.browser, 'GET', '/api/v1/console/mails')), '403 not-allowed')
  })

  it('is not promised to an address that no letter can be sent to, nor without settings', async () => {
    const { isMailed, link } = await invite('a,b@xa.example.gov.vn')
    assert.equal(isMailed, false)
    assert.match(link, /#/)
    const { app } = await house.another({ house: { ...house.house, mail: undefined } })
    const { browser } = await seated(house, ['administrator'])
    const body = { email: 'khong@xa.example.gov.vn', role: 'judge' }
    const invited = await ask(house, browser, 'POST', '/api/v1/staff/invitations', { body, app })
    assert.deepEqual([told(invited), invited.body.isMailed], ['201', false])
    const tried = await ask(house, browser, 'POST', '/api/v1/console/mail/tests', { app })
    assert.equal(told(tried), '409 mail-not-set-up')
  })
})
