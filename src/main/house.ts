/** What every part of the house needs, wired together once: the server, the worker, the commands, the rehearsal. */
import { join } from 'node:path'
import { findThoseWithoutWait } from '../attempts/find-those-without-wait.ts'
import { insertReceiptKey } from '../attempts/store.ts'
import type { MailSettings } from '../mail/model.ts'
import type { Clock } from '../platform/clock.ts'
import { type Db, inTransaction, openPool, type Pool } from '../platform/db.ts'
import type { Address } from '../platform/pooler.ts'
import { deriveKey, type SigningKey, secretKey, signingKey } from '../platform/secrets.ts'
import { type Banks, keepBanks } from '../questions/keep-banks.ts'
import { type Calendar, keepCalendar } from '../rounds/keep-calendar.ts'
import { type Admit, openWaitingRoom } from '../waiting-room/open-waiting-room.ts'

export type Keys = {
  readonly receiptKey: SigningKey
  /** Hashes identities. Lost, nobody is recognised any more: keep it with the backups, apart from them. */
  readonly identityKey: Buffer
  /** Signs the contestants' tokens. */
  readonly sessionKey: Buffer
  /** Seals what officers prove themselves with, and counts guesses. Lost, their authenticators have to be enrolled anew. */
  readonly staffKey: Buffer
}

export type House = Keys & {
  /** Takes requests; cannot read answer keys or draw secrets. */
  readonly pool: Pool
  /** Reads keys, grades, closes. */
  readonly keeper: Pool
  readonly calendar: Calendar
  readonly banks: Banks
  readonly clock: Clock
  /** How many deeds share a transaction at most; absent: as many as is good. */
  readonly batchAtMost?: number | undefined
  /** Where starts are spread: whether one may go on now. */
  readonly admit?: Admit | undefined
  /** By which server mail goes out; absent: none does. */
  readonly mail?: MailSettings | undefined
  readonly log: (line: string) => void
  close(): Promise<void>
}

export function readKeys(dataDirectory: string, keysDirectory = join(dataDirectory, 'keys')): Keys {
  const file = (name: string) => join(keysDirectory, name)
  return {
    receiptKey: signingKey(file('receipt.pem')),
    identityKey: secretKey(file('identity.key')),
    sessionKey: secretKey(file('session.key')),
    staffKey: secretKey(file('staff.key')),
  }
}

/** The keys that may be other ones on purpose; the identity key never is. */
type AcceptableKey = 'session' | 'receipt' | 'staff'

export type HouseOptions = Keys & {
  /** Where the database is; the two roles may be reached elsewhere, through a pooler. */
  url: Address
  web?: Address
  keeper?: Address
  clock: Clock
  log: (line: string) => void
  poolSize?: number
  /** More starts than this have to wait, on all servers together. Absent: nobody waits. */
  startsPerSecond?: number | undefined
  batchAtMost?: number | undefined
  mail?: MailSettings | undefined
  /** Keys that are other ones on purpose, for this start. */
  acceptKeys?: readonly AcceptableKey[]
}

export async function openHouse(options: HouseOptions): Promise<House> {
  const { url, clock, log, receiptKey } = options
  const pool = openPool(options.web ?? url, {
    role: 'hoithi_web',
    size: options.poolSize ?? 12,
    log,
    answersWithinMs: 15_000,
  })
  const keeper = openPool(options.keeper ?? url, { role: 'hoithi_keeper', size: 6, log })
  const close = () => Promise.all([pool.end(), keeper.end()])
  try {
    await checkRole(pool, 'hoithi_web')
    await checkRole(keeper, 'hoithi_keeper')
    await checkKeys(keeper, options)
    await inTransaction(keeper, (tx) =>
      insertReceiptKey(tx, receiptKey.keyId, receiptKey.publicPem, clock.now()),
    )
  } catch (error) {
    await close()
    throw error
  }
  const calendar = await keepCalendar({ pool, clock, log })
  return {
    receiptKey,
    identityKey: options.identityKey,
    sessionKey: options.sessionKey,
    staffKey: options.staffKey,
    pool,
    keeper,
    calendar,
    banks: keepBanks(keeper),
    clock,
    batchAtMost: options.batchAtMost,
    mail: options.mail,
    admit: options.startsPerSecond
      ? openWaitingRoom({
          pool,
          sessionKey: options.sessionKey,
          pace: { perSecond: options.startsPerSecond },
          needNoPlace: (arrivals) => findThoseWithoutWait(pool, arrivals),
        })
      : undefined,
    log,
    close: async () => {
      calendar.stop()
      await close()
    },
  }
}

