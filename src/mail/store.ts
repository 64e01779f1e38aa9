import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { Mail, MailFault, MailKind } from './model.ts'

const sql = loadSql(import.meta.url)

export async function insertMail(
  tx: Tx,
  mail: {
    id: string
    authorityId: string | null
    kind: MailKind
    about: string
    recipient: string
    messageId: string
    sealed: Buffer
    madeAt: Date
    uselessAt: Date
  },
): Promise<void> {
  const { id, authorityId, kind, about, recipient, messageId, sealed, madeAt, uselessAt } = mail
  const row = [id, authorityId, kind, about, recipient, messageId, sealed, madeAt, uselessAt]
  await listRows(tx, sql('insert_mail'), row)
}

/** M-4. What an invitation that is over said is forgotten, and so is what came too late. */
export async function dropUnwanted(db: Db, at: Date): Promise<void> {
  await listRows(db, sql('drop_unwanted'), [at])
}

export type TakenMail = {
  readonly id: string
  readonly recipient: string
  readonly messageId: string
  readonly sealed: Buffer
  readonly attempts: number
  readonly uselessAt: Date
}

/** Counted as tried before it is: whoever takes it next does so after `heldUntil`, or never. */
export async function takeDue(
  db: Db,
  { at, heldUntil, via }: { at: Date; heldUntil: Date; via: string | null },
): Promise<TakenMail | null> {
  return findRow(db, sql('take_due'), [at, heldUntil, via])
}

export async function writeSent(db: Db, id: string, at: Date, serverSaid: string): Promise<void> {
  await listRows(db, sql('write_sent'), [id, at, serverSaid])
}

export async function writeFailed(
  db: Db,
  failed: { id: string; fault: MailFault; serverSaid: string | null; nextTryAt: Date | null; at: Date },
): Promise<void> {
  const { id, fault, serverSaid, nextTryAt, at } = failed
  await listRows(db, sql('write_failed'), [id, fault, serverSaid, nextTryAt, at])
}

export async function listMails(
  db: Db,
  page: { authorityId: string | null; after: string | null; limit: number },
): Promise<Mail[]> {
  return listRows(db, sql('list_mails'), [page.authorityId, page.after, page.limit])
}

export async function loadMail(db: Db, id: string): Promise<Mail> {
  return (await findRow<Mail>(db, sql('find_mail'), [id]))!
}

/** When a test mail last went out by these very settings. */
export async function findProof(db: Db, via: string): Promise<Date | null> {
  return (await findRow<{ at: Date | null }>(db, sql('find_proof'), [via]))?.at ?? null
}
