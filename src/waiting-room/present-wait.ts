import type { Waiting } from './contract.ts'
import type { Wait } from './model.ts'

/** Nobody needs to ask more rarely than this, however long the queue: a page may have been closed and opened again. */
const LONGEST_SECONDS = 30

/** What goes out with the 503: the wait as it is, and when it is worth asking again. */
export function presentWait(wait: Wait, at: Date): { waiting: Waiting; retryAfter: string } {
  const seconds = Math.max(1, Math.ceil((wait.admittedAt.getTime() - at.getTime()) / 1000))
  return {
    retryAfter: String(Math.min(LONGEST_SECONDS, seconds)),
    waiting: {
      ticket: wait.ticket,
      state: wait.state,
      ...(wait.ahead !== null && { ahead: wait.ahead }),
      seconds,
      admittedAt: wait.admittedAt.toISOString(),
      serverNow: at.toISOString(),
    },
  }
}
