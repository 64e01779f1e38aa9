/** Chance that can be thrown again: the same seed and name give the same throws. */
import { createHash } from 'node:crypto'

export type Dice = {
  /** From `low` up to, and not including, `high`. */
  between(low: number, high: number): number
  whole(low: number, high: number): number
  pick<Item>(items: readonly Item[]): Item
  happens(probability: number): boolean
}

export function diceOf(seed: string): Dice {
  let state = createHash('sha256').update(seed).digest().readUInt32BE(0)
  // mulberry32: small, and good enough to choose moments.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number) => low + next() * (high - low)
  const whole = (low: number, high: number) => Math.floor(between(low, high))
  return {
    between,
    whole,
    pick: (items) => items[whole(0, items.length)]!,
    happens: (probability) => next() < probability,
  }
}
