import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Officer, Proposal, ProposalKind } from './model.ts'
import { reaches } from './policy.ts'
import { lockProposal, writeConfirmation } from './proposal-store.ts'
import { decideConfirmation } from './rules.ts'

/** Does what was confirmed, in the transaction of the confirmation. A refusal undoes the confirmation as well. */
export type CarryOut = (tx: Tx, proposal: Proposal, at: Date) => Promise<{ ok: true } | Refusal<'conflict'>>
/** What each slice does when its deed is confirmed; main hands them over. */
export type CarriedOut = Partial<Record<ProposalKind, CarryOut>>

type Outcome =
  | { ok: true; proposal: Proposal }
  | Refusal<'not-found' | 'not-allowed' | 'same-person' | 'already-decided' | 'proposal-over' | 'conflict'>

class Undone extends Error {}

/** P-20. The second person: then it is done, and both are on record. */
export async function confirmProposal(
  needs: { keeper: Pool; carryOut: CarriedOut },
  confirmation: { id: string; by: Officer; at: Date },
): Promise<Outcome> {
  const { id, by, at } = confirmation
  try {
    return await inTransaction(needs.keeper, async (tx) => {
      const proposal = await lockProposal(tx, id)
      if (!proposal || !reaches(by, proposal.authorityId)) return refuse('not-found')
      const decision = decideConfirmation(proposal, by, at)
      if (!decision.ok) return decision
      await writeConfirmation(tx, proposal.id, by.id, at)
      const confirmed = { ...proposal, confirmedBy: by.id, confirmedAt: at }
      const { kind, subject, authorityId, proposedBy } = proposal
      await recordDeed(tx, {
        authorityId,
        actor: by.id,
        deed: `${kind}.confirmed`,
        subject,
        details: { proposal: proposal.id, proposedBy },
        at,
      })
      const done = (await needs.carryOut[kind]?.(tx, confirmed, at)) ?? { ok: true }
      if (!done.ok) throw new Undone()
      return { ok: true, proposal: confirmed }
    })
  } catch (error) {
    if (error instanceof Undone) return refuse('conflict')
    throw error
  }
}
