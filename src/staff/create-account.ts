import { randomBytes } from 'node:crypto'
import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { judgePassphrase, type PassphraseFault } from './judge-passphrase.ts'
import type { HeldRole, StaffId } from './model.ts'
import type { Hasher } from './open-hasher.ts'
import { emailOf } from './open-session.ts'
import { insertStaff, writePassphrase, writeRoles } from './store.ts'

type Needs = { keeper: Pool; hasher: Hasher }
export type NewAccount = {
  readonly authorityId: string | null
  readonly email: string
  readonly fullName: string
  readonly roles: readonly HeldRole[]
  readonly passphrase: string
  readonly actor: string
  readonly at: Date
}
type Outcome =
  | { ok: true; staffId: StaffId }
  | Refusal<'email-taken'>
  | (Refusal<'weak-passphrase'> & { fault: PassphraseFault })

/** An account with its roles and its passphrase, and the record of it. */
export async function createAccount(needs: Needs, account: NewAccount): Promise<Outcome> {
  const prepared = await preparePassphrase(needs.hasher, account)
  if (!prepared.ok) return prepared
  return inTransaction(needs.keeper, (tx) => writeNewAccount(tx, account, prepared.hash))
}

/** P-5. Judged and hashed before the transaction: hashing waits its turn, and holds no lock meanwhile. */
export async function preparePassphrase(
  hasher: Hasher,
  account: Pick<NewAccount, 'passphrase' | 'email' | 'fullName'> & { hasFactor?: boolean },
): Promise<{ ok: true; hash: string } | (Refusal<'weak-passphrase'> & { fault: PassphraseFault })> {
  const { passphrase, email, fullName, hasFactor = false } = account
  const fault = judgePassphrase(passphrase, { hasFactor, own: [email.split('@')[0]!, fullName] })
  if (fault) return { ...refuse('weak-passphrase'), fault }
  return { ok: true, hash: await hasher.hash(passphrase) }
}

export async function writeNewAccount(
  tx: Tx,
  account: Omit<NewAccount, 'passphrase'>,
  hash: string,
): Promise<{ ok: true; staffId: StaffId } | Refusal<'email-taken'>> {
  const { authorityId, fullName, roles, actor, at } = account
  const id = timeOrderedId(at, randomBytes(10)) as StaffId
  const isNew = await insertStaff(tx, { id, authorityId, email: emailOf(account.email), fullName, at })
  if (!isNew) return refuse('email-taken')
  await writeRoles(tx, { id, authorityId }, withIds(roles, at), at)
  await writePassphrase(tx, id, hash, at)
  const made = { authorityId, actor: actor === 'itself' ? id : actor, subject: id, at }
  await recordDeed(tx, { ...made, deed: 'staff.created', details: { roles } })
  return { ok: true, staffId: id }
}

export function withIds(roles: readonly HeldRole[], at: Date): (HeldRole & { id: string })[] {
  return roles.map((held) => ({ ...held, id: timeOrderedId(at, randomBytes(10)) }))
}
