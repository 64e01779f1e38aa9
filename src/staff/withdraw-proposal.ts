import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Officer, Proposal } from './model.ts'
import { reaches } from './policy.ts'
import { lockProposal, writeWithdrawal } from './proposal-store.ts'
import { decideWithdrawal } from './rules.ts'

/** P-20. Taken back by who proposed it, or said no to by who could have confirmed it. */
export async function withdrawProposal(
  needs: { keeper: Pool },
  withdrawal: { id: string; by: Officer; at: Date },
): Promise<{ ok: true; proposal: Proposal } | Refusal<'not-found' | 'not-allowed' | 'already-decided'>> {
  const { id, by, at } = withdrawal
  return inTransaction(needs.keeper, async (tx) => {
    const proposal = await lockProposal(tx, id)
    if (!proposal || !reaches(by, proposal.authorityId)) return refuse('not-found')
    const decision = decideWithdrawal(proposal, by)
    if (!decision.ok) return decision
    await writeWithdrawal(tx, proposal.id, at)
    const { kind, subject, authorityId } = proposal
    const details = { proposal: proposal.id }
    await recordDeed(tx, { authorityId, actor: by.id, deed: `${kind}.withdrawn`, subject, details, at })
    return { ok: true, proposal: { ...proposal, withdrawnAt: at } }
  })
}
