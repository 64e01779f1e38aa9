import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { safePostgres, settable } from '../../../tests/support/running-server.ts'
import { openPool, type Pool } from '../../platform/db.ts'
import { acceptInvitation } from '../../staff/accept-invitation.ts'
import { openHasher } from '../../staff/open-hasher.ts'
import { openSession } from '../../staff/open-session.ts'
import { readKeys } from '../house.ts'

const CLI = join(import.meta.dirname, '..', 'cli.ts')
const PASSPHRASE = 'gió thổi qua bến đò xưa'

describe('npx hoithi staff', () => {
  let postgres: Awaited<ReturnType<typeof safePostgres>>
  let keeper: Pool
  before(async () => {
    postgres = await safePostgres()
    keeper = openPool(postgres.url, { role: 'hoithi_keeper', size: 2, log: () => {} })
  })
  after(async () => {
    await keeper.end()
    await postgres.stop()
  })

  /** The command as a process of its own, as people run it. */
  const run = async (args: string[], input = '') => {
    const child = spawn(process.execPath, [CLI, 'staff', ...args], {
      env: { ...process.env, DATABASE_URL: settable(postgres.url), HOITHI_DATA: postgres.folder },
    })
    const said = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.err += text
    })
    child.stdin.end(input)
    const [code] = (await once(child, 'close')) as [number]
    return { code, err: said.err, json: said.out.startsWith('{') ? JSON.parse(said.out) : null }
  }
  const needs = () => ({ keeper, staffKey: readKeys(postgres.folder).staffKey, hasher: openHasher() })
  const signIn = (email: string) => {
    const who = { email, passphrase: PASSPHRASE, address: '127.0.0.1', device: null, agent: 'test' }
    return openSession(needs(), { ...who, at: new Date() })
  }
  const email = 'lan@snv.example.gov.vn'
  const create = (more: string[], passphrase = PASSPHRASE) =>
    run(['create', '--passphrase-stdin', '--json', ...more], passphrase)

  it('creates an account that signs in, and refuses a second one, a weak passphrase and what names nothing', async () => {
    const asked = ['--email', email, '--role', 'administrator', '--name', 'Đỗ Thị Lan']
    const made = await create(asked)
    assert.equal(made.code, 0, made.err)
    assert.deepEqual([made.json.email, made.json.role], [email, 'administrator'])
    const came = await signIn(email)
    assert.ok(came.ok && came.officer.fullName === 'Đỗ Thị Lan')
    const again = await create(asked)
    assert.deepEqual([again.code, again.json.reason], [1, 'email-taken'])
    const weak = await create(['--email', 'chi@example.gov.vn', '--role', 'judge'], 'matkhau123456789')
    assert.deepEqual([weak.code, weak.json.fault], [1, 'too-common'])
    const nowhere = await create(['--email', 'x@example.gov.vn', '--role', 'unit-coordinator', '--unit', 'X'])
    assert.deepEqual([nowhere.code, nowhere.json.reason], [2, 'no-such-unit'])
  })

  it('invites by a link that is followed once', async () => {
    const { code, json } = await run([
      'invite',
      '--json',
      '--email',
      'minh@example.gov.vn',
      '--role',
      'judge',
    ])
    assert.equal(code, 0)
    const token = json.link.split('#')[1]
    const accept = () =>
      acceptInvitation(needs(), {
        token,
        fullName: 'Nguyễn Văn Minh',
        passphrase: PASSPHRASE,
        at: new Date(),
      })
    assert.equal((await accept()).ok, true)
    assert.deepEqual(await accept(), { ok: false, reason: 'invitation-over' })
  })

  it('lists, takes lost factors away, and disables; but never the last administrator', async () => {
    const { accounts } = (await run(['list', '--json'])).json
    assert.deepEqual(
      accounts.map(({ email }: { email: string }) => email),
      [email, 'minh@example.gov.vn'],
    )
    assert.equal((await run(['reset-factors', 'minh@example.gov.vn', '--reason', 'mất máy'])).code, 0)
    assert.equal((await signIn('minh@example.gov.vn')).ok, true)
    assert.equal((await run(['disable', 'minh@example.gov.vn'])).code, 0)
    assert.equal((await signIn('minh@example.gov.vn')).ok, false)
    const last = await run(['disable', email, '--json'])
    assert.deepEqual([last.code, last.json.reason], [1, 'last-administrator'])
    assert.equal((await run(['disable', 'khong.ai@example.gov.vn'])).code, 2)
    const { rows } = await keeper.query('SELECT deed FROM deeds WHERE subject = $1 ORDER BY id', [
      accounts[1].id,
    ])
    assert.deepEqual(
      rows.map(({ deed }) => deed),
      ['staff.created', 'staff.factors-reset', 'staff.disabled', 'session.refused'],
    )
  })
})
