/**
 * What one guest asks for, request after request. A story is made of what every request costs the driver, so it makes the
 * tokens beforehand, and of an answer it reads only what the next request needs.
 */
import { issueToken } from '../src/platform/signed-token.ts'
import { contestantId, type People, playerNo } from './people.ts'
import { type Answer, bodyOf, writeRequest } from './wire.ts'

export type Kind = 'start' | 'save' | 'submit' | 'echo' | 'get'

/** One after the other on the way through a story. */
export type Guest = {
  readonly no: number
  readonly token: string
  step: number
  /** When this step should be asked, by the schedule or, where there is none, when it was. */
  due: number
  /** Of an attempt: its id, the last sequence that was acknowledged, and whether the submission was. */
  attemptId: string
  saved: number
  submitted: boolean
}

export type Story = {
  /** The kind of each step of a guest. */
  readonly steps: readonly Kind[]
  /** Null: there is nobody left. */
  next(): Guest | null
  ask(guest: Guest): string
  /** Of an answer with the expected status. */
  hear(guest: Guest, bytes: Buffer, answer: Answer): void
}

export type Stage = {
  readonly roundId: string
  readonly contestId: string
  readonly questions: number
  /** In hex: what the server signs its contestants' tokens with. */
  readonly sessionKey: string
  readonly people: People
}
export type Begun = { readonly no: number; readonly attemptId: string }

/** What crosses to the worker thread. */
export type Told =
  | { readonly story: 'attempts' | 'starts' | 'saves'; readonly stage: Stage }
  | { readonly story: 'submissions'; readonly stage: Stage; readonly begun: readonly Begun[] }
  | { readonly story: 'echo' }
  | { readonly story: 'get'; readonly path: string }

export const EXPECTED: Record<Kind, number> = { start: 201, save: 200, submit: 201, echo: 200, get: 200 }

const ATTEMPT: readonly Kind[] = ['start', 'save', 'save', 'save', 'submit']
/** Below the pace that the server allows one person a minute. */
const SAVES_EACH = 400

/** The body of a save as the phone sends it: always the whole paper as it stands. */
export function saveBody(sequence: number, answered: number): string {
  const answers = Array.from({ length: answered }, (_, no) => `"${no + 1}":[${1 + ((no + sequence) % 4)}]`)
  return `{"sequence":${sequence},"answers":{${answers.join(',')}},"prediction":"1.234"}`
}

export function tell(told: Told): Story {
  if (told.story === 'echo') {
    // Of the same length as a real token and a real save, since headers and bodies cost as well.
    const request = writeRequest('PUT', '/echo', 'e'.repeat(124), saveBody(2, 7))
    return repeated('echo', request)
  }
  if (told.story === 'get') return repeated('get', writeRequest('GET', told.path, null, null))
  return told.story === 'submissions' ? submissions(told.stage, told.begun) : attempts(told.story, told.stage)
}

/** The same request for ever; a guest has as many steps as one of an attempt, so that the driver does the same work. */
function repeated(kind: Kind, request: string): Story {
  return {
    steps: ATTEMPT.map(() => kind),
    next: () => aGuest(0, ''),
    ask: () => request,
    hear: () => {},
  }
}

function attempts(story: 'attempts' | 'starts' | 'saves', stage: Stage): Story {
  const tokenOf = tokensOf(stage)
  const { first, count } = stage.people
  const numbers = Array.from({ length: count }, (_, index) => playerNo(first + index, stage.people))
  const tokens = numbers.map(tokenOf)
  let taken = 0
  const bodies = [0.4, 0.7, 1].map((share, index) => saveBody(index + 1, Math.ceil(stage.questions * share)))
  const start = before('POST', `/api/v1/rounds/${stage.roundId}/attempts`)
  const steps: readonly Kind[] =
    story === 'attempts'
      ? ATTEMPT
      : story === 'starts'
        ? ['start']
        : ['start', ...new Array<Kind>(SAVES_EACH).fill('save')]
  return {
    steps,
    next: () => (taken < count ? aGuest(numbers[taken]!, tokens[taken++]!) : null),
    ask: (guest) => {
      const kind = steps[guest.step]
      if (kind === 'start') return `${start}${guest.token}\r\n${withBody(startBody(guest.no))}`
      if (kind === 'submit') return `${submissionOf(guest)}${withBody('{}')}`
      const body = story === 'saves' ? saveBody(guest.step, stage.questions) : bodies[guest.step - 1]!
      return `PUT /api/v1/attempts/${guest.attemptId}/answers${HEAD}${guest.token}\r\n${withBody(body)}`
    },
    hear: (guest, bytes, answer) => {
      const kind = steps[guest.step]
      if (kind === 'start') guest.attemptId = attemptIdIn(bytes, answer)
      else if (kind === 'save') guest.saved = guest.step
      else guest.submitted = true
    },
  }
}

/** Handing in what was begun before, with the whole paper in the body. */
function submissions(stage: Stage, begun: readonly Begun[]): Story {
  const tokenOf = tokensOf(stage)
  const guests = begun.map(({ no, attemptId }) => ({ ...aGuest(no, tokenOf(no)), attemptId }))
  const body = withBody(saveBody(1, stage.questions).replace('"sequence":1,', ''))
  let taken = 0
  return {
    steps: ['submit'],
    next: () => guests[taken++] ?? null,
    ask: (guest) => `${submissionOf(guest)}${body}`,
    hear: (guest) => {
      guest.submitted = true
    },
  }
}

const HEAD = ' HTTP/1.1\r\nhost: 127.0.0.1\r\naccept-encoding: gzip, br\r\nauthorization: Bearer '
const before = (method: string, path: string) => `${method} ${path}${HEAD}`
const withBody = (body: string) =>
  `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
const submissionOf = ({ attemptId, token }: Guest) =>
  `${before('POST', `/api/v1/attempts/${attemptId}/submission`)}${token}\r\n`
const startBody = (no: number) => `{"nonce":"${no.toString(16).padStart(32, 'b')}"}`

function aGuest(no: number, token: string): Guest {
  return { no, token, step: 0, due: 0, attemptId: '', saved: 0, submitted: false }
}

/** As the gates sign people in. */
function tokensOf({ sessionKey, contestId }: Stage): (no: number) => string {
  const key = Buffer.from(sessionKey, 'hex')
  const endsAt = new Date(Date.now() + 60 * 86_400_000)
  return (no) => issueToken(key, ['c', contestId, contestantId(no)], endsAt)
}

const ATTEMPT_ID = Buffer.from('"attemptId":"')

/** In a paper that came compressed it is deep inside; one that did not is not unpacked. */
function attemptIdIn(bytes: Buffer, answer: Answer): string {
  let at = bytes.indexOf(ATTEMPT_ID, answer.bodyAt)
  if (at >= 0 && at < answer.end) return bytes.toString('latin1', at + 13, at + 49)
  const body = bodyOf(bytes, answer)
  at = body.indexOf(ATTEMPT_ID)
  if (at < 0) throw new Error('a start was answered without an attempt')
  return body.toString('latin1', at + 13, at + 49)
}
