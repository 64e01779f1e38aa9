import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { hashToken } from '../staff/mint-token.ts'
import { FOLLOW_UPS_AT_MOST, maskIdentityNumbers } from './rules.ts'
import { countFollowUps, insertFollowUp, lockEnquiryByToken } from './store.ts'

/** H-5. Whoever holds the link adds something; the enquiry waits again, whatever became of it before. */
export async function askAgain(
  needs: { pool: Pool },
  { token, text, at }: { token: string; text: string; at: Date },
): Promise<{ ok: true } | Refusal<'not-found' | 'conflict'>> {
  return inTransaction(needs.pool, async (tx) => {
    const enquiry = await lockEnquiryByToken(tx, hashToken(token))
    if (!enquiry) return refuse('not-found')
    if (enquiry.erasedAt || (await countFollowUps(tx, enquiry.id)) >= FOLLOW_UPS_AT_MOST)
      return refuse('conflict')
    await insertFollowUp(tx, enquiry, maskIdentityNumbers(text), at)
    return { ok: true }
  })
}
