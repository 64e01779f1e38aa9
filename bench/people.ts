/**
 * The people of the benches have numbers, and of every number follows an id, so that nobody needs to be read back. Those
 * whose number `every` divides have no paper laid in the open round: they play. They come in an order that jumps all
 * over the table, as people do who registered weeks ago; one after the other they would find each other's pages warm.
 */

/** The players from the `first`-th on. */
export type People = Crowd & { readonly first: number; readonly count: number }
export type Crowd = { readonly people: number; readonly every: number }

export function contestantId(no: number): string {
  return `01990000-0000-7000-8000-${no.toString(16).padStart(12, '0')}`
}

export function playersAmong({ people, every }: Crowd): number {
  return Math.floor(people / every)
}

/** The number of the n-th player: a step that shares no factor with their count meets each of them once. */
export function playerNo(turn: number, crowd: Crowd): number {
  const players = playersAmong(crowd)
  return crowd.every * (1 + ((turn * stepFor(players)) % players))
}

function stepFor(players: number): number {
  let step = Math.max(1, Math.floor(players * 0.618))
  while (divisor(step, players) !== 1) step += 1
  return step
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b)
}
