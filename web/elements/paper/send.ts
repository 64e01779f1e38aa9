/** One save over the network, and what its reply means for the outbox. */
import { type Answer, asJson, ask, isPassing } from '../ask.ts'
import type { Reply, Saved, Send } from './outbox.ts'

type Heard = (serverNow: string, askedAt: number, answeredAt: number) => void

const TOO_LONG_MS = 15_000
const SHORTEST_MS = 4000

export function sendTo(
  attemptId: string,
  { heard, moved, leftMs }: { heard: Heard; moved(deadlineAt: string): void; leftMs(): number },
): Send {
  return async (paper, ticket): Promise<Reply> => {
    const url = `/api/v1/attempts/${attemptId}/answers`
    const answer = await ask(url, patienceMs(leftMs()), asJson('PUT', JSON.stringify(paper), ticket))
    if (answer?.status === 200) {
      heard(String(answer.body.serverNow), answer.askedAt, answer.answeredAt)
      if (typeof answer.body.deadlineAt === 'string') moved(answer.body.deadlineAt)
    }
    return meaningOf(answer)
  }
}

/** A reply that hangs must leave time for another try before the end. */
export function patienceMs(leftMs: number): number {
  return Math.min(TOO_LONG_MS, Math.max(SHORTEST_MS, leftMs / 3))
}

type Problem = { reason?: string; errors?: { pointer: string }[]; ticket?: unknown }

export function meaningOf(answer: Answer | null): Reply {
  if (answer === null) return { is: 'later', busy: false }
  const { status, body, afterMs } = answer
  if (status === 200) {
    const { savedSequence, saved } = body as { savedSequence?: unknown; saved?: Saved }
    if (typeof savedSequence !== 'number') return { is: 'later', busy: false }
    return { is: 'held', savedSequence, saved }
  }
  const problem = body as Problem
  if (isPassing(answer)) {
    const ticket = typeof problem.ticket === 'string' ? problem.ticket : undefined
    return { is: 'later', busy: true, afterMs, ticket }
  }
  if (problem.errors?.length && problem.errors.every(({ pointer }) => pointer === '/prediction'))
    return { is: 'bad-prediction' }
  if (problem.reason === 'already-submitted') return { is: 'handed-in' }
  if (status === 409 || status === 404) return { is: 'over' }
  if (status === 401 || status === 403) return { is: 'signed-out' }
  return { is: 'refused' }
}
