import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { preparePassphrase, writeNewAccount } from './create-account.ts'
import type { PassphraseFault } from './judge-passphrase.ts'
import { hashToken } from './mint-token.ts'
import type { StaffId } from './model.ts'
import type { Hasher } from './open-hasher.ts'
import { isInvitationOpen } from './rules.ts'
import { type Invitation, lockAdministrators, lockInvitation, writeAcceptance } from './store.ts'

type Acceptance = {
  token: string
  /** P-21. Given by the first administrator alone. */
  email?: string | undefined
  fullName: string
  passphrase: string
  at: Date
}
type Outcome =
  | { ok: true; staffId: StaffId; email: string }
  | Refusal<'invitation-over' | 'email-taken'>
  | Refusal<'email-needed'>
  | (Refusal<'weak-passphrase'> & { fault: PassphraseFault })

/** What the link leads to, for who follows it. */
export async function openInvitation(
  needs: { keeper: Pool },
  { token, at }: { token: string; at: Date },
): Promise<
  ({ ok: true } & Pick<Invitation, 'email' | 'role' | 'unit' | 'endsAt'>) | Refusal<'invitation-over'>
> {
  const invitation = await inTransaction(needs.keeper, (tx) => lockOpen(tx, token, at))
  return invitation ? { ok: true, ...invitation } : refuse('invitation-over')
}

/** P-15. Once, and in time: of two who follow one link at the same instant one has the account. */
export async function acceptInvitation(
  needs: { keeper: Pool; hasher: Hasher },
  given: Acceptance,
): Promise<Outcome> {
  const { token, fullName, passphrase, at } = given
  // Looked at before the passphrase is hashed, so that nobody makes us work with a link that is none.
  const invitation = await inTransaction(needs.keeper, (tx) => lockOpen(tx, token, at))
  if (!invitation) return refuse('invitation-over')
  const email = invitation.email ?? given.email
  if (email === undefined) return refuse('email-needed')
  const prepared = await preparePassphrase(needs.hasher, { passphrase, email, fullName })
  if (!prepared.ok) return prepared
  return inTransaction(needs.keeper, async (tx) => {
    const held = await lockOpen(tx, token, at)
    if (!held) return refuse('invitation-over')
    const { authorityId, role, unit } = held
    const account = { authorityId, email, fullName, roles: [{ role, unit }], actor: 'itself', at }
    const made = await writeNewAccount(tx, account, prepared.hash)
    if (!made.ok) return made
    await writeAcceptance(tx, held.id, at)
    return { ok: true, staffId: made.staffId, email }
  })
}

/** P-21. The link of the first administrator is worth nothing once there is one, however they came in. */
async function lockOpen(tx: Tx, token: string, at: Date): Promise<Invitation | null> {
  const invitation = await lockInvitation(tx, hashToken(token))
  if (!invitation || !isInvitationOpen(invitation, at)) return null
  const isOver = invitation.email === null && (await lockAdministrators(tx)).length > 0
  return isOver ? null : invitation
}
