/** The only source of the present. Rules never see it: they are handed instants. */
import { uptime } from 'node:os'

export type Clock = { now(): Date }

export const systemClock: Clock = { now: () => new Date() }

/** Milliseconds each. `wall` may jump; `monotonic` stands still while the machine sleeps, `uptime` does not. */
export type TimeSources = { wall(): number; monotonic(): number; uptime(): number }

export const systemSources: TimeSources = {
  wall: () => Date.now(),
  // The same count in every process of the machine, so that an anchor can be handed to a child.
  monotonic: () => Number(process.hrtime.bigint()) / 1e6,
  uptime: () => uptime() * 1000,
}

/** One instant on all three; several processes that share it agree on the time. */
export type Anchor = { readonly wall: number; readonly monotonic: number; readonly uptime: number }

/** Farther apart than this is a jump, and is not followed. */
export const JUMP_MS = 1_000
/** What is less is drift: it is made up for within about a minute, and never faster than one part in a thousand. */
const MADE_UP_WITHIN_MS = 60_000
const STEEPEST = 0.001
/** Less sleep than this is the coarseness of the sources. */
const SLEEP_MS = 1_000

export type Comparison = {
  /** The system's clock minus ours. */
  readonly apartMs: number
  readonly hasJumped: boolean
  readonly sleptMs: number
}

export type AnchoredClock = Clock & {
  /** Looks at the system's clock: follows a drift, refuses a jump. To be called every few seconds. */
  compare(): Comparison
  /** What another process of this machine needs to have the same time. */
  anchor(): Anchor
}

/**
 * A clock that runs from one anchor by the monotonic count, so that nobody's deadline moves when the system's clock is set.
 * It follows the drift that NTP corrects, smoothly, and never runs backwards. A machine that slept wakes up in the present.
 */
export function anchoredClock(sources: TimeSources = systemSources, anchor?: Anchor): AnchoredClock {
  let base: Anchor = anchor ?? {
    wall: sources.wall(),
    monotonic: sources.monotonic(),
    uptime: sources.uptime(),
  }
  let rate = 0
  const at = (monotonic: number) => base.wall + (monotonic - base.monotonic) * (1 + rate)

  return {
    now: () => new Date(at(sources.monotonic())),
    anchor: () => base,
    compare: () => {
      const [monotonic, up] = [sources.monotonic(), sources.uptime()]
      const slept = up - base.uptime - (monotonic - base.monotonic)
      const sleptMs = slept >= SLEEP_MS ? slept : 0
      const now = at(monotonic) + sleptMs
      const apartMs = sources.wall() - now
      const hasJumped = Math.abs(apartMs) > JUMP_MS
      base = { wall: now, monotonic, uptime: up }
      rate = hasJumped ? 0 : Math.max(-STEEPEST, Math.min(STEEPEST, apartMs / MADE_UP_WITHIN_MS))
      return { apartMs, hasJumped, sleptMs }
    },
  }
}
