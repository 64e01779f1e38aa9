import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Contest } from '../rounds/model.ts'
import type { Ruling } from '../rulings/model.ts'
import { countRuledAttempts, findBasis, findRuling, wordRuling } from '../rulings/store.ts'
import type { Officer, Proposal, ProposalKind } from '../staff/model.ts'
import { findOpenProposal } from '../staff/proposal-store.ts'
import { proposeDeed } from '../staff/propose-deed.ts'
import { oldestOpenProposal } from '../staff/rules.ts'

type Outcome =
  | { ok: true; proposal: Proposal }
  | Refusal<'not-found' | 'not-allowed' | 'already-decided' | 'conflict'>

/** V-8. Another key is a question of keys; whatever else changes a result is a void, or takes one back. */
export function kindOf(ruling: Ruling): ProposalKind {
  return ruling.kind === 'question' && ruling.way === 'another-key' ? 'answer-key' : 'void'
}

/** V-8. The first person has seen what it would do, says why, and what the public is told. Nothing is done yet. */
export async function proposeRuling(
  needs: { keeper: Pool },
  given: { contest: Contest; rulingId: string; reason: string; notice: string; by: Officer; at: Date },
): Promise<Outcome> {
  const { contest, rulingId, reason, notice, by, at } = given
  return inTransaction(needs.keeper, async (tx) => {
    const ruling = await findRuling(tx, rulingId)
    if (!ruling || ruling.contestId !== contest.id) return refuse('not-found')
    if (ruling.decidedAt) return refuse('already-decided')
    if (!ruling.readyAt || ruling.failed) return refuse('conflict')
    if (ruling.basis !== (await findBasis(tx, contest.id, at))) return refuse('conflict')
    const kind = kindOf(ruling)
    if (await findOpenProposal(tx, kind, ruling.id, oldestOpenProposal(at))) return refuse('already-decided')
    await wordRuling(tx, ruling.id, reason, notice)
    return proposeDeed(tx, {
      kind,
      subject: ruling.id,
      authorityId: contest.authorityId,
      details: {
        contest: contest.slug,
        what: ruling.kind,
        ...(ruling.kind === 'question' && { way: ruling.way, question: ruling.questionId }),
        ...(ruling.kind === 'void' && { scope: ruling.scope }),
        attempts: await countRuledAttempts(tx, ruling.id),
      },
      reason,
      by,
      at,
    })
  })
}
