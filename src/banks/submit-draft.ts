import { refuse } from '../platform/refusal.ts'
import { type Asked, type BankNeeds, changeQuestion } from './change-question.ts'
import { judgeQuestion } from './judge-question.ts'
import { decideWriting, documentKeyOf } from './rules.ts'
import { ensureSources, loadKey, submitVersion } from './store.ts'

/** K-2. Sent for review as it is; from now on nobody changes it but by taking it back. */
export async function submitDraft(needs: BankNeeds, asked: Asked) {
  return changeQuestion(needs, asked, async (tx, { question, newest }) => {
    const decision = decideWriting(newest)
    if (!decision.ok) return decision
    const judged = judgeQuestion(question.code, newest.content, await loadKey(tx, newest.id))
    if (!judged.ok) return { ...refuse('malformed'), faults: judged.faults }
    await submitVersion(tx, newest.id, asked.at)
    const { content } = newest
    const documentKey = documentKeyOf(content.source.document)
    await ensureSources(tx, question.authorityId, [{ documentKey, content }])
    const { inForceId } = question
    return {
      ok: true,
      deed: 'question.submitted',
      shows: { state: 'in-review', newestId: newest.id, inForceId, content },
    }
  })
}
