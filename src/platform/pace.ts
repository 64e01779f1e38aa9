/**
 * How often somebody asks, counted in a window of fixed length; on the path that every save takes, so it allocates nothing
 * and sets no timer. A count may be off by what fell into the window before: it keeps off floods, it settles nothing.
 */
export function keepPace(limit: {
  times: number
  windowMs: number
}): (who: string, nowMs: number) => boolean {
  let counts = new Map<string, number>()
  let endsAt = 0
  /** Whether `who` asked more often than the limit allows in this window. */
  return (who, nowMs) => {
    if (nowMs >= endsAt) {
      counts = new Map()
      endsAt = nowMs + limit.windowMs
    }
    const count = (counts.get(who) ?? 0) + 1
    counts.set(who, count)
    return count > limit.times
  }
}
