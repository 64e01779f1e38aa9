/**
 * How hard is this process pressed, and who gives way? One number from 0 (idle) to 1 (what comes now cannot be done within
 * seconds), and one table: a submission outranks a save, a save a start, a start a registration, and all of them outrank
 * what is only looked at. Asked before any other work, so that a refusal costs next to nothing.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'

export const GIVES_WAY_AT = { look: 0.5, registration: 0.6, start: 0.7, save: 0.85, submission: 1 } as const
export type Rank = keyof typeof GIVES_WAY_AT

export type Pressure = {
  /** From 0 to 1, and above. */
  now(): number
  mustGiveWay(rank: Rank): boolean
  /** Another source of it: the share of a bounded queue that is full. */
  add(source: () => number): void
  stop(): void
}

/** An event loop that is so far behind answers nobody within the time that a person waits. */
const LAG_AT_MOST_MS = 2_000
const LOOK_EVERY_MS = 200

export function watchPressure(): Pressure {
  const sources: (() => number)[] = []
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  let before = 0
  let lag = 0
  const timer = setInterval(() => {
    const mean = Number.isFinite(delay.mean) ? delay.mean / 1e6 : 0
    // The smaller of two looks: one long pause is over when it is noticed, and refuses nobody.
    lag = Math.min(before, mean)
    before = mean
    delay.reset()
  }, LOOK_EVERY_MS)
  timer.unref()
  const now = () => sources.reduce((most, source) => Math.max(most, source()), lag / LAG_AT_MOST_MS)
  return {
    now,
    mustGiveWay: (rank) => now() >= GIVES_WAY_AT[rank],
    add: (source) => void sources.push(source),
    stop: () => {
      clearInterval(timer)
      delay.disable()
    },
  }
}
