import { randomBytes } from 'node:crypto'
import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { mintToken } from './mint-token.ts'
import { INVITED_FOR_MS } from './rules.ts'
import { insertInvitation, lockAdministrators, withdrawSetup } from './store.ts'

/**
 * P-21. While nobody looks after accounts, a start makes a link by which somebody becomes the first: once, for 72 hours, and
 * the one that an earlier start printed is worth nothing any more. Null: there is an administrator.
 */
export async function inviteFirstAdministrator(
  needs: { keeper: Pool },
  at: Date,
): Promise<{ token: string; endsAt: Date } | null> {
  return inTransaction(needs.keeper, async (tx) => {
    if ((await lockAdministrators(tx)).length > 0) return null
    await withdrawSetup(tx, at)
    const { token, hash } = mintToken()
    const id = timeOrderedId(at, randomBytes(10))
    const endsAt = new Date(at.getTime() + INVITED_FOR_MS)
    await insertInvitation(tx, {
      id,
      authorityId: null,
      tokenHash: hash,
      email: null,
      role: 'administrator',
      unit: null,
      invitedBy: 'setup',
      madeAt: at,
      endsAt,
    })
    const details = { role: 'administrator', first: true, endsAt: endsAt.toISOString() }
    const invited = { authorityId: null, actor: 'system', deed: 'staff.invited', subject: id, details, at }
    await recordDeed(tx, invited)
    return { token, endsAt }
  })
}
