/** What the server wrote into the page for its script. */
import type { CapsuleFacts } from '../capsule/seal.ts'
import type { News } from './bulletin.ts'
import type { Saved } from './outbox.ts'
import type { PaperWords } from './words.ts'

export type PaperFacts = {
  attemptId: string
  startedAt: string
  deadlineAt: string
  pausedUntil?: string | undefined
  /** What the organisers announce now, and where it is asked for again. */
  bulletin: { url: string; news: News | null } | null
  serverNow: string
  savedSequence: number
  saved: Saved
  review: string
  receipt: string
  zone: string
  capsule: CapsuleFacts
  /** Where the script that draws QR codes is. */
  qr: string
  words: PaperWords
}

export function readFacts<Facts = PaperFacts>(): Facts {
  return JSON.parse(document.getElementById('paper-facts')?.textContent ?? '{}')
}
