import { randomBytes } from 'node:crypto'
import { recordDeed } from '../audit/record-deed.ts'
import type { AuthorityId } from '../contests/model.ts'
import { inTransaction, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Officer } from '../staff/model.ts'
import { type BankNeeds, type Changed, shownKeys } from './change-question.ts'
import type { BankQuestionId, Content, Key, VersionId } from './model.ts'
import { nextCodes } from './next-codes.ts'
import { insertKey, insertQuestion, insertVersion } from './store.ts'

export type NewQuestion = {
  readonly authorityId: AuthorityId
  readonly bank: string
  /** Absent: the next of its topic. */
  readonly code?: string | undefined
  readonly content: Content
  readonly key: Key
  readonly by: Officer
  readonly at: Date
}

/** K-2. A question begins as a draft: nothing is asked of it but that it is somebody's. */
export async function writeQuestion(
  { keeper }: BankNeeds,
  asked: NewQuestion,
): Promise<Changed | Refusal<'code-taken'>> {
  return inTransaction(keeper, async (tx) => {
    const { authorityId, content, by, at } = asked
    const code = asked.code ?? (await nextCodes(tx, authorityId, content.topic))()
    const id = await enterNew(tx, { ...asked, code, state: 'draft' })
    if (id === null) return refuse('code-taken')
    await recordDeed(tx, {
      authorityId,
      actor: by.id,
      deed: 'question.drafted',
      subject: id,
      details: { code, bank: asked.bank },
      at,
    })
    return { ok: true, id }
  })
}

/** Null where the code is another question's. */
export async function enterNew(
  tx: Tx,
  asked: NewQuestion & { readonly code: string; readonly state: 'draft' | 'in-review' },
): Promise<BankQuestionId | null> {
  const { authorityId, bank, code, content, key, state, by, at } = asked
  const id = timeOrderedId(at, randomBytes(10)) as BankQuestionId
  const newestId = timeOrderedId(at, randomBytes(10)) as VersionId
  const shown = { state, newestId, inForceId: null, content, ...shownKeys(content, code) }
  if (!(await insertQuestion(tx, { id, authorityId, code, bank }, shown, at))) return null
  await insertVersion(tx, {
    id: newestId,
    authorityId,
    questionId: id,
    state,
    content,
    why: null,
    by: by.id,
    at,
  })
  await insertKey(tx, newestId, authorityId, key)
  return id
}
