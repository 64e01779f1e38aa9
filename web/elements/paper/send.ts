/** One save over the network, and what its reply means for the outbox. */
import type { Reply, Send } from './outbox.ts'

type Heard = (serverNow: string, askedAt: number, answeredAt: number) => void

const TOO_LONG_MS = 15_000

export function sendTo(attemptId: string, heard: Heard): Send {
  return async (paper): Promise<Reply> => {
    const askedAt = performance.now()
    // Not AbortSignal.timeout: the browsers inside other apps are often years old.
    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(), TOO_LONG_MS)
    try {
      const reply = await fetch(`/api/v1/attempts/${attemptId}/answers`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(paper),
        signal: patience.signal,
      })
      const body = await reply.json()
      if (reply.ok) {
        heard(body.serverNow, askedAt, performance.now())
        return { is: 'held', savedSequence: body.savedSequence, saved: body.saved }
      }
      return meaningOf(reply.status, body, Number(reply.headers.get('retry-after')) * 1000)
    } catch {
      return { is: 'later', busy: false }
    } finally {
      clearTimeout(timer)
    }
  }
}

type Problem = { reason?: string; errors?: { pointer: string }[] }

function meaningOf(status: number, problem: Problem, afterMs: number): Reply {
  if (problem.errors?.length && problem.errors.every(({ pointer }) => pointer === '/prediction'))
    return { is: 'bad-prediction' }
  if (status === 409 || status === 404) return { is: 'over' }
  if (status === 401 || status === 403) return { is: 'signed-out' }
  if (status === 429 || status >= 500) return { is: 'later', busy: true, afterMs: afterMs || undefined }
  return { is: 'refused' }
}
