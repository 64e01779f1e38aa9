import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { removePasskeys, removeTotp, writeRecoveryCodes } from './factor-store.ts'
import type { Officer } from './model.ts'
import { reaches } from './policy.ts'
import { endSessions, lockAccount } from './store.ts'

/**
 * P-16. Somebody lost what they prove themselves with: a second administrator takes it all away, never the person
 * themselves, and with it every session. The passphrase stays; the next sign-in enrols anew.
 */
export async function resetFactors(
  needs: { keeper: Pool },
  reset: { staffId: string; by: Officer | null; reason: string; at: Date },
): Promise<{ ok: true } | Refusal<'not-found' | 'own-account'>> {
  const { staffId, by, reason, at } = reset
  return inTransaction(needs.keeper, async (tx) => {
    const account = await lockAccount(tx, staffId)
    if (!account || (by && !reaches(by, account.authorityId))) return refuse('not-found')
    if (by?.id === account.id) return refuse('own-account')
    const hadTotp = await removeTotp(tx, account.id, at)
    const passkeys = await removePasskeys(tx, account.id, at, null)
    await writeRecoveryCodes(tx, account.id, [], at)
    const sessionsEnded = await endSessions(tx, account.id, at)
    await recordDeed(tx, {
      authorityId: account.authorityId,
      actor: by?.id ?? 'system',
      deed: 'staff.factors-reset',
      subject: account.id,
      details: { reason, totp: hadTotp, passkeys, sessionsEnded },
      at,
    })
    return { ok: true }
  })
}
