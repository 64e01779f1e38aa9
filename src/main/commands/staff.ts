/** `npx hoithi staff …`: the first administrator is made here, and whoever is locked out comes back by here. */
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { systemClock } from '../../platform/clock.ts'
import { invitationLink } from '../../staff/account-routes.ts'
import { changeAccount } from '../../staff/change-account.ts'
import { createAccount } from '../../staff/create-account.ts'
import { inviteOfficer } from '../../staff/invite-officer.ts'
import { type HeldRole, ROLES, type Role } from '../../staff/model.ts'
import { openHasher } from '../../staff/open-hasher.ts'
import { emailOf } from '../../staff/open-session.ts'
import { resetFactors } from '../../staff/reset-factors.ts'
import { type Account, findAccountByEmail, listAccounts } from '../../staff/store.ts'
import { findAuthority, hasUnit } from '../../units/store.ts'
import { readConfig } from '../config.ts'
import { type House, openHouse, readKeys } from '../house.ts'
import { openDatabase } from '../open-database.ts'
import { printJson, table, tell } from './print.ts'

type Common = { json?: boolean }
type Whom = { email: string; role: string; unit?: string; authority?: string }

const JSON_OPTION = ['--json', 'in một giá trị JSON ra stdout / print one JSON value'] as const
const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@.]+$/

export function staffCommands(program: Command): void {
  const staff = program.command('staff').description('Tài khoản cán bộ / accounts of the console')
  const whom = (command: Command) =>
    command
      .requiredOption('--email <email>', 'thư điện tử công vụ / e-mail')
      .requiredOption('--role <role>', `vai trò / one of: ${ROLES.join(', ')}`)
      .option('--unit <code>', 'mã đơn vị, bắt buộc với unit-coordinator / the unit of a unit coordinator')
      .option('--authority <code>', 'cơ quan; không ghi: cả hệ thống / absent: the whole installation')

  whom(staff.command('create'))
    .description(
      'Tạo tài khoản; cụm mật khẩu đọc từ stdin / make an account, the passphrase comes from stdin',
    )
    .option('--name <name>', 'họ và tên / full name')
    .requiredOption(
      '--passphrase-stdin',
      'đọc cụm mật khẩu từ một dòng stdin / read it from one line of stdin',
    )
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      "\nVí dụ / example:\n  read -rs P; printf '%s' \"$P\" | npx hoithi staff create --email lan@snv.example.gov.vn --role administrator --name 'Đỗ Thị Lan' --passphrase-stdin",
    )
    .action((options: Whom & Common & { name?: string }) =>
      inHouse(options, async (house) => {
        const passphrase = await readLine()
        const given = await readWhom(house, options)
        if (!given.ok) return given
        const { email, role, authorityId } = given
        const fullName = options.name?.trim() || email
        const account = { authorityId, email, fullName, roles: [role], passphrase, actor: 'system' }
        const needs = { keeper: house.keeper, hasher: openHasher() }
        const made = await createAccount(needs, { ...account, at: systemClock.now() })
        if (made.ok) tell(`đã tạo / made: ${email} (${role.role})`)
        return made.ok ? { ok: true, staffId: made.staffId, email, role: role.role, unit: role.unit } : made
      }),
    )

  whom(staff.command('invite'))
    .description('Tạo lời mời dùng một lần trong 72 giờ / an invitation that works once, for 72 hours')
    .option(...JSON_OPTION)
    .action((options: Whom & Common) =>
      inHouse(options, async (house, { PUBLIC_URL }) => {
        const given = await readWhom(house, options)
        if (!given.ok) return given
        const { email, role, authorityId } = given
        const at = systemClock.now()
        const invited = await inviteOfficer(house, { ...role, email, authorityId, actor: 'system', at })
        if (!invited.ok) return invited
        const link = invitationLink(PUBLIC_URL ? new URL(PUBLIC_URL).origin : '', invited.token)
        tell(`gửi cho người ấy, chỉ hiện một lần / send it to them, shown once:\n${link}`)
        if (!PUBLIC_URL)
          tell(
            'ghép sau địa chỉ trang web, ví dụ http://localhost:3000 / after the address of your site (PUBLIC_URL)',
          )
        return { ok: true, id: invited.id, email, link, endsAt: invited.endsAt.toISOString() }
      }),
    )

  staff
    .command('list')
    .description('Các tài khoản / the accounts')
    .option(...JSON_OPTION)
    .action((options: Common) =>
      inHouse(options, async (house) => {
        const accounts: Account[] = []
        for (let after: string | null = null; ; after = accounts.at(-1)!.email) {
          const page = await listAccounts(house.keeper, { authorityId: null, after, limit: 200 })
          accounts.push(...page)
          if (page.length < 200) break
        }
        if (!options.json) console.log(table(HEADS, accounts.map(rowOf)))
        return { ok: true, accounts: accounts.map(presentForJson) }
      }),
    )

  staff
    .command('disable <email>')
    .description('Khóa tài khoản, kết thúc mọi phiên / no account any more; every session ends')
    .option(...JSON_OPTION)
    .action((email: string, options: Common) =>
      inHouse(options, async (house) => {
        const account = await findAccountByEmail(house.keeper, emailOf(email))
        if (!account) return { ok: false, reason: 'no-such-account' }
        const change = { staffId: account.id, disabled: true, by: null, at: systemClock.now() }
        const changed = await changeAccount(house, change)
        if (changed.ok) tell(`đã khóa / disabled: ${account.email}`)
        return changed.ok ? { ok: true, email: account.email } : changed
      }),
    )

  staff
    .command('reset-factors <email>')
    .description('Bỏ các bước xác thực thứ hai của người bị mất / take away the second factors somebody lost')
    .requiredOption('--reason <text>', 'lý do, ghi vào nhật ký / why; it goes into the record')
    .option(...JSON_OPTION)
    .action((email: string, options: Common & { reason: string }) =>
      inHouse(options, async (house) => {
        const account = await findAccountByEmail(house.keeper, emailOf(email))
        if (!account) return { ok: false, reason: 'no-such-account' }
        const { reason } = options
        const reset = { staffId: account.id, by: null, reason, at: systemClock.now() }
        const outcome = await resetFactors(house, reset)
        if (outcome.ok) tell(`đã đặt lại / reset: ${account.email}`)
        return outcome.ok ? { ok: true, email: account.email } : outcome
      }),
    )
}

