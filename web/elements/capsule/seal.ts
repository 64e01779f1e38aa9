/**
 * The last resort (docs/rules/attempts.md, A-11): what did not get through before the deadline, sealed on the phone under a
 * key that the server gave with this attempt's page. One line of plain characters, so that it fits a QR code, can be
 * read out of a picture and pasted anywhere. What it says about time is the phone's word.
 *
 * The reader is src/capsules/read-capsule.ts; docs/rules/attempts.md has the line member by member.
 */
import type { Answers } from '../../../src/attempts/contract.ts'
import { hmacSha256 } from './sha256.ts'

/** What the page is given for it. The key is of this attempt alone. */
export type CapsuleFacts = { contest: string; round: number; keyId: string; key: string }

export type Capsule = {
  attemptId: string
  sequence: number
  /** The sequence that the server has said it holds. */
  savedSequence: number
  /** When the last unsent answer was chosen, by the server's clock as the phone keeps it. */
  changedAt: number
  /** When it was sealed, by the same clock. */
  sealedAt: number
  /** The last time the server told, and how long before the sealing, by the phone's own count. */
  heardAt: number
  sinceHeardMs: number
  /** What the phone's own clock said at the sealing. */
  phoneAt: number
  /** Numbers of the questions (and `prediction`) that were not acknowledged. */
  unsent: string[]
  prediction: string | null
  answers: Answers
}

/** What was sealed, and the line that it became. */
export type Sealed = { line: string; capsule: Capsule }

const MARK = 'HOITHI1'

export function sealCapsule(facts: CapsuleFacts, capsule: Capsule): string {
  const line = [
    MARK,
    facts.contest,
    facts.round,
    capsule.attemptId,
    facts.keyId,
    capsule.sequence,
    capsule.savedSequence,
    ...[capsule.changedAt, capsule.sealedAt, capsule.heardAt, capsule.sinceHeardMs, capsule.phoneAt].map(
      (at) => Math.round(at).toString(36),
    ),
    capsule.unsent.map((no) => (no === 'prediction' ? 'p' : no)).join('.'),
    capsule.prediction === null ? '' : base64url(utf8(capsule.prediction)),
    answersLine(capsule.answers),
  ].join('~')
  return `${line}~${base64url(hmacSha256(bytesOf(facts.key), utf8(line)))}`
}

/** `3b`: question 3, second option; `7ac`: two options; `9=…`: a text; `!`: anything else, as JSON. */
function answersLine(answers: Answers): string {
  return Object.entries(answers)
    .map(([no, answer]) => {
      if (typeof answer === 'string') return `${no}=${base64url(utf8(answer))}.`
      const isPlain = answer.length > 0 && answer.every((option) => option >= 1 && option <= 26)
      if (!isPlain) return `${no}!${base64url(utf8(JSON.stringify(answer)))}.`
      return no + answer.map((option) => String.fromCharCode(96 + option)).join('')
    })
    .join('')
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0))
}
