/**
 * The server's clock, on a phone whose own clock may be wrong. What the server said it was, plus what has passed since
 * by the phone's monotonic clock. The reply was on its way for a while: we take the middle of that time.
 */
export type ServerClock = {
  now(): number
  heard(serverNow: string, askedAt: number, answeredAt: number): void
  /** The last time that the server told, and how long ago by the phone's own count. */
  last(): { at: number; sinceMs: number }
}

type Monotonic = () => number

/** A reply as quick as this is always believed: after a sleep the phone's own count of time may have stood still. */
const SURE_MS = 2000

export function clockFrom(serverNow: string, at: number, monotonic: Monotonic): ServerClock {
  let offset = Date.parse(serverNow) - at
  let shortest = Number.POSITIVE_INFINITY
  let last = { at: Date.parse(serverNow), told: at }
  return {
    now: () => monotonic() + offset,
    heard: (text, askedAt, answeredAt) => {
      const told = Date.parse(text)
      const trip = answeredAt - askedAt
      if (Number.isFinite(told)) last = { at: told, told: (askedAt + answeredAt) / 2 }
      // A reply that waited in the server's queue says when it was asked for, not when half its way was done.
      if (trip > SURE_MS && trip > shortest) return
      shortest = Math.min(shortest, trip)
      if (Number.isFinite(told)) offset = told - (askedAt + answeredAt) / 2
    },
    last: () => ({ at: last.at, sinceMs: monotonic() - last.told }),
  }
}

/** From the instant that the server wrote into the page. */
export function serverClock(serverNow: string): ServerClock {
  const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const at = load && load.responseStart > 0 ? (load.requestStart + load.responseStart) / 2 : performance.now()
  return clockFrom(serverNow, at, () => performance.now())
}
