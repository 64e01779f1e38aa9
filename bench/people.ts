/**
 * The people of the benches have numbers, and of every number follows an id, so that nobody needs to be read back.
 * Every fifth has no paper laid, and plays. They come in an order that jumps all over the table, as people do who
 * registered weeks ago: in the order of their numbers they would find each other's pages warm.
 */
export const EVERY = 5

/** The players from the `first`-th on, of those among `people`. */
export type People = { readonly first: number; readonly count: number; readonly people: number }

export function contestantId(no: number): string {
  return `01990000-0000-7000-8000-${no.toString(16).padStart(12, '0')}`
}

export function playersAmong(people: number): number {
  return Math.floor(people / EVERY)
}

/** The number of the n-th player: a step that shares no factor with their count meets each of them once. */
export function playerNo(turn: number, people: number): number {
  const players = playersAmong(people)
  return EVERY * (1 + ((turn * stepFor(players)) % players))
}

function stepFor(players: number): number {
  let step = Math.max(1, Math.floor(players * 0.618))
  while (divisor(step, players) !== 1) step += 1
  return step
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b)
}
