import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { inTransaction, type Tx } from '../platform/db.ts'
import type { Refusal } from '../platform/refusal.ts'
import { insertQuestions } from '../questions/store.ts'
import type { Officer } from '../staff/model.ts'
import {
  type BankNeeds,
  type Changed,
  changeWithin,
  type Done,
  type No,
  type Seen,
} from './change-question.ts'
import { judgeQuestion } from './judge-question.ts'
import { decideApproval } from './rules.ts'
import { approveVersion, endVersion, loadKey, nextVersionNo } from './store.ts'

type Refused = No | Refusal<'not-found' | 'changed-meanwhile'>
export type Approved = (Changed | Refused) & { readonly id: string }

/**
 * K-3. The second person: each version is judged by itself, and what may not be approved leaves the others. What is approved
 * is what rounds that are laid from now on draw; the pool of a round that is there already stays as it is.
 */
export async function approveQuestions(
  { keeper }: BankNeeds,
  asked: {
    readonly questions: readonly { readonly id: string; readonly version: number }[]
    readonly by: Officer
    readonly at: Date
  },
): Promise<Approved[]> {
  const { by, at } = asked
  // Always in one order, so that two who approve the same hundred do not wait for each other for ever.
  const inOrder = asked.questions.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return inTransaction(keeper, async (tx) => {
    const outcomes: Approved[] = []
    for (const { id, version } of inOrder) {
      const outcome = await changeWithin(tx, { id, version, by, at }, (_, seen) => approve(tx, seen, by, at))
      outcomes.push({ ...outcome, id })
    }
    return outcomes
  })
}

async function approve(tx: Tx, { question, newest }: Seen, by: Officer, at: Date): Promise<Done | No> {
  const decision = decideApproval(newest, by.id)
  if (!decision.ok) return decision
  const judged = judgeQuestion(question.code, newest.content, await loadKey(tx, newest.id))
  if (!judged.ok) throw new Error(`version ${newest.id} was sent for review and is not a question`)
  const versionNo = await nextVersionNo(tx, question.id)
  if (question.inForceId) await endVersion(tx, question.inForceId, { state: 'replaced', at })
  await approveVersion(tx, newest.id, { by: by.id, at, versionNo })
  const digest = createHash('sha256')
    .update(canonicalize(judged.question) as string)
    .digest('hex')
  await insertQuestions(tx, question.authorityId, [{ ...judged.question, id: newest.id, versionNo, digest }])
  const { content } = newest
  return {
    ok: true,
    deed: 'question.approved',
    details: { versionNo, writers: newest.writers },
    shows: { state: 'approved', newestId: newest.id, inForceId: newest.id, content },
  }
}
