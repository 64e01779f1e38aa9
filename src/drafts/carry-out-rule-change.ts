import type { Tx } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { writeContest } from '../setup/write-contest.ts'
import type { Proposal } from '../staff/model.ts'
import { judgeRuleChange } from './propose-rule-change.ts'
import * as store from './store.ts'

/**
 * E-7. The second person has confirmed: the draft is the next version of the rules, if it is still the one that was proposed.
 * It holds from the time that was named, or from the confirmation where that has passed.
 */
export async function carryOutRuleChange(
  tx: Tx,
  { details, reason, confirmedBy }: Proposal,
  at: Date,
): Promise<{ ok: true } | Refusal<'conflict'>> {
  const draft = await store.lockDraft(tx, String(details.draftId ?? ''))
  if (!draft || draft.version !== details.version) return refuse('conflict')
  const named = typeof details.effectiveAt === 'string' ? new Date(details.effectiveAt) : at
  const effectiveAt = named < at ? at : named
  const judged = await judgeRuleChange(tx, draft, { at, effectiveAt })
  if (!judged.ok) return refuse('conflict')
  const { rules, digest, content } = judged.gathered
  const written = await writeContest({}, tx, {
    rules,
    digest,
    id: draft.contestId,
    actor: String(confirmedBy),
    at,
    reason,
    approvedBy: String(confirmedBy),
    effectiveAt,
    ...content,
  })
  if (!written.ok) return refuse('conflict')
  await store.markMade(tx, draft.id, written.versionNo)
  return { ok: true }
}
