/**
 * Who may use which route: every route of the server stands here, or it does not start (R-S3). What a role may do beyond
 * its routes (whose proposal, which authority) is in `src/staff/policy.ts` and `rules.ts`. docs/access.md is made of this.
 */
import { ROLES, type Role } from '../staff/model.ts'
import type { Level } from '../staff/rules.ts'

export type Access =
  | { readonly may: 'anybody' | 'contestants' }
  | {
      readonly may: 'staff'
      readonly roles: readonly Role[]
      /** How much of a session it asks for (docs/rules/staff.md, P-12). */
      readonly level: Level
      /** To look at it does not keep the session from idling out. */
      readonly isQuiet?: true
    }

const anybody: Access = { may: 'anybody' }
const contestants: Access = { may: 'contestants' }
const staff = (roles: readonly Role[], level: Level = 'whole'): Access => ({ may: 'staff', roles, level })
const everyone = (level: Level = 'whole') => staff(ROLES, level)

const ADMINISTRATORS: readonly Role[] = ['administrator']
const ORGANISERS: readonly Role[] = ['organiser']
/** An auditor reads what others may read, and changes nothing. */
const readers = (roles: readonly Role[]) => staff([...roles, 'auditor'])
const DECIDERS: readonly Role[] = ['organiser', 'question-reviewer', 'judge']
const ROSTER_KEEPERS: readonly Role[] = ['organiser', 'unit-coordinator']
/** Whoever works with files: everybody but who only looks on. */
const SENDERS: readonly Role[] = ROLES.filter((role) => role !== 'auditor')
const RESULTS: readonly Role[] = ['organiser', 'judge', 'question-reviewer']
const RULERS: readonly Role[] = ['organiser', 'judge']
/** Who writes at questions. */
const WRITERS: readonly Role[] = ['question-writer', 'question-reviewer', 'organiser']
const BANK_READERS: readonly Role[] = [...WRITERS, 'judge']
const PROPOSERS: readonly Role[] = [...DECIDERS, 'question-writer']
/** Who keeps the authority's units. */
const KEEPERS: readonly Role[] = ['administrator', 'organiser']
/** Who declares headcounts: organisers any, a coordinator those of their units. */
const DECLARERS: readonly Role[] = ['organiser', 'unit-coordinator']
/** Who answers contestants; a coordinator looks on, at those of their units. */
const DESK: readonly Role[] = ['help-desk', 'organiser']
const DESK_LOOKS: readonly Role[] = [...DESK, 'unit-coordinator']

const quiet = (roles: readonly Role[]): Access => ({ may: 'staff', roles, level: 'whole', isQuiet: true })
/** Who decides on the day, and who looks on. */
const DAY_LEADERS: readonly Role[] = ['organiser', 'judge']
const DAY_WATCHERS: readonly Role[] = [...DAY_LEADERS, 'administrator', 'help-desk']

