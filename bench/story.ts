/** What one virtual contestant does, again and again: register, start, three saves, submit; a new person each time. */
import { randomBytes } from 'node:crypto'
import { type Answer, type Line, type Question, readJson } from './wire.ts'

export type Kind = 'register' | 'start' | 'save' | 'submit' | 'echo'
/** Asks, takes the time, and says how it went. */
export type Timed = (kind: Kind, question: Question) => Promise<Answer>
export type Stage = {
  readonly slug: string
  readonly roundId: string
  readonly stream: string
  readonly unitIds: readonly string[]
  readonly questions: number
}

/** The request bodies of a save, as the phone sends them: always the whole paper as it stands. */
export function saveBody(sequence: number, answered: number): string {
  const answers = Object.fromEntries(Array.from({ length: answered }, (_, no) => [no + 1, [1 + (no % 4)]]))
  return JSON.stringify({ sequence, answers, prediction: '1.234' })
}

/** The id of the attempt whose submission was acknowledged; null where anything was refused on the way. */
export async function takePart(ask: Timed, stage: Stage, phone: string): Promise<string | null> {
  const registered = await ask('register', {
    method: 'POST',
    path: `/api/v1/contests/${stage.slug}/contestants`,
    body: JSON.stringify({
      stream: stage.stream,
      fullName: 'Nguyễn Thị Minh Ánh',
      unitId: stage.unitIds[Number(phone) % stage.unitIds.length],
      consent: true,
      phone,
    }),
  })
  if (registered.status !== 201) return null
  const { token } = readJson<{ token: string }>(registered)
  const started = await ask('start', {
    method: 'POST',
    path: `/api/v1/rounds/${stage.roundId}/attempts`,
    token,
    body: JSON.stringify({ nonce: randomBytes(16).toString('hex') }),
  })
  if (started.status !== 201) return null
  const { attemptId } = readJson<{ attemptId: string }>(started)
  const path = `/api/v1/attempts/${attemptId}`
  for (const [index, share] of [0.4, 0.7, 1].entries()) {
    const body = saveBody(index + 1, Math.ceil(stage.questions * share))
    const saved = await ask('save', { method: 'PUT', path: `${path}/answers`, token, body })
    if (saved.status !== 200) return null
  }
  const submitted = await ask('submit', { method: 'POST', path: `${path}/submission`, token, body: '{}' })
  return submitted.status === 201 ? attemptId : null
}

export function echo(ask: Timed, stage: Stage): Promise<Answer> {
  const body = saveBody(2, Math.ceil(stage.questions * 0.7))
  // Of the same length as a real token, since headers cost as well.
  return ask('echo', { method: 'PUT', path: '/echo', token: 'e'.repeat(124), body })
}

/** Whatever line is at hand, with a stopwatch. */
export function timed(line: Line, note: (kind: Kind, status: number, begun: number) => void): Timed {
  return async (kind, question) => {
    const begun = performance.now()
    const answer = await line.ask(question)
    note(kind, answer.status, begun)
    return answer
  }
}
