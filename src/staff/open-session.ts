/** Somebody says who they are. What is wrong of it, they are not told (docs/rules/staff.md, P-6, P-7 and P-10). */
import { randomBytes } from 'node:crypto'
import { recordDeed } from '../audit/record-deed.ts'
import { browserKindOf } from '../platform/browser-kind.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { mintToken } from './mint-token.ts'
import type { Factors, Officer, Session, SessionId } from './model.ts'
import type { Hasher } from './open-hasher.ts'
import { proveCode } from './prove-code.ts'
import { hasFactor, sessionEndsAt } from './rules.ts'
import { type Account, findAccountByEmail, findPassphrase, forgiveGuesses, insertSession } from './store.ts'
import { type Bucket, placeOf, takeGuess } from './take-guess.ts'

export type SessionNeeds = { keeper: Pool; staffKey: Buffer; hasher: Hasher }

export type SignIn = {
  readonly email: string
  readonly passphrase: string
  readonly code?: string | undefined
  readonly address: string
  /** A device from which this account has signed in before, proven by its cookie. */
  readonly device: { readonly staffId: string; readonly deviceId: string } | null
  readonly agent: string
  readonly at: Date
}

export type Opened = {
  readonly ok: true
  readonly token: string
  readonly session: Session
  readonly officer: Officer
  readonly factors: Factors
}
type Outcome =
  | Opened
  | Refusal<'wrong-credentials' | 'wrong-code'>
  | (Refusal<'slow-down'> & { readonly until: Date })

export async function openSession(needs: SessionNeeds, signIn: SignIn): Promise<Outcome> {
  const { at } = signIn
  const email = emailOf(signIn.email)
  const account = await findAccountByEmail(needs.keeper, email)
  const counted = await takeGuess(needs, bucketsOf(signIn, account), at)
  if (!counted.ok) return counted

  // As long for nobody's e-mail as for somebody's.
  const hash = account && (await findPassphrase(needs.keeper, account.id))
  const isRight = await needs.hasher.verify(hash, signIn.passphrase)
  if (!isRight || !account || account.disabledAt) {
    await recordRefusal(needs, account, 'passphrase', at)
    return refuse('wrong-credentials')
  }
  await forgiveGuesses(needs.keeper, counted.taken)
  if (!hasFactor(account) || signIn.code === undefined)
    return inTransaction(needs.keeper, (tx) => writeSession(tx, account, { ...signIn, how: 'passphrase' }))

  const guess = await takeGuess(needs, [{ kind: 'code', of: account.id }], at)
  if (!guess.ok) return guess
  const { code } = signIn
  const outcome = await inTransaction(needs.keeper, async (tx) => {
    const how = await proveCode(tx, needs.staffKey, account.id, { code, at })
    return how && writeSession(tx, account, { ...signIn, how })
  })
  if (!outcome) {
    await recordRefusal(needs, account, 'code', at)
    return refuse('wrong-code')
  }
  await forgiveGuesses(needs.keeper, guess.taken)
  return outcome
}

/** One e-mail, however it is typed. */
export function emailOf(text: string): string {
  return text.normalize('NFC').trim().toLowerCase()
}

/** P-6. Two buckets, the address first; whoever comes from a known device has one of their own. */
function bucketsOf(signIn: SignIn, account: Account | null): Bucket[] {
  if (account && signIn.device?.staffId === account.id)
    return [{ kind: 'device', of: signIn.device.deviceId }]
  return [
    { kind: 'address', of: placeOf(signIn.address) },
    { kind: 'account', of: emailOf(signIn.email) },
  ]
}

/** P-18. As much work for nobody's e-mail; which one it was is not kept. */
async function recordRefusal(
  needs: SessionNeeds,
  account: Account | null,
  wrong: 'passphrase' | 'code',
  at: Date,
): Promise<void> {
  await inTransaction(needs.keeper, (tx) =>
    recordDeed(tx, {
      authorityId: account?.authorityId ?? null,
      actor: 'unknown',
      deed: 'session.refused',
      subject: account?.id ?? 'unknown',
      details: { wrong },
      at,
    }),
  )
}

/** The session of somebody who has been proven, and its record. */
export async function writeSession(
  tx: Tx,
  account: Account,
  proof: {
    how: 'passphrase' | 'totp' | 'recovery-code' | 'sso' | 'sso-with-factor'
    agent: string
    at: Date
  },
): Promise<Opened> {
  const { how, at } = proof
  const { token, hash } = mintToken()
  const session: Session = {
    id: timeOrderedId(at, randomBytes(10)) as SessionId,
    startedAt: at,
    seenAt: at,
    endsAt: sessionEndsAt(at),
    provenAt: how === 'passphrase' || how === 'sso' ? null : at,
    stepUpAt: at,
  }
  await insertSession(tx, {
    ...session,
    staffId: account.id,
    tokenHash: hash,
    agent: browserKindOf(proof.agent),
  })
  await recordDeed(tx, {
    authorityId: account.authorityId,
    actor: account.id,
    deed: 'session.opened',
    subject: session.id,
    details: { how },
    at,
  })
  const { totp, passkeys, recoveryCodes } = account
  const left = recoveryCodes - (how === 'recovery-code' ? 1 : 0)
  return { ok: true, token, session, officer: account, factors: { totp, passkeys, recoveryCodes: left } }
}
