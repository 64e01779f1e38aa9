/** What an officer is told of a ruling that is being drawn up (docs/rules/rulings.md, V-7). */

/** Longer than any one step of it takes: nobody is at work on it any more. */
const SILENT_MS = 10 * 60_000

export function isInterrupted(ruling: { readyAt: Date | null; seenAt: Date }, at: Date): boolean {
  return ruling.readyAt === null && at.getTime() - ruling.seenAt.getTime() > SILENT_MS
}
