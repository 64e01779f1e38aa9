/**
 * The waiting room in front of the starts: asked before any other work. Who comes with a ticket is answered from the ticket
 * alone; the others are seated in batches.
 */
import { createGatherer } from '../platform/group-commit.ts'
import { deriveKey } from '../platform/secrets.ts'
import { issueToken, readToken } from '../platform/signed-token.ts'
import { pauseAt } from '../rounds/rules.ts'
import type { Admission, Arrival, Pace, Wait } from './model.ts'
import { aheadOf, hasLapsed, KEPT_MS, LOTS_MS, type Verdict } from './rules.ts'
import { type SeatNeeds, seatArrivals } from './seat-arrivals.ts'

export type Admit = (arrival: Arrival) => Promise<Admission>

const QUEUE = { lanes: 1, batchAtMost: 1_000, waitingAtMost: 20_000, oldestAtMostMs: 8_000 }

export function openWaitingRoom(
  needs: Pick<SeatNeeds, 'pool' | 'needNoPlace'> & { sessionKey: Buffer; pace: Pace },
): Admit {
  const { pace } = needs
  const ticketKey = deriveKey(needs.sessionKey, 'waiting room')
  const lotKey = deriveKey(needs.sessionKey, 'waiting lots')
  const gatherer = createGatherer<Arrival, Verdict>({
    ...QUEUE,
    subjectOf: ({ contestantId }) => contestantId,
    write: (arrivals) => seatArrivals({ ...needs, lotKey }, arrivals),
  })

  const waitUntil = (arrival: Arrival, state: Wait['state'], admittedAt: number): Admission => {
    const says = ['w', arrival.round.id, arrival.contestantId, state === 'queued' ? String(admittedAt) : '']
    return {
      ok: false,
      reason: 'wait',
      wait: {
        ticket: issueToken(ticketKey, says, new Date(admittedAt + KEPT_MS)),
        state,
        ahead: state === 'queued' ? aheadOf(admittedAt, arrival.at.getTime(), pace) : null,
        admittedAt: new Date(admittedAt),
      },
    }
  }

  return async (arrival) => {
    const { round, contestantId, ticket } = arrival
    // Who comes too early or too late is told so by the round, not by us.
    if (arrival.at < round.opensAt || arrival.at >= round.closesAt || pauseAt(round, arrival.at))
      return { ok: true }
    if (ticket !== undefined) {
      // Genuine, though it may have lapsed: that is looked at below.
      const [kind, roundId, whose, instant] = readToken(ticketKey, ticket, new Date(0)) ?? []
      if (kind !== 'w' || roundId !== round.id || whose !== contestantId)
        return { ok: false, reason: 'no-ticket' }
      const place = { admittedAt: instant ? Number(instant) : null }
      if (place.admittedAt !== null && !hasLapsed(place, arrival.at.getTime()))
        return place.admittedAt <= arrival.at.getTime()
          ? { ok: true }
          : waitUntil(arrival, 'queued', place.admittedAt)
    }
    const verdict = await gatherer.take(arrival)
    if (verdict.state === 'admitted') return { ok: true }
    if (verdict.state === 'queued') return waitUntil(arrival, 'queued', verdict.admittedAt)
    return waitUntil(arrival, 'drawing', Math.max(round.opensAt.getTime() + LOTS_MS, arrival.at.getTime()))
  }
}
