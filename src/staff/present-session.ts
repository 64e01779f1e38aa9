import type { AccountView, ProposalView, SessionView } from './contract.ts'
import type { Factors, Officer, Proposal, Session } from './model.ts'
import { idleEndsAt, needOf, proposalEndsAt, stepUpEndsAt } from './rules.ts'
import type { Account } from './store.ts'

export function presentSession(
  seen: { session: Session; officer: Officer; factors: Factors },
  now: Date,
): SessionView {
  const { session, officer, factors } = seen
  const needs = needOf(session, factors)
  return {
    staff: { id: officer.id, email: officer.email, fullName: officer.fullName },
    roles: [...officer.roles],
    sessionId: session.id,
    now: now.toISOString(),
    idleEndsAt: idleEndsAt(session).toISOString(),
    endsAt: session.endsAt.toISOString(),
    steppedUpUntil: stepUpEndsAt(session).toISOString(),
    ...(needs && { needs }),
  }
}

export function presentAccount(account: Account): AccountView {
  const { id, email, fullName, roles, createdAt, disabledAt, ssoAllowed, ssoLinked, version } = account
  const { totp, passkeys, recoveryCodes } = account
  return {
    id,
    email,
    fullName,
    roles: [...roles],
    createdAt: createdAt.toISOString(),
    disabled: disabledAt !== null,
    ssoAllowed,
    ssoLinked,
    factors: { totp, passkeys, recoveryCodesLeft: recoveryCodes },
    version,
  }
}

export function presentProposal(proposal: Proposal): ProposalView {
  const { id, kind, subject, details, reason, proposedBy, confirmedBy } = proposal
  return {
    id,
    kind,
    subject,
    details: { ...details },
    reason,
    proposedBy,
    ...(proposal.proposerName && { proposerName: proposal.proposerName }),
    proposedAt: proposal.proposedAt.toISOString(),
    endsAt: proposalEndsAt(proposal).toISOString(),
    confirmedBy,
    confirmedAt: proposal.confirmedAt?.toISOString() ?? null,
    withdrawnAt: proposal.withdrawnAt?.toISOString() ?? null,
  }
}
