import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Officer } from '../staff/model.ts'
import { testLetter } from './letter-messages.ts'
import { type Mail, type MailSettings, viaOf } from './model.ts'
import { postMail } from './post-mail.ts'
import { loadMail } from './store.ts'

/** A test of an hour ago says nothing about now. */
const OF_USE_FOR_MS = 60 * 60_000

/** M-7. A letter to oneself, and to nobody else: that it went out is what proves that mail works. */
export async function sendTest(
  needs: { keeper: Pool; staffKey: Buffer; mail?: MailSettings | undefined },
  by: Officer,
  at: Date,
): Promise<{ ok: true; mail: Mail } | Refusal<'mail-not-set-up'>> {
  const { mail } = needs
  if (!mail) return refuse('mail-not-set-up')
  const { authorityId } = by
  return inTransaction(needs.keeper, async (tx) => {
    const id = await postMail(tx, needs, {
      authorityId,
      kind: 'test',
      about: by.id,
      to: by.email,
      letter: testLetter({ name: by.fullName, at }),
      at,
      uselessAt: new Date(at.getTime() + OF_USE_FOR_MS),
    })
    if (!id) return refuse('mail-not-set-up')
    const deed = {
      authorityId,
      actor: by.id,
      deed: 'mail.tested',
      subject: id,
      details: { via: viaOf(mail) },
      at,
    }
    await recordDeed(tx, deed)
    return { ok: true, mail: await loadMail(tx, id) }
  })
}
