/** Where one can go, and whose work it is. A page of a part is one line here. */
import type { Role } from '../../../../src/staff/contract.ts'
import type { shell } from '../../../messages/console/shell.ts'

/** Every address of the console begins with it. */
export const BASE = '/console'

type Words = (typeof shell)['vi']
type Place<Name> = { name: Name; path: string; roles: readonly Role[] | 'all' }

const RESULTS: readonly Role[] = ['organiser', 'judge', 'question-reviewer', 'auditor']
const SETTERS: readonly Role[] = ['organiser', 'judge', 'auditor']

/** Behind /console. */
export const PLACES: readonly Place<keyof Words['nav']>[] = [
  { name: 'home', path: '/', roles: 'all' },
  { name: 'proposals', path: '/proposals', roles: [...RESULTS, 'question-writer'] },
  { name: 'drafts', path: '/drafts', roles: ['organiser', 'auditor'] },
  {
    name: 'questions',
    path: '/questions',
    roles: ['organiser', 'question-writer', 'question-reviewer', 'judge', 'auditor'],
  },
  { name: 'rosters', path: '/rosters', roles: ['organiser', 'unit-coordinator', 'help-desk', 'auditor'] },
  { name: 'helpdesk', path: '/helpdesk', roles: ['help-desk', 'organiser', 'unit-coordinator', 'auditor'] },
  { name: 'accounts', path: '/accounts', roles: ['administrator', 'auditor'] },
  { name: 'mail', path: '/mail', roles: ['administrator', 'auditor'] },
  { name: 'audit', path: '/audit', roles: ['administrator', 'auditor'] },
  { name: 'units', path: '/units', roles: ['administrator', 'organiser', 'auditor'] },
]

/** Behind /console/contests/:slug. */
export const CONTEST_PLACES: readonly Place<keyof Words['contestNav']>[] = [
  { name: 'overview', path: '', roles: SETTERS },
  {
    name: 'day',
    path: '/day',
    roles: ['organiser', 'judge', 'administrator', 'help-desk', 'auditor'],
  },
  { name: 'rehearsals', path: '/rehearsals', roles: [...SETTERS, 'administrator'] },
  {
    name: 'preflight',
    path: '/preflight',
    roles: ['organiser', 'judge', 'administrator', 'help-desk', 'auditor'],
  },
  { name: 'results', path: '/results', roles: RESULTS },
  { name: 'headcounts', path: '/headcounts', roles: ['organiser', 'unit-coordinator', 'auditor'] },
  { name: 'turnout', path: '/turnout', roles: ['organiser', 'unit-coordinator', 'auditor'] },
  { name: 'exclusions', path: '/exclusions', roles: ['organiser', 'judge', 'help-desk', 'auditor'] },
  { name: 'duplicates', path: '/duplicates', roles: SETTERS },
]

export const mayGo = (place: Place<string>, held: readonly { role: Role }[]): boolean =>
  place.roles === 'all' || held.some(({ role }) => place.roles.includes(role))
