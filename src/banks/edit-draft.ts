import { type Asked, type BankNeeds, changeQuestion } from './change-question.ts'
import type { Content, Key } from './model.ts'
import { decideWriting } from './rules.ts'
import { writeContent, writeKey } from './store.ts'

/** K-2. Whoever writes at a draft is one of its writers from then on. Without a key the one that is there stays, unseen. */
export async function editDraft(
  needs: BankNeeds,
  asked: Asked & { readonly content: Content; readonly key?: Key | undefined },
) {
  const { content, key, by, at } = asked
  return changeQuestion(needs, asked, async (tx, { question, newest }) => {
    const decision = decideWriting(newest)
    if (!decision.ok) return decision
    await writeContent(tx, newest.id, { content, by: by.id, at })
    if (key) await writeKey(tx, newest.id, key)
    const shows = { state: 'draft', newestId: newest.id, inForceId: question.inForceId, content } as const
    return { ok: true, deed: 'question.edited', details: { key: key !== undefined }, shows }
  })
}
