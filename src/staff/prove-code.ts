import { createHash } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import type { Tx } from '../platform/db.ts'
import { findTotp, takeRecoveryCode, takeTotpStep } from './factor-store.ts'
import type { StaffId } from './model.ts'
import { openSecret } from './seal-secret.ts'

const PERIOD_SECONDS = 30

export type Code = 'totp' | 'recovery-code'

/** P-8. Six digits of an authenticator, each step once; or a recovery code, which is then used up. Null: neither. */
export async function proveCode(
  tx: Tx,
  staffKey: Buffer,
  staffId: StaffId,
  { code, at, alsoUnconfirmed = false }: { code: string; at: Date; alsoUnconfirmed?: boolean },
): Promise<Code | null> {
  const plain = code.replace(/[\s-]/g, '').toUpperCase()
  if (!/^\d{6}$/.test(plain))
    return (await takeRecoveryCode(tx, staffId, hashRecoveryCode(plain), at)) ? 'recovery-code' : null
  const totp = await findTotp(tx, staffId)
  const secret = totp && openSecret(staffKey, `totp ${staffId}`, totp.secret)
  if (!secret || (!totp.isConfirmed && !alsoUnconfirmed)) return null
  const timestamp = at.getTime()
  // One step to either side: the clocks of telephones are half a minute off at most.
  const delta = TOTP.validate({ token: plain, secret: secretOf(secret), timestamp, window: 1 })
  if (delta === null) return null
  const step = TOTP.counter({ period: PERIOD_SECONDS, timestamp }) + delta
  return (await takeTotpStep(tx, staffId, step, at)) ? 'totp' : null
}

export function secretOf(bytes: Buffer): Secret {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer })
}

/** 120 random bits: a plain hash is as good as a slow one. */
export function hashRecoveryCode(plain: string): Buffer {
  return createHash('sha256').update(`recovery code ${plain}`).digest()
}
