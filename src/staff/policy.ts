/**
 * Who may do what, beyond what the table of access says of a whole route (docs/rules/staff.md, P-1 to P-3 and P-20).
 */
import type { HeldRole, Officer, ProposalKind, Role } from './model.ts'

type Who = { readonly roles: readonly HeldRole[] }

export function holds(who: Who, roles: readonly Role[]): boolean {
  return who.roles.some(({ role }) => roles.includes(role))
}

/** P-3. An officer of one authority sees and changes nothing of another; one of the installation sees all. */
export function reaches(officer: Pick<Officer, 'authorityId'>, authorityId: string | null): boolean {
  return officer.authorityId === null || officer.authorityId === authorityId
}

/** P-20. Whose word begins such a deed, and whose ends it. */
const PROPOSES: Record<ProposalKind, readonly Role[]> = {
  'question-approval': ['question-writer', 'question-reviewer', 'organiser'],
  'answer-key': ['question-writer', 'question-reviewer', 'organiser', 'judge'],
  'ranking-publication': ['organiser', 'judge'],
  'rule-change': ['organiser'],
  void: ['organiser', 'judge'],
  merge: ['organiser', 'judge'],
  incident: ['organiser', 'judge'],
}
const CONFIRMS: Record<ProposalKind, readonly Role[]> = {
  'question-approval': ['question-reviewer'],
  'answer-key': ['question-reviewer', 'organiser'],
  'ranking-publication': ['organiser', 'judge'],
  'rule-change': ['organiser'],
  void: ['organiser', 'judge'],
  merge: ['organiser', 'judge'],
  incident: ['organiser', 'judge'],
}

export const mayPropose = (who: Who, kind: ProposalKind): boolean => holds(who, PROPOSES[kind])
export const mayConfirm = (who: Who, kind: ProposalKind): boolean => holds(who, CONFIRMS[kind])
