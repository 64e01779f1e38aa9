/** Officers of the console: made in the database or over the API, and what their browsers hold. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { inTransaction } from '../../src/platform/db.ts'
import { timeOrderedId } from '../../src/platform/ids.ts'
import { createAccount } from '../../src/staff/create-account.ts'
import { mintToken } from '../../src/staff/mint-token.ts'
import type { HeldRole, Role, SessionId, StaffId } from '../../src/staff/model.ts'
import { openHasher } from '../../src/staff/open-hasher.ts'
import { sessionEndsAt } from '../../src/staff/rules.ts'
import { insertSession, insertStaff, writeRoles } from '../../src/staff/store.ts'
import type { Ask, Reply, TestHouse } from './a-house.ts'

export const PASSPHRASE = 'gió thổi qua bến đò xưa'
const hasher = openHasher({ waitingAtMost: 1000 })
let last = 0

export type Officer = { id: StaffId; email: string }
/** What a browser holds: every cookie it was given, by name. */
export type Browser = { cookies: Map<string, string>; agent?: string; from?: string }

export const held = (role: Role, unit = 'T.SNV'): HeldRole => ({
  role,
  unit: role === 'unit-coordinator' ? unit : null,
})

/** With a passphrase, as the command makes one. */
export async function anOfficer(
  house: TestHouse,
  roles: readonly Role[] = ['organiser'],
  { authorityId = null as string | null } = {},
): Promise<Officer> {
  const email = `can.bo.${++last}@example.gov.vn`
  const made = await createAccount(
    { keeper: house.house.keeper, hasher },
    {
      authorityId,
      email,
      fullName: 'Đỗ Thị Lan',
      roles: roles.map((role) => held(role)),
      passphrase: PASSPHRASE,
      actor: 'system',
      at: house.clock.now(),
    },
  )
  assert.ok(made.ok)
  return { id: made.staffId, email }
}

/** Without a passphrase, and signed in already: for tests of what comes after. */
export async function seated(
  house: TestHouse,
  roles: readonly Role[],
  { isProven = true, authorityId = null as string | null } = {},
): Promise<Officer & { browser: Browser }> {
  const at = house.clock.now()
  const id = timeOrderedId(at, randomBytes(10)) as StaffId
  const email = `ghe.${++last}.${id.slice(-6)}@example.gov.vn`
  await inTransaction(house.house.keeper, async (tx) => {
    assert.ok(await insertStaff(tx, { id, authorityId, email, fullName: 'Trần Văn Bình', at }))
    const given = roles.map((role) => ({ ...held(role), id: timeOrderedId(at) }))
    await writeRoles(tx, { id, authorityId }, given, at)
  })
  return { id, email, browser: await seat(house, id, { isProven }) }
}

export async function seat(house: TestHouse, staffId: StaffId, { isProven = true } = {}): Promise<Browser> {
  const at = house.clock.now()
  const { token, hash } = mintToken()
  await inTransaction(house.house.keeper, (tx) =>
    insertSession(tx, {
      id: timeOrderedId(at) as SessionId,
      staffId,
      tokenHash: hash,
      startedAt: at,
      endsAt: sessionEndsAt(at),
      provenAt: isProven ? at : null,
      agent: 'test',
    }),
  )
  return { cookies: new Map([['hoithi-staff', token]]) }
}

type Method = Parameters<TestHouse['ask']>[0]
/** Members that replies of the console have; a test reads those that it expects. */
export type StaffReply = Omit<Reply, 'body'> & {
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of what it asked for.
  body: any
}

/** As the console's own page asks: with the cookies, and keeping those that come. */
export async function ask(
  house: TestHouse,
  browser: Browser | null,
  method: Method,
  url: string,
  with_: Ask = {},
): Promise<StaffReply> {
  const cookie = [...(browser?.cookies ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
  const reply = await house.ask(method, url, {
    ...with_,
    ...(browser?.from && { from: browser.from }),
    headers: {
      'hoithi-console': '1',
      ...(cookie && { cookie }),
      ...(browser?.agent && { 'user-agent': browser.agent }),
      ...with_.headers,
    },
  })
  for (const line of [reply.headers['set-cookie'] ?? []].flat().map(String)) {
    const [name, value] = line.split(';')[0]!.split(/=(.*)/s)
    if (value) browser?.cookies.set(name!, value)
    else browser?.cookies.delete(name!)
  }
  return reply
}

export const freshBrowser = (more: Omit<Browser, 'cookies'> = {}): Browser => ({
  cookies: new Map(),
  ...more,
})

export function signIn(
  house: TestHouse,
  browser: Browser,
  officer: { email: string },
  more: { passphrase?: string; code?: string } = {},
): Promise<StaffReply> {
  const body = { email: officer.email, passphrase: PASSPHRASE, ...more }
  return ask(house, browser, 'POST', '/api/v1/staff/sessions', { body })
}

export const told = ({ status, body }: StaffReply): string =>
  status >= 400 && body?.reason ? `${status} ${body.reason}` : String(status)
