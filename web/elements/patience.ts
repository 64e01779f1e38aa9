/**
 * How long a phone waits before it tries again: exponential back-off with full jitter, never sooner than the server
 * asked for, and from a purse of ten tries that fills slowly. Only this layer tries again; nothing below it does.
 */
export const FIRST_MS = 1000
export const LONGEST_MS = 30_000
export const TRIES = 10

export function createPatience(random: () => number, now: () => number) {
  let failures = 0
  let purse = TRIES
  let countedAt = now()

  /** One more try has failed: how long until the next. */
  function failed(afterMs = 0): number {
    const earned = Math.max(0, Math.floor((now() - countedAt) / LONGEST_MS))
    countedAt += earned * LONGEST_MS
    purse = Math.min(TRIES, purse + earned)
    const jittered = random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** failures)
    failures += 1
    // A whole number of seconds is the same for many: a little of our own on top keeps them from coming together.
    const asked = afterMs > 0 ? afterMs + random() * FIRST_MS : 0
    if (purse > 0) {
      purse -= 1
      return Math.max(jittered, asked)
    }
    // The purse is empty. A paper still has its deadline, so it goes on, but seldom.
    return Math.max(LONGEST_MS * (0.5 + random() / 2), asked)
  }

  /** A yes ends the run of failures, and gives one try back: where every other try fails, tries stay what they cost. */
  function succeeded(): void {
    failures = 0
    purse = Math.min(TRIES, purse + 1)
  }

  return { failed, succeeded }
}
