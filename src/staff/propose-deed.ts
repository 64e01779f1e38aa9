import { randomBytes } from 'node:crypto'
import { recordDeed } from '../audit/record-deed.ts'
import type { Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { Officer, Proposal, ProposalId, ProposalKind } from './model.ts'
import { insertProposal } from './proposal-store.ts'
import { decideProposing } from './rules.ts'

/**
 * P-20. The first of two people says what is to be done and why; nothing is done yet. In the transaction of the slice whose
 * deed it is, so that what is proposed is what was there.
 */
export async function proposeDeed(
  tx: Tx,
  proposal: {
    kind: ProposalKind
    subject: string
    authorityId: string | null
    details: Readonly<Record<string, unknown>>
    reason: string
    by: Officer
    at: Date
  },
): Promise<{ ok: true; proposal: Proposal } | Refusal<'not-allowed'>> {
  const { by, at, kind, subject, authorityId, details, reason } = proposal
  const decision = decideProposing(by, kind)
  if (!decision.ok) return decision
  const id = timeOrderedId(at, randomBytes(10)) as ProposalId
  const row = { id, authorityId, kind, subject, details, reason, proposedBy: by.id, proposedAt: at }
  await insertProposal(tx, row)
  await recordDeed(tx, {
    authorityId,
    actor: by.id,
    deed: `${kind}.proposed`,
    subject,
    details: { proposal: id, reason },
    at,
  })
  return { ok: true, proposal: { ...row, confirmedBy: null, confirmedAt: null, withdrawnAt: null } }
}
