/**
 * Who may start, and when, where more want to than the machine takes? (docs/rules/rounds.md, O-10)
 *
 * Starts are given instants, one after the other at an even pace; an instant once given is kept. As long as the next free
 * instant is now, nobody waits. Who comes in the first seconds of a round and cannot be let in at once draws lots with the
 * others of these seconds; who comes later is served in the order of coming. Nothing here reads a clock.
 */
import type { Pace, Place, Room } from './model.ts'

/** So long after the opening those who wait draw lots: a faster line must not decide. */
export const LOTS_MS = 3_000
/** What comes within a blink of the pace is let in: people do not come evenly. */
export const BLINK_MS = 250
/** A place that was not used by then is given up. */
export const KEPT_MS = 10 * 60_000

export function openRoom(at: number): Room {
  return { freeAt: at, lots: 0, isDrawn: false }
}

export type Verdict =
  | { readonly state: 'admitted' }
  | { readonly state: 'drawing'; readonly isNew: boolean }
  | { readonly state: 'queued'; readonly admittedAt: number; readonly isNew: boolean }

/** Where somebody stands who asks at `at`. Asking again changes nothing: a place is kept until it lapses. */
export function seat(
  room: Room,
  { at, place, opensAt, pace }: { at: number; place: Place | null; opensAt: number; pace: Pace },
): { room: Room; verdict: Verdict } {
  if (place && !hasLapsed(place, at)) {
    if (place.admittedAt === null) return { room, verdict: { state: 'drawing', isNew: false } }
    if (place.admittedAt <= at) return { room, verdict: { state: 'admitted' } }
    return { room, verdict: { state: 'queued', admittedAt: place.admittedAt, isNew: false } }
  }
  const slot = Math.max(room.freeAt, at)
  const next = { ...room, freeAt: slot + step(pace) }
  const drawsLots = !room.isDrawn && at < opensAt + LOTS_MS
  // While somebody waits for the draw nobody who comes later goes before them.
  if (slot - at <= BLINK_MS && (!drawsLots || room.lots === 0))
    return { room: next, verdict: { state: 'admitted' } }
  if (drawsLots) return { room: { ...room, lots: room.lots + 1 }, verdict: { state: 'drawing', isNew: true } }
  return { room: next, verdict: { state: 'queued', admittedAt: Math.ceil(slot), isNew: true } }
}

/** Whether the lots must be drawn before anybody else is seated. */
export function isDrawDue(room: Room, at: number, opensAt: number): boolean {
  return !room.isDrawn && at >= opensAt + LOTS_MS
}

/** The instants of those who drew lots, in the order of the lots: nobody who came later is before them. */
export function draw(
  room: Room,
  pace: Pace,
  opensAt: number,
  lots: number,
): { room: Room; instants: number[] } {
  const from = lots === 0 ? room.freeAt : Math.max(room.freeAt, opensAt + LOTS_MS)
  return {
    room: { freeAt: from + lots * step(pace), lots, isDrawn: true },
    instants: Array.from({ length: lots }, (_, index) => Math.ceil(from + index * step(pace))),
  }
}

/** How many are admitted before somebody whose instant is `admittedAt`; it falls as time goes by and never grows. */
export function aheadOf(admittedAt: number, at: number, { perSecond }: Pace): number {
  return Math.max(0, Math.ceil(((admittedAt - at) * perSecond) / 1000))
}

export function hasLapsed({ admittedAt }: Place, at: number): boolean {
  return admittedAt !== null && at >= admittedAt + KEPT_MS
}

const step = ({ perSecond }: Pace) => 1000 / perSecond
