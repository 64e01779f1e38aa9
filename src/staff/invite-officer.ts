import { randomBytes } from 'node:crypto'
import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { mintToken } from './mint-token.ts'
import type { HeldRole, Role } from './model.ts'
import { emailOf } from './open-session.ts'
import { INVITED_FOR_MS } from './rules.ts'
import { findAccountByEmail, insertInvitation, writeWithdrawnInvitation } from './store.ts'

export type Invited = { ok: true; id: string; token: string; endsAt: Date; isMailed: boolean }

/** Puts the letter with the link into the outbox, in the transaction of the invitation; null: no mail goes out. */
export type PostInvitation = (
  tx: Tx,
  letter: {
    id: string
    email: string
    authorityId: string | null
    role: Role
    inviter: string
    link: string
    at: Date
    endsAt: Date
  },
) => Promise<string | null>

/** P-15. A link for one person and one role; whoever made it does not learn the passphrase, and sees the link this once. */
export async function inviteOfficer(
  needs: { keeper: Pool; postInvitation?: PostInvitation },
  invitation: HeldRole & {
    email: string
    authorityId: string | null
    actor: string
    at: Date
    /** Who it is from, and where the token leads: for the mail. */
    mail?: { inviter: string; linkOf: (token: string) => string }
  },
): Promise<Invited | Refusal<'email-taken'>> {
  const { role, unit, authorityId, actor, at } = invitation
  const email = emailOf(invitation.email)
  const { token, hash } = mintToken()
  const id = timeOrderedId(at, randomBytes(10))
  const endsAt = new Date(at.getTime() + INVITED_FOR_MS)
  return inTransaction(needs.keeper, async (tx) => {
    if (await findAccountByEmail(tx, email)) return refuse('email-taken')
    const row = { id, authorityId, tokenHash: hash, email, role, unit, invitedBy: actor, madeAt: at, endsAt }
    await insertInvitation(tx, row)
    const details = { role, unit, endsAt: endsAt.toISOString() }
    await recordDeed(tx, { authorityId, actor, deed: 'staff.invited', subject: id, details, at })
    const mailed =
      invitation.mail &&
      (await needs.postInvitation?.(tx, {
        id,
        email,
        authorityId,
        role,
        inviter: invitation.mail.inviter,
        link: invitation.mail.linkOf(token),
        at,
        endsAt,
      }))
    return { ok: true, id, token, endsAt, isMailed: Boolean(mailed) }
  })
}

/** What was sent by mistake is worth nothing from here on. */
export async function withdrawInvitation(
  needs: { keeper: Pool },
  withdrawal: { id: string; authorityId: string | null; actor: string; at: Date },
): Promise<{ ok: true } | Refusal<'not-found'>> {
  const { id, authorityId, actor, at } = withdrawal
  return inTransaction(needs.keeper, async (tx) => {
    if (!(await writeWithdrawnInvitation(tx, id, authorityId, at))) return refuse('not-found')
    await recordDeed(tx, {
      authorityId,
      actor,
      deed: 'staff.invitation-withdrawn',
      subject: id,
      details: {},
      at,
    })
    return { ok: true }
  })
}
