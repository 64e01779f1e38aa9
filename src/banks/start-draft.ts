import { randomBytes } from 'node:crypto'
import { timeOrderedId } from '../platform/ids.ts'
import { refuse } from '../platform/refusal.ts'
import { type Asked, type BankNeeds, changeQuestion } from './change-question.ts'
import type { VersionId } from './model.ts'
import { copyKey, insertVersion } from './store.ts'

/** K-4. A change of what was approved is another version; the one in force stays in force until this one is approved. */
export async function startDraft(needs: BankNeeds, asked: Asked & { readonly why: string }) {
  return changeQuestion(needs, asked, async (tx, { question, newest }) => {
    if (newest.state === 'draft' || newest.state === 'in-review') return refuse('being-written')
    const id = timeOrderedId(asked.at, randomBytes(10)) as VersionId
    const { authorityId } = question
    const { content } = newest
    const version = {
      id,
      authorityId,
      questionId: question.id,
      state: 'draft',
      content,
      why: asked.why,
    } as const
    await insertVersion(tx, { ...version, by: asked.by.id, at: asked.at })
    await copyKey(tx, newest.id, id)
    const shows = { state: 'draft', newestId: id, inForceId: question.inForceId, content } as const
    return { ok: true, deed: 'question.draft-started', details: { why: asked.why }, shows }
  })
}
