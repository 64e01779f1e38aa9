import type { Tx } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Proposal } from '../staff/model.ts'
import { writeIncidentConfirmation } from './store.ts'

/** I-9. The second person has seen what the first one did, and stands by it. */
export async function confirmIncident(
  tx: Tx,
  proposal: Proposal,
  at: Date,
): Promise<{ ok: true } | Refusal<'conflict'>> {
  const isFirst = await writeIncidentConfirmation(tx, proposal.subject, proposal.confirmedBy!, at)
  return isFirst ? { ok: true } : refuse('conflict')
}
