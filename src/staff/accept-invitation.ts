import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { preparePassphrase, writeNewAccount } from './create-account.ts'
import type { PassphraseFault } from './judge-passphrase.ts'
import { hashToken } from './mint-token.ts'
import type { StaffId } from './model.ts'
import type { Hasher } from './open-hasher.ts'
import { isInvitationOpen } from './rules.ts'
import { lockInvitation, writeAcceptance } from './store.ts'

type Acceptance = { token: string; fullName: string; passphrase: string; at: Date }
type Outcome =
  | { ok: true; staffId: StaffId; email: string }
  | Refusal<'invitation-over' | 'email-taken'>
  | (Refusal<'weak-passphrase'> & { fault: PassphraseFault })

/** P-15. Once, and in time: of two who follow one link at the same instant one has the account. */
export async function acceptInvitation(
  needs: { keeper: Pool; hasher: Hasher },
  { token, fullName, passphrase, at }: Acceptance,
): Promise<Outcome> {
  const tokenHash = hashToken(token)
  // Looked at before the passphrase is hashed, so that nobody makes us work with a link that is none.
  const invitation = await inTransaction(needs.keeper, (tx) => lockInvitation(tx, tokenHash))
  if (!invitation || !isInvitationOpen(invitation, at)) return refuse('invitation-over')
  const { email } = invitation
  const prepared = await preparePassphrase(needs.hasher, { passphrase, email, fullName })
  if (!prepared.ok) return prepared
  return inTransaction(needs.keeper, async (tx) => {
    const held = await lockInvitation(tx, tokenHash)
    if (!held || !isInvitationOpen(held, at)) return refuse('invitation-over')
    const { authorityId, role, unit } = held
    const account = { authorityId, email, fullName, roles: [{ role, unit }], actor: 'itself', at }
    const made = await writeNewAccount(tx, account, prepared.hash)
    if (!made.ok) return made
    await writeAcceptance(tx, held.id, at)
    return { ok: true, staffId: made.staffId, email }
  })
}