/**
 * A proxy may drop what sets the role; then requests would run as the owner, and could read the answer keys. Asked alone
 * and in a transaction: a pooler may serve the two from different sessions.
 */
async function checkRole(pool: Pool, role: string): Promise<void> {
  const ask = async (db: Db) => {
    const { rows } = await db.query<{ role: string }>('SELECT current_user AS role')
    return rows[0]?.role
  }
  const found = [await ask(pool), await inTransaction(pool, ask)]
  if (found.every((each) => each === role)) return
  throw new Error(`cơ sở dữ liệu không đổi sang vai ${role} / the database did not take the role ${role}`)
}

/**
 * Every process and every node on one database needs the same keys, and so does a start after a restore: with another
 * identity key nobody would be recognised and everybody could come in a second time; with another session key half the
 * requests would not be signed in; with another receipt key receipts would depend on who answered. Noticed at the start,
 * by fingerprints in the database. All but the first may be replaced on purpose.
 */
async function checkKeys(keeper: Pool, options: HouseOptions): Promise<void> {
  const fingerprints = {
    identity: deriveKey(options.identityKey, 'fingerprint').toString('hex').slice(0, 16),
    session: deriveKey(options.sessionKey, 'fingerprint').toString('hex').slice(0, 16),
    staff: deriveKey(options.staffKey, 'fingerprint').toString('hex').slice(0, 16),
    receipt: options.receiptKey.keyId,
  }
  for (const [purpose, fingerprint] of Object.entries(fingerprints)) {
    await keeper.query(`INSERT INTO key_fingerprints VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
      purpose,
      fingerprint,
    ])
    if (options.acceptKeys?.includes(purpose as AcceptableKey))
      await keeper.query(`UPDATE key_fingerprints SET fingerprint = $2 WHERE purpose = $1`, [
        purpose,
        fingerprint,
      ])
    const { rows } = await keeper.query<{ fingerprint: string }>(
      `SELECT fingerprint FROM key_fingerprints WHERE purpose = $1`,
      [purpose],
    )
    if (rows[0]?.fingerprint !== fingerprint) throw new Error(anotherKey[purpose as keyof typeof anotherKey])
  }
}

const acceptIt = (name: string) =>
  `khóa cũ đã mất thì chạy một lần với / if the old one is lost, start once with HOITHI_ACCEPT_KEYS=${name}`
const anotherKey = {
  identity:
    'keys/identity.key không phải khóa mà cơ sở dữ liệu này đã dùng: khôi phục khóa cũ từ bản sao lưu / is not the key this database was used with: restore it from the backup',
  session: `keys/session.key không phải khóa mà cơ sở dữ liệu này đang dùng: các máy phải dùng chung một khóa / is not the key this database is used with: every node needs the same one. ${acceptIt('session')} (mọi người phải nhập lại thông tin / everybody signs in again)`,
  staff: `keys/staff.key không phải khóa mà cơ sở dữ liệu này đang dùng: các máy phải dùng chung một khóa / is not the key this database is used with: every node needs the same one. ${acceptIt('staff')} (cán bộ phải ghi danh lại ứng dụng xác thực / officers enrol their authenticators anew)`,
  receipt: `keys/receipt.pem không phải khóa mà cơ sở dữ liệu này đang dùng: các máy phải dùng chung một khóa / is not the key this database is used with: every node needs the same one. ${acceptIt('receipt')}`,
}
