/** The known word that a person most likely meant: at most a third of its letters off, else none. */
export function nearestWord(written: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((word) => ({ word, off: editsBetween(written.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.off - b.off)
  const best = ranked[0]
  return best && best.off <= Math.max(1, Math.floor(best.word.length / 3)) ? best.word : undefined
}

/** Levenshtein: letters to insert, drop or change; two neighbours swapped count as two. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]!
}
