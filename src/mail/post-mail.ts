import { randomBytes } from 'node:crypto'
import type { Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { deriveKey } from '../platform/secrets.ts'
import { sealSecret } from '../staff/seal-secret.ts'
import { SEND_MAILS } from './jobs.ts'
import { isPlainAddress, type Letter, type MailKind, type MailSettings } from './model.ts'
import { insertMail } from './store.ts'

export type Posting = {
  authorityId: string | null
  kind: MailKind
  about: string
  to: string
  letter: Letter
  at: Date
  uselessAt: Date
}

export const mailKeyOf = (staffKey: Buffer) => deriveKey(staffKey, 'mail')

/**
 * M-1. A letter goes into the outbox in the transaction of the deed that it tells of: neither is there without the other. What
 * it says is sealed. Null: no mail is set up, or the address is none that a letter can be sent to.
 */
export async function postMail(
  tx: Tx,
  needs: { staffKey: Buffer; mail?: MailSettings | undefined },
  posting: Posting,
): Promise<string | null> {
  const { letter, to: recipient, at: madeAt, ...row } = posting
  if (!needs.mail || !isPlainAddress(recipient)) return null
  const id = timeOrderedId(madeAt, randomBytes(10))
  const messageId = `<${id}@${needs.mail.from.address.split('@')[1]}>`
  const sealed = sealSecret(mailKeyOf(needs.staffKey), id, Buffer.from(JSON.stringify(letter)))
  await insertMail(tx, { ...row, id, recipient, messageId, sealed, madeAt })
  await tx.query(`SELECT graphile_worker.add_job($1, '{}'::json, job_key => $1)`, [SEND_MAILS])
  return id
}
