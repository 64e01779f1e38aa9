import { refuse } from '../platform/refusal.ts'
import { type Asked, type BankNeeds, changeQuestion } from './change-question.ts'
import { endVersion, loadVersion } from './store.ts'

/** K-4. No round that is laid from now on draws it. What was drawn stays, and so does a draft of it. */
export async function retireQuestion(needs: BankNeeds, asked: Asked & { readonly reason: string }) {
  const { by, at, reason } = asked
  return changeQuestion(needs, asked, async (tx, { question, newest }) => {
    const { inForceId } = question
    if (!inForceId) return refuse('not-in-force')
    await endVersion(tx, inForceId, { state: 'retired', at, by: by.id, because: reason })
    const state = newest.id === inForceId ? 'retired' : question.state
    const shows = { state, newestId: newest.id, inForceId: null, content: newest.content } as const
    return { ok: true, deed: 'question.retired', details: { reason }, shows }
  })
}

/** A draft that nobody wants any more; what was in force before it is so still. */
export async function dropDraft(needs: BankNeeds, asked: Asked) {
  return changeQuestion(needs, asked, async (tx, { question, newest }) => {
    if (newest.state !== 'draft') return refuse('not-a-draft')
    await endVersion(tx, newest.id, { state: 'dropped', at: asked.at })
    const { inForceId } = question
    const shows = inForceId
      ? {
          state: 'approved',
          newestId: inForceId,
          inForceId,
          content: (await loadVersion(tx, inForceId)).content,
        }
      : { state: 'retired', newestId: newest.id, inForceId: null, content: newest.content }
    return {
      ok: true,
      deed: 'question.dropped',
      shows: shows as typeof shows & { state: 'approved' | 'retired' },
    }
  })
}
