/** What every part of the house needs, wired together once: the server, the worker, the commands, the rehearsal. */
import { join } from 'node:path'
import { insertReceiptKey } from '../attempts/store.ts'
import type { Clock } from '../platform/clock.ts'
import { inTransaction, openPool, type Pool } from '../platform/db.ts'
import { deriveKey, type SigningKey, secretKey, signingKey } from '../platform/secrets.ts'
import { type Banks, keepBanks } from '../questions/keep-banks.ts'
import { type Calendar, keepCalendar } from '../rounds/keep-calendar.ts'

export type Keys = {
  readonly receiptKey: SigningKey
  /** Hashes identities. Lost, nobody is recognised any more: keep it with the backups, apart from them. */
  readonly identityKey: Buffer
  /** Signs the contestants' tokens. */
  readonly sessionKey: Buffer
}

export type House = Keys & {
  /** Takes requests; cannot read answer keys or draw secrets. */
  readonly pool: Pool
  /** Reads keys, grades, closes. */
  readonly keeper: Pool
  readonly calendar: Calendar
  readonly banks: Banks
  readonly clock: Clock
  readonly log: (line: string) => void
  close(): Promise<void>
}

export function readKeys(dataDirectory: string): Keys {
  const file = (name: string) => join(dataDirectory, 'keys', name)
  return {
    receiptKey: signingKey(file('receipt.pem')),
    identityKey: secretKey(file('identity.key')),
    sessionKey: secretKey(file('session.key')),
  }
}

export async function openHouse(
  options: Keys & { url: string; clock: Clock; log: (line: string) => void; poolSize?: number },
): Promise<House> {
  const { url, clock, log, receiptKey } = options
  const pool = openPool(url, {
    role: 'hoithi_web',
    size: options.poolSize ?? 12,
    log,
    answersWithinMs: 15_000,
  })
  await checkRole(pool, 'hoithi_web')
  const keeper = openPool(url, { role: 'hoithi_keeper', size: 6, log })
  await inTransaction(keeper, (tx) =>
    insertReceiptKey(tx, receiptKey.keyId, receiptKey.publicPem, clock.now()),
  )
  await checkIdentityKey(keeper, options.identityKey)
  const calendar = await keepCalendar({ pool, clock, log })
  return {
    receiptKey,
    identityKey: options.identityKey,
    sessionKey: options.sessionKey,
    pool,
    keeper,
    calendar,
    banks: keepBanks(keeper),
    clock,
    log,
    close: async () => {
      calendar.stop()
      await Promise.all([pool.end(), keeper.end()])
    },
  }
}

/** A proxy may drop what sets the role; then requests would run as the owner, and could read the answer keys. */
async function checkRole(pool: Pool, role: string): Promise<void> {
  const { rows } = await pool.query<{ role: string }>('SELECT current_user AS role')
  if (rows[0]?.role === role) return
  await pool.end()
  throw new Error(`cơ sở dữ liệu không đổi sang vai ${role} / the database did not take the role ${role}`)
}

/**
 * With another key nobody would be recognised and everybody could come in a second time, so a lost one is noticed at
 * the start and not in the counts.
 */
async function checkIdentityKey(keeper: Pool, identityKey: Buffer): Promise<void> {
  const fingerprint = deriveKey(identityKey, 'fingerprint').toString('hex').slice(0, 16)
  await keeper.query(`INSERT INTO key_fingerprints VALUES ('identity', $1) ON CONFLICT DO NOTHING`, [
    fingerprint,
  ])
  const { rows } = await keeper.query<{ fingerprint: string }>(
    `SELECT fingerprint FROM key_fingerprints WHERE purpose = 'identity'`,
  )
  if (rows[0]?.fingerprint === fingerprint) return
  throw new Error(
    'keys/identity.key không phải khóa mà cơ sở dữ liệu này đã dùng: khôi phục khóa cũ từ bản sao lưu / is not the key this database was used with: restore it from the backup',
  )
}