type Outcome = { ok: true } | { ok: false; reason: string; fault?: string }

const SAID: Record<string, string> = {
  'no-such-account': 'không có tài khoản này / no such account',
  'no-such-authority': 'không có cơ quan này / no such authority',
  'no-such-unit': 'không có đơn vị này / no such unit',
  'no-such-role': `vai trò phải là một trong / the role is one of: ${ROLES.join(', ')}`,
  'unit-needed': 'unit-coordinator, và chỉ vai trò ấy, cần --unit / that role, and no other, needs --unit',
  'not-an-email': 'thư điện tử chưa đúng / not an e-mail address',
  'email-taken': 'thư điện tử này đã có tài khoản / this e-mail has an account',
  'last-administrator': 'đây là quản trị viên cuối cùng / this is the last administrator',
  'too-short':
    'cụm mật khẩu cần ít nhất 15 ký tự khi chưa có bước xác thực thứ hai / the passphrase needs at least 15 characters',
  'too-long': 'cụm mật khẩu dài quá 256 ký tự / the passphrase is longer than 256 characters',
  'too-common': 'cụm mật khẩu này ai cũng thử trước tiên / a passphrase that is tried first',
}

/** What was asked names nothing there is: not refused, but asked wrongly. */
const MISTYPED = [
  'no-such-account',
  'no-such-authority',
  'no-such-unit',
  'no-such-role',
  'unit-needed',
  'not-an-email',
]

/** Opens the house, prints what came of it, and says by the exit code whether it was done. */
async function inHouse(
  { json }: Common,
  work: (house: House, config: ReturnType<typeof readConfig>) => Promise<Outcome>,
): Promise<void> {
  const config = readConfig(process.env)
  const database = await openDatabase(config, tell)
  try {
    const house = await openHouse({
      ...readKeys(config.dataDirectory, config.keysDirectory),
      url: database.owner,
      web: database.web,
      keeper: database.keeper,
      clock: systemClock,
      log: tell,
    })
    try {
      const outcome = await work(house, config)
      if (json) await printJson(outcome)
      if (!outcome.ok) {
        const why = outcome.fault ?? outcome.reason
        tell(`từ chối / refused: ${SAID[why] ?? why}`)
      }
      process.exitCode = outcome.ok ? 0 : MISTYPED.includes(outcome.reason) ? 2 : 1
    } finally {
      await house.close()
    }
  } finally {
    await database.close()
  }
}

async function readWhom(
  { keeper }: House,
  given: Whom,
): Promise<
  { ok: true; email: string; role: HeldRole; authorityId: string | null } | { ok: false; reason: string }
> {
  const email = emailOf(given.email)
  if (!EMAIL.test(email)) return { ok: false, reason: 'not-an-email' }
  if (!ROLES.includes(given.role as Role)) return { ok: false, reason: 'no-such-role' }
  const role = { role: given.role as Role, unit: given.unit ?? null }
  if ((role.role === 'unit-coordinator') !== (role.unit !== null)) return { ok: false, reason: 'unit-needed' }
  const authorityId = given.authority === undefined ? null : await findAuthority(keeper, given.authority)
  if (given.authority !== undefined && authorityId === null) return { ok: false, reason: 'no-such-authority' }
  if (role.unit !== null && !(await hasUnit(keeper, authorityId, role.unit)))
    return { ok: false, reason: 'no-such-unit' }
  return { ok: true, email, role, authorityId }
}

/** One line, without its end; what a program pipes in may have none. */
async function readLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line
  return ''
}

const HEADS = ['e-mail', 'họ và tên / name', 'vai trò / roles', '2FA', 'khóa / disabled']
const rowOf = ({ email, fullName, roles, totp, passkeys, disabledAt }: Account) => [
  email,
  fullName,
  roles.map(({ role, unit }) => (unit ? `${role} (${unit})` : role)).join(', '),
  [...(totp ? ['TOTP'] : []), ...(passkeys > 0 ? [`${passkeys} passkey`] : [])].join(', ') || '–',
  disabledAt ? disabledAt.toISOString() : '–',
]

const presentForJson = ({ id, email, fullName, roles, totp, passkeys, disabledAt }: Account) => ({
  id,
  email,
  fullName,
  roles,
  totp,
  passkeys,
  disabled: disabledAt !== null,
})
