import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { withIds } from './create-account.ts'
import type { HeldRole, Officer } from './model.ts'
import { holds, reaches } from './policy.ts'
import { decideAccountChange } from './rules.ts'
import {
  type Account,
  endSessions,
  lockAccount,
  lockAdministrators,
  unlinkAccount,
  writeAccount,
  writeRoles,
} from './store.ts'

export type AccountChange = {
  readonly fullName?: string | undefined
  readonly roles?: readonly HeldRole[] | undefined
  readonly disabled?: boolean | undefined
  /** P-17. */
  readonly ssoAllowed?: boolean | undefined
}
type Outcome =
  | { ok: true; account: Account }
  | Refusal<'not-found' | 'own-account' | 'last-administrator'>
  | (Refusal<'changed-meanwhile'> & { current: Account })

/**
 * P-14. What somebody is, changed by somebody else. Other roles or no account any more: their sessions end with it, so that
 * nobody goes on with what they no longer have.
 */
export async function changeAccount(
  needs: { keeper: Pool },
  /** `version`: of the account as it was seen; absent where nobody looked at it first, as with a command. */
  change: AccountChange & { staffId: string; version?: number; by: Officer | null; at: Date },
): Promise<Outcome> {
  const { staffId, by, at } = change
  return inTransaction(needs.keeper, async (tx) => {
    const administrators = await lockAdministrators(tx)
    const account = await lockAccount(tx, staffId)
    if (!account || (by && !reaches(by, account.authorityId))) return refuse('not-found')
    if (change.version !== undefined && change.version !== account.version)
      return { ...refuse('changed-meanwhile'), current: account }
    const isDisabled = change.disabled ?? account.disabledAt !== null
    const roles = change.roles ?? account.roles
    const decision = decideAccountChange({
      actorId: by?.id ?? null,
      staffId: account.id,
      isAdministrator: administrators.some(({ id }) => id === account.id),
      staysAdministrator: !isDisabled && holds({ roles }, ['administrator']),
      otherAdministrators: administrators.filter(
        (each) => each.id !== account.id && reaches(each, account.authorityId),
      ).length,
    })
    if (!decision.ok) return decision

    const fullName = change.fullName ?? account.fullName
    const ssoAllowed = change.ssoAllowed ?? account.ssoAllowed
    const disabledAt = isDisabled ? (account.disabledAt ?? at) : null
    await writeAccount(tx, { ...account, fullName, disabledAt, ssoAllowed })
    if (account.ssoAllowed && !ssoAllowed) await unlinkAccount(tx, account.id)
    if (change.roles) await writeRoles(tx, account, withIds(change.roles, at), at)
    const ended = change.roles || change.disabled ? await endSessions(tx, account.id, at) : 0
    await recordDeed(tx, {
      authorityId: account.authorityId,
      actor: by?.id ?? 'system',
      deed: change.disabled ? 'staff.disabled' : 'staff.changed',
      subject: account.id,
      // Who they are is in the account; the record says what it was before.
      details: {
        ...(change.roles && { from: account.roles, to: change.roles }),
        ...(change.disabled !== undefined && { disabled: change.disabled }),
        ...(change.ssoAllowed !== undefined && { ssoAllowed }),
        ...(change.fullName !== undefined && { renamed: true }),
        sessionsEnded: ended,
      },
      at,
    })
    return { ok: true, account: (await lockAccount(tx, account.id))! }
  })
}
