/**
 * Which questions of a file are in the bank already, and which only look so? The same text with the same options, in
 * whatever order, case or place of the tone mark, is the same question. One that shares most of its three-letter pieces
 * with another is perhaps the same, and somebody should look.
 */
import { nameKeyOf, searchKeyOf } from '../platform/text.ts'

export type Known = { readonly name: string; readonly text: string; readonly options: readonly string[] }
export type Likeness = { readonly name: string; readonly share: number }

/** Jaccard's index of trigrams, from which two texts count as near: a word changed in a sentence stays above it. */
export const NEAR = 0.7
/** Where a whole bank is alike, one like it is enough to be told; comparing all with all would take minutes. */
const MOST_CANDIDATES = 100

export function sameKeyOf({ text, options }: Pick<Known, 'text' | 'options'>): string {
  return JSON.stringify([nameKeyOf(text), options.map(nameKeyOf).sort()])
}

export type NearFinder = { add(known: Known): void; nearest(question: Omit<Known, 'name'>): Likeness | null }

/**
 * An index by trigrams. Two texts that are near share one of the rarest of either's pieces, so only those are looked up:
 * common pieces like “của” would bring up the whole bank.
 */
export function findNear(all: readonly Omit<Known, 'name'>[]): NearFinder {
  const counts = new Map<string, number>()
  for (const each of all)
    for (const piece of trigramsOf(each)) counts.set(piece, (counts.get(piece) ?? 0) + 1)
  const rarestOf = (pieces: ReadonlySet<string>) =>
    [...pieces]
      .sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0) || (a < b ? -1 : 1))
      .slice(0, Math.floor((1 - NEAR) * pieces.size) + 1)
  const entries: { name: string; pieces: ReadonlySet<string> }[] = []
  const byPiece = new Map<string, number[]>()
  return {
    add(known) {
      const pieces = trigramsOf(known)
      const no = entries.push({ name: known.name, pieces }) - 1
      for (const piece of rarestOf(pieces)) {
        const list = byPiece.get(piece)
        if (list) list.push(no)
        else byPiece.set(piece, [no])
      }
    },
    nearest(question) {
      const pieces = trigramsOf(question)
      const candidates = new Set<number>()
      for (const piece of rarestOf(pieces))
        for (const no of byPiece.get(piece) ?? []) if (candidates.size < MOST_CANDIDATES) candidates.add(no)
      let best: Likeness | null = null
      for (const no of candidates) {
        const entry = entries[no]!
        const share = shareOf(pieces, entry.pieces)
        if (share >= NEAR && share > (best?.share ?? 0)) best = { name: entry.name, share }
      }
      return best
    },
  }
}

function trigramsOf({ text, options }: Omit<Known, 'name'>): Set<string> {
  const key = `  ${searchKeyOf([text, ...options.toSorted()].join(' '))} `
  const pieces = new Set<string>()
  for (let at = 0; at + 3 <= key.length; at += 1) pieces.add(key.slice(at, at + 3))
  return pieces
}

function shareOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = a.intersection(b).size
  return shared / (a.size + b.size - shared)
}
