/**
 * The server's clock, on a phone whose own clock may be wrong. What the server said it was, plus what has passed since
 * by the phone's monotonic clock. The reply was on its way for a while: we take the middle of that time.
 */
export type ServerClock = {
  now(): number
  heard(serverNow: string, askedAt: number, answeredAt: number): void
}

type Monotonic = () => number

export function clockFrom(serverNow: string, at: number, monotonic: Monotonic): ServerClock {
  let offset = Date.parse(serverNow) - at
  return {
    now: () => monotonic() + offset,
    heard: (text, askedAt, answeredAt) => {
      const told = Date.parse(text)
      if (Number.isFinite(told)) offset = told - (askedAt + answeredAt) / 2
    },
  }
}

/** From the instant that the server wrote into the page. */
export function serverClock(serverNow: string): ServerClock {
  const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const at = load && load.responseStart > 0 ? (load.requestStart + load.responseStart) / 2 : performance.now()
  return clockFrom(serverNow, at, () => performance.now())
}
