import type { AuthorityId, ContestId } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import { searchKeyOf } from '../platform/text.ts'
import type { Faq, FaqId } from './model.ts'

const sql = loadSql(import.meta.url, 'faqs.sql')

export type FaqText = Pick<Faq, 'question' | 'answer'>
/** One list: of a contest, or (null) of every contest of the authority. */
export type FaqList = { readonly authorityId: AuthorityId; readonly contestId: ContestId | null }

/** What the public of one contest reads; with a query, what fits it. */
export async function listShownFaqs(
  db: Db,
  contest: { id: ContestId; authorityId: AuthorityId },
  query: string,
): Promise<Faq[]> {
  const key = searchKeyOf(query).slice(0, 100)
  const words = key.split(' ').map((word) => `%${word}%`)
  return listRows(db, sql('list_shown'), [contest.authorityId, contest.id, words, key])
}

export async function listFaqs(db: Db, { authorityId, contestId }: FaqList): Promise<Faq[]> {
  return listRows(db, sql('list_faqs'), [authorityId, contestId])
}

export async function insertFaq(
  tx: Tx,
  { authorityId, contestId }: FaqList,
  { id, question, answer }: FaqText & { id: FaqId },
  at: Date,
): Promise<void> {
  await listRows(tx, sql('insert_faq'), [id, authorityId, contestId, ...textsOf({ question, answer }), at])
}

/** Finds what is shown, and holds it. */
export async function lockFaq(tx: Tx, id: string): Promise<Faq | null> {
  return isId(id) ? findRow(tx, sql('lock_faq'), [id]) : null
}

export async function writeFaq(tx: Tx, id: FaqId, text: FaqText, at: Date): Promise<void> {
  await listRows(tx, sql('change_faq'), [id, ...textsOf(text), at])
}

export async function withdrawFaq(tx: Tx, id: FaqId, at: Date): Promise<void> {
  await listRows(tx, sql('withdraw_faq'), [id, at])
}

/** The ids of one list in their order, held. */
export async function lockOrder(tx: Tx, { authorityId, contestId }: FaqList): Promise<FaqId[]> {
  const rows = await listRows<{ id: FaqId }>(tx, sql('lock_order'), [authorityId, contestId])
  return rows.map(({ id }) => id)
}

export async function writeOrder(tx: Tx, ids: readonly FaqId[]): Promise<void> {
  await listRows(tx, sql('write_order'), [ids, ids.map((_, index) => index + 1)])
}

function textsOf({ question, answer }: FaqText): string[] {
  const key = searchKeyOf(`${question.vi} ${question.en} ${answer.vi} ${answer.en}`)
  return [question.vi, question.en, answer.vi, answer.en, key]
}
