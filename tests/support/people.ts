/** People who take part: they register, start, save and hand in over the API, as a phone does. */
import assert from 'node:assert/strict'
import type { PaperQuestion, StartedAttempt } from '../../src/attempts/contract.ts'
import type { AttemptId } from '../../src/attempts/model.ts'
import { findAttempt } from '../../src/attempts/store.ts'
import { loadPaper } from '../../src/attempts/write-down-papers.ts'
import type { Answers } from '../../src/questions/model.ts'
import { shownKey } from '../../src/questions/rules.ts'
import type { Ask, Reply, TestHouse } from './a-house.ts'

export type Person = { contestantId: string; token: string; phone: string }
/** An attempt that is under way, with its paper. */
export type Going = StartedAttempt & { person: Person }

let lastPhone = 910_000_000

/** A telephone number that nobody in this test has had before. */
export function freshPhone(): string {
  return `0${++lastPhone}`
}

export async function registration(house: TestHouse, changes: Record<string, unknown> = {}) {
  return {
    stream: 'staff',
    fullName: 'Nguyễn Thị Ánh',
    unitId: changes.unitId ?? (await house.unitId('T.SNV')),
    consent: true,
    phone: freshPhone(),
    ...changes,
  }
}

export async function register(
  house: TestHouse,
  changes: Record<string, unknown> = {},
  with_: Ask = {},
): Promise<Person> {
  const body = await registration(house, changes)
  const reply = await house.ask('POST', `/api/v1/contests/${house.contest.slug}/contestants`, {
    body,
    ...with_,
  })
  assert.ok(reply.status === 201 || reply.status === 200, `register: ${reply.status} ${reply.text}`)
  const { contestantId, token } = reply.body
  return { contestantId, token, phone: String(body.phone) }
}

export function askToStart(house: TestHouse, person: Person, with_: Ask & { round?: number } = {}) {
  const { round = 1, ...rest } = with_
  return house.ask('POST', `/api/v1/rounds/${house.round(round).id}/attempts`, {
    token: person.token,
    ...rest,
  })
}

export async function start(
  house: TestHouse,
  person: Person,
  with_: Ask & { round?: number } = {},
): Promise<Going> {
  const reply = await askToStart(house, person, with_)
  assert.ok(reply.status === 201 || reply.status === 200, `start: ${reply.status} ${reply.text}`)
  return { ...reply.body, person }
}

/** Somebody new who has just started. */
export async function aGoing(house: TestHouse, with_: Ask & { round?: number } = {}): Promise<Going> {
  return start(house, await register(house, {}, { at: with_.at }), with_)
}

export function save(
  house: TestHouse,
  going: Going,
  body: { sequence: number; answers: Answers; prediction?: number | string | null },
  with_: Ask = {},
): Promise<Reply> {
  return house.ask('PUT', `/api/v1/attempts/${going.attemptId}/answers`, {
    token: going.person.token,
    body,
    ...with_,
  })
}

export function submit(
  house: TestHouse,
  going: Going,
  body?: { answers?: Answers; prediction?: number | string | null },
  with_: Ask = {},
): Promise<Reply> {
  return house.ask('POST', `/api/v1/attempts/${going.attemptId}/submission`, {
    token: going.person.token,
    body,
    ...with_,
  })
}

export function look(house: TestHouse, going: Going, with_: Ask = {}): Promise<Reply> {
  return house.ask('GET', `/api/v1/attempts/${going.attemptId}`, { token: going.person.token, ...with_ })
}

/** The right answers of a paper, which only the keeper can read. */
export async function rightAnswers(house: TestHouse, going: Pick<Going, 'attemptId'>): Promise<Answers> {
  const attempt = await findAttempt(house.owner, going.attemptId as AttemptId)
  const paper = await loadPaper(house.house, attempt!)
  return Object.fromEntries(
    paper.map((drawn) => {
      const key = shownKey(drawn)
      return [drawn.no, typeof key[0] === 'string' ? key[0] : (key as number[])]
    }),
  )
}

/** The question of a kind on this paper. */
export function ofKind(going: Going, kind: PaperQuestion['kind']): PaperQuestion {
  return going.questions.find((question) => question.kind === kind)!
}

/** An answer to the first question with one right option, by the number of the option. */
export function one(going: Going, option = 1): Answers {
  return { [ofKind(going, 'single').no]: [option] }
}

export function later(instant: string, milliseconds: number): Date {
  return new Date(new Date(instant).getTime() + milliseconds)
}
