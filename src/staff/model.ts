import type { Brand } from '../platform/brand.ts'

export type StaffId = Brand<string, 'StaffId'>
export type SessionId = Brand<string, 'SessionId'>
export type ProposalId = Brand<string, 'ProposalId'>

/** Every role of the console, in the order in which the table of access shows them. */
export const ROLES = [
  'administrator',
  'organiser',
  'question-writer',
  'question-reviewer',
  'unit-coordinator',
  'help-desk',
  'judge',
  'auditor',
] as const
export type Role = (typeof ROLES)[number]

/** A role, and for a unit coordinator the code of the unit at the top of what they see. */
export type HeldRole = { readonly role: Role; readonly unit: string | null }

export type Staff = {
  readonly id: StaffId
  /** Null: of the whole installation. */
  readonly authorityId: string | null
  readonly email: string
  readonly fullName: string
  readonly roles: readonly HeldRole[]
  readonly disabledAt: Date | null
}

/** Who is asking, as the gate found them. */
export type Officer = Pick<Staff, 'id' | 'authorityId' | 'email' | 'fullName' | 'roles'>

export type Session = {
  readonly id: SessionId
  readonly startedAt: Date
  readonly seenAt: Date
  readonly endsAt: Date
  /** When a second factor was shown; null while none was. */
  readonly provenAt: Date | null
  /** When the person was last asked who they are. */
  readonly stepUpAt: Date
}

export type Factors = { readonly totp: boolean; readonly passkeys: number; readonly recoveryCodes: number }

/** What a session still lacks before it may do everything that its roles allow. */
export type Need = 'second-factor' | 'enrol-second-factor'

/** Whether officers without a second factor are only told to get one, or may do nothing else before. */
export type SecondFactor = 'required' | 'offered'

/** What takes two people. The slice whose deed it is proposes it, and does it when it is confirmed. */
export const PROPOSAL_KINDS = [
  'question-approval',
  'answer-key',
  'ranking-publication',
  'rule-change',
  'void',
  'merge',
  'incident',
] as const
export type ProposalKind = (typeof PROPOSAL_KINDS)[number]

export type Proposal = {
  readonly id: ProposalId
  readonly authorityId: string | null
  readonly kind: ProposalKind
  /** About what: an id. */
  readonly subject: string
  readonly details: Readonly<Record<string, unknown>>
  readonly reason: string
  readonly proposedBy: StaffId
  /** In lists, for people. */
  readonly proposerName?: string
  readonly proposedAt: Date
  readonly confirmedBy: StaffId | null
  readonly confirmedAt: Date | null
  readonly withdrawnAt: Date | null
}
