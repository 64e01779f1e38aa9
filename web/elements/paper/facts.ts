/** What the server wrote into the page for its script. */
import type { Saved } from './outbox.ts'
import type { PaperWords } from './words.ts'

export type PaperFacts = {
  attemptId: string
  startedAt: string
  deadlineAt: string
  serverNow: string
  savedSequence: number
  saved: Saved
  review: string
  receipt: string
  zone: string
  words: PaperWords
}

export function readFacts(): PaperFacts {
  return JSON.parse(document.getElementById('paper-facts')?.textContent ?? '{}')
}

const DRAFT = 'hoithi:draft:'

/** Where the draft of an attempt is kept. Drafts of other attempts are over and forgotten. */
export function draftKey(attemptId: string, storage: Storage): string {
  const own = DRAFT + attemptId
  for (const key of Object.keys(storage)) if (key.startsWith(DRAFT) && key !== own) storage.removeItem(key)
  return own
}
