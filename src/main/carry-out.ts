import { carryOutRuleChange } from '../drafts/carry-out-rule-change.ts'
import { carryOutMerge } from '../duplicates/decide-pair.ts'
import { confirmIncident } from '../incidents/confirm-incident.ts'
import { carryOutPublication } from '../results/carry-out-publication.ts'
import { carryOutRuling } from '../results/carry-out-ruling.ts'
import type { CarriedOut } from '../staff/confirm-proposal.ts'
import type { House } from './house.ts'

/**
 * What each kind of proposal does when a second person has confirmed it (docs/rules/staff.md, P-20): one action of the slice
 * whose deed it is, in the transaction of the confirmation.
 */
export function carryOut(_house: House): CarriedOut {
  return {
    'rule-change': carryOutRuleChange,
    'answer-key': carryOutRuling,
    void: carryOutRuling,
    'ranking-publication': carryOutPublication,
    merge: (tx, { details, reason, confirmedBy }, at) =>
      carryOutMerge(tx, {
        ...(details as { pair: string; contest: string; survivorId: string | null; isUndo: boolean }),
        reason,
        by: confirmedBy ?? 'system',
        at,
      }),
    incident: confirmIncident,
  }
}
