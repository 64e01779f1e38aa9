import { randomBytes } from 'node:crypto'
import { TOTP } from 'otpauth'
import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { removeTotp as removeRow, writeTotp } from './factor-store.ts'
import { writeNewRecoveryCodes } from './make-recovery-codes.ts'
import type { Factors, Officer, Session } from './model.ts'
import { proveCode, secretOf } from './prove-code.ts'
import { raiseWithin } from './raise-session.ts'
import { sealSecret } from './seal-secret.ts'
import { takeGuess } from './take-guess.ts'

type Needs = { keeper: Pool; staffKey: Buffer }
type Seen = { session: Session; officer: Officer; factors: Factors }

/** P-8. A secret for an authenticator; it counts from the first code that is right. */
export async function enrolTotp(
  needs: Needs,
  officer: Officer,
  at: Date,
): Promise<{ ok: true; secret: string; uri: string } | Refusal<'already-there'>> {
  const bytes = randomBytes(20)
  const sealed = sealSecret(needs.staffKey, `totp ${officer.id}`, bytes)
  const isNew = await inTransaction(needs.keeper, (tx) => writeTotp(tx, officer.id, sealed, at))
  if (!isNew) return refuse('already-there')
  const secret = secretOf(bytes)
  const totp = new TOTP({ issuer: 'Hội Thi', label: officer.email, secret })
  return { ok: true, secret: secret.base32, uri: totp.toString() }
}

/** The first right code makes it a factor, proves the session, and brings recovery codes if there were none. */
export async function confirmTotp(
  needs: Needs,
  seen: Seen,
  { code, at }: { code: string; at: Date },
): Promise<
  | { ok: true; token: string; session: Session; recoveryCodes: string[] }
  | Refusal<'wrong-code' | 'not-signed-in' | 'already-there'>
  | (Refusal<'slow-down'> & { until: Date })
> {
  const { officer } = seen
  if (seen.factors.totp) return refuse('already-there')
  const guess = await takeGuess(needs, [{ kind: 'code', of: officer.id }], at)
  if (!guess.ok) return guess
  return inTransaction(needs.keeper, async (tx) => {
    const how = await proveCode(tx, needs.staffKey, officer.id, { code, at, alsoUnconfirmed: true })
    if (how !== 'totp') return refuse('wrong-code')
    await recordFactor(tx, officer, 'factor.added', { factor: 'totp' }, at)
    const recoveryCodes = seen.factors.recoveryCodes > 0 ? [] : await writeNewRecoveryCodes(tx, officer, at)
    const raised = await raiseWithin(tx, seen, { how: 'totp', at, isProven: true })
    return raised.ok ? { ...raised, recoveryCodes } : raised
  })
}

export async function removeTotp(
  needs: Needs,
  officer: Officer,
  at: Date,
): Promise<{ ok: true } | Refusal<'not-found'>> {
  return inTransaction(needs.keeper, async (tx) => {
    if (!(await removeRow(tx, officer.id, at))) return refuse('not-found')
    await recordFactor(tx, officer, 'factor.removed', { factor: 'totp' }, at)
    return { ok: true }
  })
}

export async function recordFactor(
  tx: Parameters<typeof recordDeed>[0],
  officer: Officer,
  deed: 'factor.added' | 'factor.removed',
  details: Record<string, unknown>,
  at: Date,
): Promise<void> {
  const { id, authorityId } = officer
  await recordDeed(tx, { authorityId, actor: id, deed, subject: id, details, at })
}
