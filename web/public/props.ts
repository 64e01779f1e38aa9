/** What each page is given. The server asks API v1 and hands it on; the pages only show. */
import type { AttemptView, PaperQuestion, Receipt, StartedAttempt } from '../../src/attempts/contract.ts'
import type { ContestView, PublicRulebook } from '../../src/contests/contract.ts'
import type { OwnEnquiry, PublicFaq } from '../../src/helpdesk/contract.ts'
import type { Bulletin, NoticeView } from '../../src/incidents/contract.ts'
import type { Reason } from '../../src/platform/problem.ts'
import type { ContestantView, Ranking, RankingVersion } from '../../src/rankings/contract.ts'
import type { Statistics } from '../../src/statistics/contract.ts'
import type { UnitChoice } from '../../src/units/contract.ts'
import type { Waiting } from '../../src/waiting-room/contract.ts'
import type { CapsuleFacts } from '../elements/capsule/seal.ts'

export type Round = ContestView['rounds'][number]
export type Stream = ContestView['streams'][number]
export type Field = Stream['fields'][number]
export type OwnAttempt = ContestantView['attempts'][number]
/** A form as it was sent, so that nothing typed is lost. */
export type Typed = Record<string, string>
/** What is wrong with a registration, by the name of the field. */
export type Wrong = 'empty' | 'wrong'

/** Where somebody was when they asked the help desk, as it is shown to them. */
export type Along = {
  page?: string
  round?: number
  browser?: string
  saw?: string
  reference?: string
  attemptId?: string
  attemptNo?: number
  receiptCode?: string
}

export type CheckedQuestion = {
  question: PaperQuestion
  given: number[] | string | undefined
  verdict: { right: boolean; correct: (number | string)[]; explanation?: string | undefined; source: string }
}

export type ApiCall = {
  id: string
  method: string
  path: string
  summary: string
  params: { name: string; in: string; required: boolean; text: string }[]
  body: string | null
  replies: { status: string; text: string; type: string | null }[]
}

export type Pages = {
  contests: { contests: ContestView[] }
  contest: {
    contest: ContestView
    rules: PublicRulebook | null
    totals: Statistics | null
    /** What the organisers made known, the newest first. */
    notices: NoticeView[]
  }
  rules: { contest: ContestView; rules: PublicRulebook }
  register: {
    contest: ContestView
    stream: Stream | null
    typed: Typed
    wrong: Record<string, Wrong>
    refusal: Reason | null
    /** What the unit search found; null when nobody has searched. */
    found: UnitChoice[] | null
    chosen: UnitChoice | null
  }
  start: {
    contest: ContestView
    round: Round
    me: ContestantView
    open: OwnAttempt | null
    left: number | null
    notices: NoticeView[]
    /** They asked to start and were given a place in the queue. */
    hasPlace: boolean
    refusal: Reason | null
  }
  paper: {
    contest: ContestView
    round: Round
    attempt: StartedAttempt
    bulletin: Bulletin | null
    /** With what the phone seals answers that did not get through. */
    capsule: CapsuleFacts
    /** The prediction as typed, when the server could not read it. */
    badPrediction: string | null
    justSaved: boolean
  }
  waiting: { contest: ContestView; round: Round; waiting: Waiting }
  review: {
    contest: ContestView
    round: Round
    attempt: StartedAttempt
    bulletin: Bulletin | null
    refusal: Reason | null
  }
  receipt: {
    contest: ContestView
    round: Round
    attempt: AttemptView
    capsule: CapsuleFacts
    own: OwnAttempt | null
    fullName: string
    checkUrl: string | null
    left: number | null
  }
  check: { typed: string; verdict: { receipt: Receipt; genuine: boolean } | 'unreadable' | null }
  me: { contest: ContestView; me: ContestantView }
  practice: { contest: ContestView; practiceId: string; questions: PaperQuestion[]; asked: string }
  'practice-result': { contest: ContestView; score: number; total: number; checked: CheckedQuestion[] }
  standings: {
    contest: ContestView
    which: number | 'final'
    ranking: Ranking | null
    /** Every published version, the newest first; none where there is only one. */
    versions: RankingVersion[]
    /** Whether the rulebook has standings over all rounds. */
    hasFinal: boolean
    page: number
    pageCount: number
  }
  statistics: {
    contest: ContestView
    statistics: Statistics
    /** The unit whose members are shown; null for the top. */
    parent: Statistics['units'][number] | null
    above: Statistics['units']
    shown: Statistics['units']
  }
  'help-choice': { contests: ContestView[]; from: string }
  help: {
    contest: ContestView
    typed: Typed
    along: Along
    /** Name and unit of who is signed in. */
    me: string | null
    wrong: ('topic' | 'text')[]
    refusal: Reason | null
  }
  enquiry: {
    contest: ContestView
    enquiry: OwnEnquiry
    address: string
    link: string
    isNew: boolean
    typed: string
    isBad: boolean
  }
  faq: { contest: ContestView; faqs: PublicFaq[]; query: string }
  api: { calls: ApiCall[]; schemas: { id: string; json: string }[]; version: string }
  privacy: Record<string, never>
  problem: { status: number; reason: Reason | null; reference: string | null }
}

export type PageName = keyof Pages
