import type { ContestantId } from '../contestants/model.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { hmac } from '../platform/hmac.ts'
import { deriveKey } from '../platform/secrets.ts'
import type { Contest, Round, RoundId } from '../rounds/model.ts'
import type { Arrival, Pace, Place, Room } from './model.ts'
import { draw, isDrawDue, openRoom, seat, type Verdict } from './rules.ts'
import { findPlaces, holdRoom, listLots, type NewPlace, writePlaces, writeRoom } from './store.ts'

export type SeatNeeds = {
  pool: Pool
  pace: Pace
  /** Nobody can tell beforehand which lot is theirs, and it is the same on every node. */
  lotKey: Buffer
  /** Those of them who resume an attempt, or have none left: they need no place. */
  needNoPlace: (
    arrivals: readonly Pick<Arrival, 'contest' | 'round' | 'contestantId' | 'at'>[],
  ) => Promise<ReadonlySet<ContestantId>>
}

/**
 * Gives everybody of a batch their place, or lets them in. One transaction per round; it does not wait for the disk: after a
 * power cut the last instants may be given out twice, which makes a second of the queue twice as dense and loses nothing.
 */
export async function seatArrivals(needs: SeatNeeds, arrivals: readonly Arrival[]): Promise<Verdict[]> {
  const rounds = new Map<RoundId, Arrival[]>()
  for (const arrival of arrivals)
    rounds.set(arrival.round.id, [...(rounds.get(arrival.round.id) ?? []), arrival])
  const verdicts = new Map<Arrival, Verdict>()
  for (const [, those] of rounds) {
    const free = await needs.needNoPlace(those)
    for (const arrival of those)
      if (free.has(arrival.contestantId)) verdicts.set(arrival, { state: 'admitted' })
    const others = those.filter((arrival) => !verdicts.has(arrival))
    if (others.length > 0) await seatInRound(needs, others, verdicts)
  }
  return arrivals.map((arrival) => verdicts.get(arrival)!)
}

async function seatInRound(
  { pool, pace, lotKey }: SeatNeeds,
  arrivals: readonly Arrival[],
  verdicts: Map<Arrival, Verdict>,
): Promise<void> {
  const { contest, round } = arrivals[0] as { contest: Contest; round: Round }
  const opensAt = round.opensAt.getTime()
  const where = { roundId: round.id, authorityId: contest.authorityId }
  const roundKey = deriveKey(lotKey, `lots/${round.id}`)
  const lotOf = (contestantId: ContestantId) => hmac(roundKey, contestantId).subarray(0, 16)

  await inTransaction(pool, async (tx) => {
    await tx.query('SET LOCAL synchronous_commit = off')
    let room: Room = await holdRoom(tx, where, openRoom(opensAt))
    const fresh = new Map<ContestantId, NewPlace>()
    const note = (contestantId: ContestantId, admittedAt: number | null) =>
      fresh.set(contestantId, { contestantId, admittedAt, lot: lotOf(contestantId) })

    if (isDrawDue(room, Math.max(...arrivals.map(({ at }) => at.getTime())), opensAt)) {
      const lots = await listLots(tx, round.id)
      const drawn = draw(room, pace, opensAt, lots.length)
      room = drawn.room
      for (const [index, contestantId] of lots.entries()) note(contestantId, drawn.instants[index]!)
      await writePlaces(tx, where, [...fresh.values()])
      fresh.clear()
    }
    const ids = arrivals.map(({ contestantId }) => contestantId)
    const places = new Map<ContestantId, Place>(await findPlaces(tx, round.id, ids))
    for (const arrival of arrivals) {
      const { contestantId } = arrival
      const at = arrival.at.getTime()
      const seated = seat(room, { at, place: places.get(contestantId) ?? null, opensAt, pace })
      room = seated.room
      const { verdict } = seated
      verdicts.set(arrival, verdict)
      if (verdict.state === 'admitted' || !verdict.isNew) continue
      const admittedAt = verdict.state === 'queued' ? verdict.admittedAt : null
      places.set(contestantId, { admittedAt })
      note(contestantId, admittedAt)
    }
    await writePlaces(tx, where, [...fresh.values()])
    await writeRoom(tx, round.id, room)
  })
}
