import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import type { BankNeeds } from './change-question.ts'
import type { Key } from './model.ts'
import { mayReadKey } from './policy.ts'
import { sealing } from './rules.ts'
import { findQuestion, findVersion, listUses, loadKey } from './store.ts'

/**
 * K-10. The key of one version, for who may see it: on record before it is shown, with who, which and when. While the question
 * is in the pool of a round that has not closed, with the reason as well, and for fewer people.
 */
export async function lookAtKey(
  { keeper }: BankNeeds,
  look: { questionId: string; versionId: string; reason?: string | undefined; by: Officer; at: Date },
): Promise<{ ok: true; key: Key } | Refusal<'not-found' | 'not-allowed' | 'reason-needed'>> {
  const { by, at, reason = null } = look
  return inTransaction(keeper, async (tx) => {
    const question = await findQuestion(tx, look.questionId)
    if (!question || !reaches(by, question.authorityId)) return refuse('not-found')
    const version = await findVersion(tx, look.versionId)
    if (version?.questionId !== question.id) return refuse('not-found')
    const rounds = sealing(await listUses(tx, question.id), at)
    if (!mayReadKey(by, rounds.length > 0)) return refuse('not-allowed')
    if (rounds.length > 0 && reason === null) return refuse('reason-needed')
    await recordDeed(tx, {
      authorityId: question.authorityId,
      actor: by.id,
      deed: 'question-key.seen',
      subject: question.id,
      details: {
        code: question.code,
        version: version.id,
        versionNo: version.versionNo,
        sealedBy: rounds.map(({ slug, roundNo }) => `${slug}/${roundNo}`),
        reason,
      },
      at,
    })
    return { ok: true, key: await loadKey(tx, version.id) }
  })
}