export const ACCESS: Readonly<Record<string, Access>> = {
  // For supervisors and proxies; /metrics also looks where the request comes from.
  'GET /healthz': anybody,
  'GET /readyz': anybody,
  'GET /metrics': anybody,

  // The contest, to the public.
  'GET /api/v1/openapi.json': anybody,
  'GET /api/v1/contests': anybody,
  'GET /api/v1/contests/:slug': anybody,
  'GET /api/v1/contests/:slug/rulebook': anybody,
  'GET /api/v1/contests/:slug/units': anybody,
  'GET /api/v1/contests/:slug/statistics': anybody,
  'GET /api/v1/contests/:slug/statistics.csv': anybody,
  'GET /api/v1/contests/:slug/rankings/:round': anybody,
  'GET /api/v1/contests/:slug/rankings/:round/versions': anybody,
  'GET /api/v1/contests/:slug/rankings/:round/versions/:version/changes': anybody,
  'GET /api/v1/contests/:slug/notices': anybody,
  'GET /api/v1/rounds/:roundId/bulletin': anybody,
  'GET /api/v1/keys': anybody,
  'POST /api/v1/contests/:slug/practice': anybody,
  'POST /api/v1/contests/:slug/practice/:practiceId/check': anybody,

  // The help desk: whoever holds the link of an enquiry sees its answer.
  'POST /api/v1/contests/:slug/enquiries': anybody,
  'GET /api/v1/contests/:slug/faq': anybody,
  'GET /api/v1/enquiries/:token': anybody,
  'POST /api/v1/enquiries/:token/follow-ups': anybody,

  // Registering says who one is; signing out forgets it, whoever asks.
  'POST /api/v1/contests/:slug/contestants': anybody,
  'DELETE /api/v1/contests/:slug/session': anybody,
  'GET /api/v1/contests/:slug/contestants/me': contestants,
  'POST /api/v1/rounds/:roundId/attempts': contestants,
  'GET /api/v1/attempts/:attemptId': contestants,
  'GET /api/v1/attempts/:attemptId/paper': contestants,
  'PUT /api/v1/attempts/:attemptId/answers': contestants,
  'POST /api/v1/attempts/:attemptId/submission': contestants,

  // Pages ask the API for the person who looks at them: what may be seen there is decided above.
  'GET /': anybody,
  'GET /*': anybody,
  'GET /api': anybody,
  'GET /assets/*': anybody,
  'GET /privacy': anybody,
  'GET /receipts/check': anybody,
  'POST /receipts/check': anybody,
  'GET /attempts/:attemptId/receipt': anybody,
  'GET /attempts/:attemptId/receipt.json': anybody,
  'GET /help': anybody,
  'GET /help/:token': anybody,
  'POST /help/:token/follow-ups': anybody,
  'GET /contests/:slug/help': anybody,
  'POST /contests/:slug/help': anybody,
  'GET /contests/:slug/faq': anybody,
  'GET /contests': anybody,
  'GET /contests/:slug': anybody,
  'GET /contests/:slug/me': anybody,
  'POST /contests/:slug/leave': anybody,
  'GET /contests/:slug/practice': anybody,
  'POST /contests/:slug/practice': anybody,
  'GET /contests/:slug/rankings': anybody,
  'GET /contests/:slug/rankings/:which': anybody,
  'GET /contests/:slug/register': anybody,
  'POST /contests/:slug/register': anybody,
  'GET /contests/:slug/rounds/:no/paper': anybody,
  'POST /contests/:slug/rounds/:no/paper': anybody,
  'GET /contests/:slug/rounds/:no/review': anybody,
  'GET /contests/:slug/rounds/:no/start': anybody,
  'POST /contests/:slug/rounds/:no/start': anybody,
  'POST /contests/:slug/rounds/:no/submission': anybody,
  'GET /contests/:slug/rounds/:no/waiting': anybody,
  'GET /contests/:slug/rules': anybody,
  'GET /contests/:slug/statistics': anybody,

  // The console is the same file for everybody: what it shows, it asks for below.
  'GET /console': anybody,
  'GET /console/*': anybody,
  'GET /console/_app/*': anybody,

  // The console: coming in.
  'POST /api/v1/staff/sessions': anybody,
  'GET /api/v1/staff/sso': anybody,
  'POST /api/v1/staff/sso/flows': anybody,
  'POST /api/v1/staff/sso/sessions': anybody,
  'POST /api/v1/staff/invitations/opening': anybody,
  'POST /api/v1/staff/invitations/acceptance': anybody,

  // One's own session, whatever it still lacks.
  'GET /api/v1/staff/me': everyone('begun'),
  'GET /api/v1/staff/sessions/current': { may: 'staff', roles: ROLES, level: 'begun', isQuiet: true },
  'POST /api/v1/staff/sessions/current/renewal': everyone('begun'),
  'POST /api/v1/staff/sessions/current/challenge': everyone('begun'),
  'POST /api/v1/staff/sessions/current/second-factor': everyone('begun'),
  'POST /api/v1/staff/sessions/current/step-up': everyone('begun'),
  'DELETE /api/v1/staff/sessions/current': everyone('begun'),
  'GET /api/v1/staff/sessions': everyone(),
  'DELETE /api/v1/staff/sessions/others': everyone(),
  'DELETE /api/v1/staff/sessions/:sessionId': everyone(),

  // What one proves oneself with.
  'PUT /api/v1/staff/me/passphrase': everyone('enrolling'),
  'GET /api/v1/staff/me/factors': everyone(),
  'POST /api/v1/staff/me/totp': everyone('enrolling'),
  'POST /api/v1/staff/me/totp/confirmation': everyone('enrolling'),
  'POST /api/v1/staff/me/passkeys/challenge': everyone('enrolling'),
  'POST /api/v1/staff/me/passkeys': everyone('enrolling'),
  'DELETE /api/v1/staff/me/totp': everyone('fresh'),
  'DELETE /api/v1/staff/me/passkeys/:passkeyId': everyone('fresh'),
  'POST /api/v1/staff/me/recovery-codes': everyone('fresh'),

  // Accounts.
  'GET /api/v1/staff': readers(ADMINISTRATORS),
  'GET /api/v1/staff/units': readers(ADMINISTRATORS),
  'GET /api/v1/staff/:staffId': readers(ADMINISTRATORS),
  'PATCH /api/v1/staff/:staffId': staff(ADMINISTRATORS, 'fresh'),
  'POST /api/v1/staff/:staffId/factor-reset': staff(ADMINISTRATORS, 'fresh'),
  'GET /api/v1/staff/invitations': readers(ADMINISTRATORS),
  'POST /api/v1/staff/invitations': staff(ADMINISTRATORS, 'fresh'),
  'DELETE /api/v1/staff/invitations/:invitationId': staff(ADMINISTRATORS, 'fresh'),

  // Mail: what became of it, and a letter to oneself.
  'GET /api/v1/console/mail': readers(ADMINISTRATORS),
  'GET /api/v1/console/mails': readers(ADMINISTRATORS),
  'POST /api/v1/console/mail/tests': staff(ADMINISTRATORS),

  // Results: to look, also at what a ruling would do, changes nothing.
  'GET /api/v1/console/contests/:slug/results': readers(RESULTS),
  'GET /api/v1/console/contests/:slug/results/questions': readers(RESULTS),
  'GET /api/v1/console/contests/:slug/results/attempts': readers(RESULTS),
  'GET /api/v1/console/contests/:slug/results/:round/versions/:version/standings': readers(RESULTS),
  'GET /api/v1/console/contests/:slug/results/:round/versions/:version/changes': readers(RESULTS),
  'POST /api/v1/console/contests/:slug/results/:round/publication': staff(RULERS, 'fresh'),
  'POST /api/v1/console/contests/:slug/results/:round/withdrawal': staff(RULERS, 'fresh'),
  'GET /api/v1/console/contests/:slug/rulings': readers(RESULTS),
  'POST /api/v1/console/contests/:slug/rulings': staff(RESULTS),
  'GET /api/v1/console/contests/:slug/rulings/:rulingId': readers(RESULTS),
  'GET /api/v1/console/contests/:slug/rulings/:rulingId/changes': readers(RESULTS),
  'POST /api/v1/console/contests/:slug/rulings/:rulingId/proposal': staff(RESULTS, 'fresh'),

  // Four eyes: a key, a result, a rule.
  'GET /api/v1/staff/proposals': readers(PROPOSERS),
  'PUT /api/v1/staff/proposals/:proposalId/confirmation': staff(DECIDERS, 'fresh'),
  'PUT /api/v1/staff/proposals/:proposalId/withdrawal': staff(PROPOSERS, 'fresh'),

  // Setting a contest up.
  'GET /api/v1/console/drafts': readers(ORGANISERS),
  'POST /api/v1/console/drafts': staff(ORGANISERS),
  'GET /api/v1/console/drafts/:draftId': readers(ORGANISERS),
  'POST /api/v1/console/drafts/:draftId/previews': staff(ORGANISERS),
  'PUT /api/v1/console/drafts/:draftId/sections/:section': staff(ORGANISERS),
  'PUT /api/v1/console/drafts/:draftId/units': staff(ORGANISERS),
  'PUT /api/v1/console/drafts/:draftId/exclusions': staff(ORGANISERS),
  'DELETE /api/v1/console/drafts/:draftId': staff(ORGANISERS),
  'POST /api/v1/console/drafts/:draftId/contest': staff(ORGANISERS, 'fresh'),
  'POST /api/v1/console/drafts/:draftId/rule-change': staff(ORGANISERS, 'fresh'),
  'GET /api/v1/console/drafts/:draftId/contest.yaml': readers(ORGANISERS),
  'GET /api/v1/console/contests/:slug/contest.yaml': readers(ORGANISERS),

  // Files that somebody sends in; what is done with them is a route of its own.
  // The record.
  'GET /api/v1/console/deeds': readers(ADMINISTRATORS),
  'GET /api/v1/console/deeds.csv': readers(ADMINISTRATORS),

  // The help desk's own side.
  'GET /api/v1/console/enquiries': readers(DESK_LOOKS),
  'GET /api/v1/console/enquiries/officers': readers(DESK),
  'GET /api/v1/console/enquiries/:enquiryId': readers(DESK_LOOKS),
  'PUT /api/v1/console/enquiries/:enquiryId/holder': staff(DESK),
  'POST /api/v1/console/enquiries/:enquiryId/answers': staff(DESK),
  'PUT /api/v1/console/enquiries/:enquiryId/closing': staff(DESK),
  'POST /api/v1/console/enquiries/:enquiryId/reopening': staff(DESK),
  'PUT /api/v1/console/enquiries/:enquiryId/merger': staff(DESK),
  'POST /api/v1/console/enquiries/:enquiryId/separation': staff(DESK),
  'POST /api/v1/console/enquiries/:enquiryId/notes': staff(DESK),
  'GET /api/v1/console/faqs': readers(DESK),
  'POST /api/v1/console/faqs': staff(DESK),
  'PUT /api/v1/console/faqs/order': staff(DESK),
  'PUT /api/v1/console/faqs/:faqId': staff(DESK),
  'DELETE /api/v1/console/faqs/:faqId': staff(DESK),
  'GET /api/v1/console/ready-answers': readers(DESK),
  'POST /api/v1/console/ready-answers': staff(DESK),
  'PUT /api/v1/console/ready-answers/:readyId': staff(DESK),
  'DELETE /api/v1/console/ready-answers/:readyId': staff(DESK),

  // The units of an authority through time, and the headcounts of its contests.
  'GET /api/v1/console/units': readers(KEEPERS),
  'GET /api/v1/console/units/:code': readers(KEEPERS),
  'GET /api/v1/console/unit-deeds': readers(KEEPERS),
  'POST /api/v1/console/unit-deeds/preview': staff(KEEPERS),
  'POST /api/v1/console/unit-deeds': staff(KEEPERS),
  'PUT /api/v1/console/unit-deeds/:deedId/withdrawal': staff(KEEPERS),
  'POST /api/v1/console/unit-imports': staff(KEEPERS),
  'GET /api/v1/console/contests/:slug/headcounts': readers(DECLARERS),
  'PUT /api/v1/console/contests/:slug/headcounts/:code': staff(DECLARERS),

  'POST /api/v1/console/uploads': staff(SENDERS),
  'PUT /api/v1/console/uploads/:uploadId/parts/:no': staff(SENDERS),
  'DELETE /api/v1/console/uploads/:uploadId': staff(SENDERS),

  // The question bank. A key is shown after asking for it, and every look is on record.
  'GET /api/v1/images/:digest': anybody,
  'GET /api/v1/console/questions': readers(BANK_READERS),
  'GET /api/v1/console/questions/overview': readers(BANK_READERS),
  'GET /api/v1/console/questions/:questionId': readers(BANK_READERS),
  'POST /api/v1/console/questions/comparisons': staff(BANK_READERS),
  'POST /api/v1/console/questions/:questionId/key-looks': staff(BANK_READERS),
  'GET /api/v1/console/key-looks': readers(['administrator', 'organiser', 'question-reviewer']),
  'POST /api/v1/console/questions': staff(WRITERS),
  'POST /api/v1/console/questions/:questionId/drafts': staff(WRITERS),
  'PUT /api/v1/console/questions/:questionId/draft': staff(WRITERS),
  'DELETE /api/v1/console/questions/:questionId/draft': staff(WRITERS),
  'PUT /api/v1/console/questions/:questionId/submission': staff(WRITERS),
  'PUT /api/v1/console/questions/:questionId/return': staff(WRITERS),
  'POST /api/v1/console/questions/approvals': staff(['question-reviewer'], 'fresh'),
  'PUT /api/v1/console/questions/:questionId/retirement': staff(['question-reviewer', 'organiser'], 'fresh'),
  'GET /api/v1/console/legal-sources': readers(BANK_READERS),
  'PUT /api/v1/console/legal-sources/:sourceId': staff(WRITERS),
  'POST /api/v1/console/question-images': staff(WRITERS),
  'POST /api/v1/console/question-imports': staff(WRITERS),
  'GET /api/v1/console/question-imports': readers(WRITERS),
  'GET /api/v1/console/question-imports/:importId': readers(WRITERS),
  'GET /api/v1/console/question-imports/:importId/items': readers(WRITERS),
  'PUT /api/v1/console/question-imports/:importId/columns': staff(WRITERS),
  'PATCH /api/v1/console/question-imports/:importId/items/:no': staff(WRITERS),
  'PUT /api/v1/console/question-imports/:importId/confirmation': staff(WRITERS),
  'DELETE /api/v1/console/question-imports/:importId': staff(WRITERS),
  'GET /api/v1/console/question-template': readers(BANK_READERS),
  'POST /api/v1/console/question-exports': staff(['organiser', 'question-reviewer'], 'fresh'),
  // Rosters: who looks after a part of the units sees and changes the people of that part.
  'GET /api/v1/console/roster/people': readers([...ROSTER_KEEPERS, 'help-desk']),
  'GET /api/v1/console/roster/summary': readers([...ROSTER_KEEPERS, 'help-desk']),
  'POST /api/v1/console/roster/people': staff(ROSTER_KEEPERS),
  'GET /api/v1/console/roster/people/:personId': readers([...ROSTER_KEEPERS, 'help-desk']),
  'PATCH /api/v1/console/roster/people/:personId': staff(ROSTER_KEEPERS),
  'POST /api/v1/console/roster/people/:personId/moves': staff(ROSTER_KEEPERS),
  'GET /api/v1/console/roster/imports': readers(ROSTER_KEEPERS),
  'POST /api/v1/console/roster/imports': staff(ROSTER_KEEPERS),
  'GET /api/v1/console/roster/imports/:importId': readers(ROSTER_KEEPERS),
  'GET /api/v1/console/roster/imports/:importId/rows': readers(ROSTER_KEEPERS),
  'GET /api/v1/console/roster/imports/:importId/missing': readers(ROSTER_KEEPERS),
  'GET /api/v1/console/roster/imports/:importId/units': readers(ROSTER_KEEPERS),
  'PUT /api/v1/console/roster/imports/:importId/units': staff(ROSTER_KEEPERS),
  'GET /api/v1/console/roster/imports/:importId/faults.xlsx': readers(ROSTER_KEEPERS),
  'POST /api/v1/console/roster/imports/:importId/confirmation': staff(ROSTER_KEEPERS),
  'DELETE /api/v1/console/roster/imports/:importId': staff(ROSTER_KEEPERS),
  'GET /api/v1/console/contests/:slug/turnout': readers(ROSTER_KEEPERS),
  'GET /api/v1/console/contests/:slug/turnout/units': readers(ROSTER_KEEPERS),
  'GET /api/v1/console/contests/:slug/turnout.csv': readers(ROSTER_KEEPERS),
  'GET /api/v1/console/contests/:slug/turnout.xlsx': readers(ROSTER_KEEPERS),
  'GET /api/v1/console/contests/:slug/exclusions': readers(['organiser', 'judge', 'help-desk']),
  'GET /api/v1/console/contests/:slug/duplicates': readers(['organiser', 'judge']),
  'POST /api/v1/console/contests/:slug/duplicates/search': staff(['organiser', 'judge']),
  'GET /api/v1/console/contests/:slug/duplicates/search': quiet(['organiser', 'judge', 'auditor']),
  'GET /api/v1/console/contests/:slug/duplicates/:pairId': readers(['organiser', 'judge']),
  'PUT /api/v1/console/contests/:slug/duplicates/:pairId/verdict': staff(['organiser', 'judge'], 'fresh'),
  'POST /api/v1/console/contests/:slug/exclusions': staff(['organiser']),
  'PUT /api/v1/console/contests/:slug/exclusions/:exclusionId/lifting': staff(['organiser']),
  // The contests of an officer.
  'GET /api/v1/console/contests': everyone(),
  'GET /api/v1/console/contests/:slug': everyone(),

  // Before the opening.
  'GET /api/v1/console/contests/:slug/preflight': readers([...DAY_LEADERS, 'administrator']),
  'PUT /api/v1/console/contests/:slug/opening': staff(['organiser'], 'fresh'),
  'POST /api/v1/console/contests/:slug/rehearsals': staff(['organiser']),
  'GET /api/v1/console/contests/:slug/rehearsals': readers([...DAY_LEADERS, 'administrator']),
  'GET /api/v1/console/contests/:slug/rehearsals/:rehearsalId': quiet([
    ...DAY_LEADERS,
    'administrator',
    'auditor',
  ]),
  'PUT /api/v1/console/contests/:slug/rehearsals/:rehearsalId/cancellation': staff(['organiser']),
  'GET /api/v1/console/contests/:slug/rehearsals/:rehearsalId/pages/:page': readers([
    ...DAY_LEADERS,
    'administrator',
  ]),

  // The day itself. What can be undone asks for no fresh proof: every minute counts then.
  'GET /api/v1/console/contests/:slug/incidents': readers(DAY_WATCHERS),
  // To look on keeps no session alive: a screen on the wall is nobody at work.
  'GET /api/v1/console/contests/:slug/live': quiet([...DAY_WATCHERS, 'auditor']),
  'GET /api/v1/console/contests/:slug/live/events': quiet([...DAY_WATCHERS, 'auditor']),
  'POST /api/v1/console/contests/:slug/incidents': staff(DAY_LEADERS),
  'POST /api/v1/console/contests/:slug/time-changes': staff(DAY_LEADERS, 'fresh'),
  'GET /api/v1/console/contests/:slug/persons': readers(DAY_LEADERS),
}

/** What the table says of a route, by method and path; null: it is not in it. */
export function accessOf(route: string): Access | null {
  const [method = '', path = ''] = route.split(' ')
  // A look without the body is a look.
  const asked = method === 'HEAD' ? `GET ${path}` : route
  return ACCESS[asked] ?? null
}
