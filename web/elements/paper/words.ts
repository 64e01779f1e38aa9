/** The sentences that the script of the paper needs; it gets them with the page, in the tongue of the page. */
import type { Messages } from '../../messages/vi.ts'

const NEEDED = [
  'saving',
  'saved',
  'ready',
  'offline',
  'busy',
  'keptHere',
  'keptInPage',
  'signedOut',
  'refused',
  'toReview',
  'half',
  'fiveMinutes',
  'oneMinute',
  'thirtySeconds',
  'over',
  'overOffline',
  'overUnsent',
  'submitting',
  'submitOffline',
  'submitBusy',
  'left',
  'elsewhere',
  'announced',
  'pausedUntil',
  'moved',
] as const

export type PaperWords = Record<(typeof NEEDED)[number], string>

export function paperWords(words: Messages['paper']): PaperWords {
  return Object.fromEntries(NEEDED.map((name) => [name, words[name]])) as PaperWords
}
