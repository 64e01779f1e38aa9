import { refuse } from '../platform/refusal.ts'
import { type Asked, type BankNeeds, changeQuestion } from './change-question.ts'
import { mayReturn } from './policy.ts'
import { decideReturn } from './rules.ts'
import { returnVersion } from './store.ts'

/** K-3. Sent back by a reviewer, with what is to be mended; or taken back by who wrote it. */
export async function returnDraft(needs: BankNeeds, asked: Asked & { readonly reason: string }) {
  const { by, reason } = asked
  return changeQuestion(needs, asked, async (tx, { question, newest }) => {
    const decision = decideReturn(newest)
    if (!decision.ok) return decision
    if (!mayReturn(by, newest.writers)) return refuse('not-allowed')
    await returnVersion(tx, newest.id, by.id, reason)
    const { inForceId } = question
    const shows = { state: 'draft', newestId: newest.id, inForceId, content: newest.content } as const
    return { ok: true, deed: 'question.returned', details: { reason }, shows }
  })
}
