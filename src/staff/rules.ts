/**
 * The people of the console: how long they are believed, how often somebody may guess, what takes two (docs/rules/staff.md).
 * All of it is handed the instant.
 */
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Factors, HeldRole, Need, Proposal, ProposalKind, Role, SecondFactor, Session } from './model.ts'
import { mayConfirm, mayPropose } from './policy.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** P-11. Nothing asked for so long, and the session is over; and it is over after a working day in any case. */
const IDLE_MS = 15 * MINUTE
const SESSION_MS = 8 * HOUR
/** P-13. How long somebody who has just been asked who they are is believed in what cannot be taken back. */
const STEP_UP_MS = 5 * MINUTE
/** P-11. Being seen is written down when it makes this much of a difference, not at every request. */
const SEEN_ANEW_MS = 30_000

export const sessionEndsAt = (startedAt: Date): Date => new Date(startedAt.getTime() + SESSION_MS)

export function idleEndsAt(session: Pick<Session, 'seenAt' | 'endsAt'>): Date {
  const idle = new Date(session.seenAt.getTime() + IDLE_MS)
  return idle < session.endsAt ? idle : session.endsAt
}

/** The end is half-open: at the very instant it is over. */
export function isOver(session: Pick<Session, 'seenAt' | 'endsAt'>, now: Date): boolean {
  return now >= idleEndsAt(session)
}

/** Whoever was seen after this instant is still here. */
export const seenSince = (now: Date): Date => new Date(now.getTime() - IDLE_MS)

export const isSeenAnew = (session: Pick<Session, 'seenAt'>, now: Date): boolean =>
  now.getTime() - session.seenAt.getTime() >= SEEN_ANEW_MS

export const stepUpEndsAt = (session: Pick<Session, 'stepUpAt'>): Date =>
  new Date(session.stepUpAt.getTime() + STEP_UP_MS)

export const hasFactor = ({ totp, passkeys }: Factors): boolean => totp || passkeys > 0

/** P-7. Who has a second factor shows it; who has none is to get one. */
export function needOf(session: Pick<Session, 'provenAt'>, factors: Factors): Need | null {
  if (session.provenAt) return null
  return hasFactor(factors) ? 'second-factor' : 'enrol-second-factor'
}

/** P-12. How much of a session a route asks for. */
export const LEVELS = ['begun', 'enrolling', 'whole', 'fresh'] as const
export type Level = (typeof LEVELS)[number]

/**
 * P-12 and P-13. `begun`: the passphrase was right. `whole`: and the second factor was shown, or none is required.
 * `fresh`: and that within five minutes. `enrolling`: as fresh, and open to who has no factor yet.
 */
export function decideLevel(
  level: Level,
  seen: { session: Session; factors: Factors; secondFactor: SecondFactor; now: Date },
): { ok: true } | Refusal<'second-factor-needed' | 'step-up-needed'> {
  if (level === 'begun') return { ok: true }
  const need = needOf(seen.session, seen.factors)
  if (need === 'second-factor') return refuse('second-factor-needed')
  if (need === 'enrol-second-factor' && seen.secondFactor === 'required' && level !== 'enrolling')
    return refuse('second-factor-needed')
  if (level === 'whole' || seen.now < stepUpEndsAt(seen.session)) return { ok: true }
  return refuse('step-up-needed')
}

/** P-6. So many wrong ones in so long; an address is a whole office, so it is held loosely. */
export const GUESSES_AT_MOST = { account: 10, device: 10, code: 10, address: 200 } as const
export const GUESSES_COUNTED_FOR_MS = 10 * MINUTE
export type BucketKind = keyof typeof GUESSES_AT_MOST

/** P-15. */
export const INVITED_FOR_MS = 72 * HOUR
/** P-9. */
export const CHALLENGE_MS = 5 * MINUTE

export const isInvitationOpen = (
  invitation: { endsAt: Date; acceptedAt: Date | null; withdrawnAt: Date | null },
  now: Date,
): boolean => !invitation.acceptedAt && !invitation.withdrawnAt && now < invitation.endsAt

/** P-14. Nobody changes what they are, and the last administrator stays one. */
export function decideAccountChange(change: {
  actorId: string | null
  staffId: string
  isAdministrator: boolean
  staysAdministrator: boolean
  /** Administrators besides this one who could still look after the account. */
  otherAdministrators: number
}): { ok: true } | Refusal<'own-account' | 'last-administrator'> {
  if (change.actorId === change.staffId) return refuse('own-account')
  if (change.isAdministrator && !change.staysAdministrator && change.otherAdministrators === 0)
    return refuse('last-administrator')
  return { ok: true }
}

/** P-2. A unit coordinator has one unit, the others have none, and nobody has a role twice. */
export function areRolesWellFormed(roles: readonly HeldRole[]): boolean {
  const names = roles.map(({ role }) => role)
  return (
    roles.length > 0 &&
    new Set<Role>(names).size === names.length &&
    roles.every(({ role, unit }) => (role === 'unit-coordinator') === (unit !== null))
  )
}

/** P-20. So long is a proposal worth something. */
const PROPOSAL_MS = 24 * HOUR

export const proposalEndsAt = (proposal: Pick<Proposal, 'proposedAt'>): Date =>
  new Date(proposal.proposedAt.getTime() + PROPOSAL_MS)

/** Whatever was proposed after this instant can still be confirmed. */
export const oldestOpenProposal = (now: Date): Date => new Date(now.getTime() - PROPOSAL_MS)

type Person = { readonly id: string; readonly roles: readonly HeldRole[] }

export function decideProposing(who: Person, kind: ProposalKind): { ok: true } | Refusal<'not-allowed'> {
  return mayPropose(who, kind) ? { ok: true } : refuse('not-allowed')
}

/**
 * P-20. Four eyes: another person, who at this moment may, within a day of the first. What has been decided stays decided.
 */
export function decideConfirmation(
  proposal: Proposal,
  second: Person,
  now: Date,
): { ok: true } | Refusal<'not-allowed' | 'same-person' | 'already-decided' | 'proposal-over'> {
  if (!mayConfirm(second, proposal.kind)) return refuse('not-allowed')
  if (proposal.proposedBy === second.id) return refuse('same-person')
  if (proposal.confirmedAt || proposal.withdrawnAt) return refuse('already-decided')
  if (now >= proposalEndsAt(proposal)) return refuse('proposal-over')
  return { ok: true }
}

/** P-20. Who proposed may take it back, and so may whoever could have confirmed it: that is a no. */
export function decideWithdrawal(
  proposal: Proposal,
  who: Person,
): { ok: true } | Refusal<'not-allowed' | 'already-decided'> {
  if (proposal.proposedBy !== who.id && !mayConfirm(who, proposal.kind)) return refuse('not-allowed')
  if (proposal.confirmedAt || proposal.withdrawnAt) return refuse('already-decided')
  return { ok: true }
}
