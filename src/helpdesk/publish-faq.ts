/** H-8. What was asked often, for everybody to read: edited by an officer, in its place, changed and withdrawn on record. */
import { randomBytes } from 'node:crypto'
import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import {
  type FaqList,
  type FaqText,
  insertFaq,
  lockFaq,
  lockOrder,
  withdrawFaq,
  writeFaq,
  writeOrder,
} from './faq-store.ts'
import type { Faq, FaqId } from './model.ts'

type Needs = { keeper: Pool }
type By = { by: Officer; at: Date }
type Changed =
  | { ok: true; faq: Faq }
  | Refusal<'not-found'>
  | (Refusal<'changed-meanwhile'> & { current: Faq })

export async function publishFaq(
  { keeper }: Needs,
  faq: FaqText & { list: FaqList; from: string | null } & By,
): Promise<Faq> {
  const { list, from, by, at } = faq
  const id = timeOrderedId(at, randomBytes(10)) as FaqId
  return inTransaction(keeper, async (tx) => {
    await insertFaq(tx, list, { ...faq, id }, at)
    await recordDeed(tx, {
      authorityId: list.authorityId,
      actor: by.id,
      deed: 'faq.published',
      subject: id,
      details: { question: faq.question.vi, ...(from && { from }), allContests: list.contestId === null },
      at,
    })
    return (await lockFaq(tx, id))!
  })
}

export async function changeFaq(
  { keeper }: Needs,
  change: FaqText & { id: string; version: number } & By,
): Promise<Changed> {
  const { id, version, by, at } = change
  return inTransaction(keeper, async (tx) => {
    const faq = await lockFaq(tx, id)
    if (!faq || !reaches(by, faq.authorityId)) return refuse('not-found')
    if (faq.version !== version) return { ...refuse('changed-meanwhile'), current: faq }
    await writeFaq(tx, faq.id, change, at)
    const { authorityId, question, answer } = faq
    // It stood in public, so what it said before is kept.
    const details = { before: { question, answer } }
    await recordDeed(tx, { authorityId, actor: by.id, deed: 'faq.changed', subject: id, details, at })
    return { ok: true, faq: (await lockFaq(tx, id))! }
  })
}

export async function removeFaq(
  { keeper }: Needs,
  { id, version, by, at }: { id: string; version: number } & By,
): Promise<Changed> {
  return inTransaction(keeper, async (tx) => {
    const faq = await lockFaq(tx, id)
    if (!faq || !reaches(by, faq.authorityId)) return refuse('not-found')
    if (faq.version !== version) return { ...refuse('changed-meanwhile'), current: faq }
    await withdrawFaq(tx, faq.id, at)
    const { authorityId, question } = faq
    const details = { question: question.vi }
    await recordDeed(tx, { authorityId, actor: by.id, deed: 'faq.withdrawn', subject: id, details, at })
    return { ok: true, faq }
  })
}

/** All of one list in another order; who had an older list before them is told. */
export async function orderFaqs(
  { keeper }: Needs,
  { list, ids, by, at }: { list: FaqList; ids: readonly string[] } & By,
): Promise<{ ok: true } | (Refusal<'changed-meanwhile'> & { current: FaqId[] })> {
  return inTransaction(keeper, async (tx) => {
    const current = await lockOrder(tx, list)
    if (current.length !== ids.length || current.some((id) => !ids.includes(id)))
      return { ...refuse('changed-meanwhile'), current }
    await writeOrder(tx, ids as FaqId[])
    const { authorityId, contestId } = list
    const details = { count: ids.length }
    const subject = contestId ?? authorityId
    await recordDeed(tx, { authorityId, actor: by.id, deed: 'faq.ordered', subject, details, at })
    return { ok: true }
  })
}
