/**
 * Arrival tickets: shedding a request sheds the work, not its time (docs/rules/attempts.md, A-12). Whoever is refused because
 * we are busy, or the database is away, gets a ticket that says when this very save or submission reached us; the same
 * body, sent again with it, counts as having arrived then.
 *
 * What a ticket is worth to somebody who wants to cheat: it is bound to the attempt and to every answer, so it cannot carry
 * others; a process gives a person one at a time, so they cannot be collected and chosen from when the key is known; it is
 * good for two minutes, and neither the expiry of that attempt is written down here, nor are the books closed, before.
 */
import { createHash } from 'node:crypto'
import { deriveKey } from '../platform/secrets.ts'
import { issueToken, readToken } from '../platform/signed-token.ts'
import type { AttemptId } from './model.ts'
import type { AskedDeed } from './write-down-papers.ts'

/** R-P3: a phone that was refused comes back within this time, however often it is refused again. */
export const TICKET_MS = 120_000

/** One a person; of more people than this the first get theirs. About 200 bytes each. */
const PEOPLE_AT_MOST = 50_000

export type Tickets = {
  /** Null where this person holds one for something else. */
  issue(who: string, asked: AskedDeed): string | null
  /** When this very deed first reached us; null where the ticket is not for it, not ours, or too old. */
  arrivalOf(ticket: string, asked: AskedDeed): Date | null
  /** Whether somebody may yet come back with what they sent in time. */
  isOutstanding(id: AttemptId, at: Date): boolean
}

export function keepTickets(sessionKey: Buffer): Tickets {
  const key = deriveKey(sessionKey, 'arrival tickets')
  const given = new Map<string, { attemptId: AttemptId; digest: string; until: number }>()
  const outstanding = new Map<AttemptId, number>()
  const sweep = (now: number) => {
    // In the order in which they were given, so the first that still holds ends the sweep.
    for (const [who, { attemptId, until }] of given) {
      if (until > now) return
      given.delete(who)
      outstanding.delete(attemptId)
    }
  }
  return {
    issue: (who, asked) => {
      const arrivedAt = asked.deed.arrivedAt.getTime()
      sweep(arrivedAt)
      const digest = digestOf(asked)
      const before = given.get(who)
      if (before && (before.attemptId !== asked.attemptId || before.digest !== digest)) return null
      const until = before?.until ?? arrivedAt + TICKET_MS
      if (!before) {
        if (given.size >= PEOPLE_AT_MOST) return null
        given.set(who, { attemptId: asked.attemptId, digest, until })
        outstanding.set(asked.attemptId, until)
      }
      return issueToken(
        key,
        ['t', asked.attemptId, digest, (until - TICKET_MS).toString(36)],
        // Tokens end on whole seconds.
        new Date(until + 999),
      )
    },
    arrivalOf: (ticket, asked) => {
      const [kind, attemptId, digest, instant] = readToken(key, ticket, asked.deed.arrivedAt) ?? []
      if (kind !== 't' || attemptId !== asked.attemptId || digest !== digestOf(asked) || !instant) return null
      const arrivedAt = new Date(Number.parseInt(instant, 36))
      return arrivedAt < asked.deed.arrivedAt ? arrivedAt : null
    },
    isOutstanding: (id, at) => (outstanding.get(id) ?? 0) > at.getTime(),
  }
}

/** Everything of a deed but when it came. */
function digestOf({ deed: { arrivedAt: _arrivedAt, ...rest } }: AskedDeed): string {
  return createHash('sha256').update(JSON.stringify(rest)).digest('base64url').slice(0, 22)
}
