/** What the clock of a paper shows, and when it speaks. Pure: it is handed how much time is left. */

/** 09:59; hours only where a paper has any. Rounded up: 00:00 is shown when time is really over. */
export function leftText(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = two(Math.floor(seconds / 60) % 60)
  return `${hours > 0 ? `${hours}:` : ''}${minutes}:${two(seconds % 60)}`
}

export type Warning = 'half' | 'fiveMinutes' | 'oneMinute' | 'thirtySeconds' | 'over'

/** Marks of a paper of this length, the latest last. A mark that would come with or before another is left out. */
export function warningsOf(limitMs: number): { name: Warning; leftMs: number }[] {
  const marks: { name: Warning; leftMs: number }[] = [
    { name: 'half', leftMs: limitMs / 2 },
    { name: 'fiveMinutes', leftMs: 300_000 },
    { name: 'oneMinute', leftMs: 60_000 },
    { name: 'thirtySeconds', leftMs: 30_000 },
    { name: 'over', leftMs: 0 },
  ]
  return marks.filter(({ name, leftMs }) => (name === 'half' ? leftMs > 300_000 : leftMs < limitMs))
}

/** What is to be said now, having last looked when `beforeMs` were left. After a sleep only the latest. */
export function warningBetween(limitMs: number, beforeMs: number, leftMs: number): Warning | null {
  const passed = warningsOf(limitMs).filter((mark) => beforeMs > mark.leftMs && leftMs <= mark.leftMs)
  return passed.at(-1)?.name ?? null
}
