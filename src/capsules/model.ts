import type { Answers } from '../questions/model.ts'

/**
 * A capsule (niêm phong): what a phone could not send before the deadline, sealed there under the key of its attempt. It
 * proves which attempt's page made it, and nothing about when: every time in it is the phone's word.
 */
export type Capsule = {
  readonly contest: string
  readonly round: number
  readonly attemptId: string
  readonly keyId: string
  readonly sequence: number
  /** The sequence that the phone had been told is held. */
  readonly savedSequence: number
  readonly changedAt: Date
  readonly sealedAt: Date
  readonly heardAt: Date
  readonly sinceHeardMs: number
  readonly phoneAt: Date
  /** Questions, and `prediction`, that the phone had no acknowledgement for. */
  readonly unsent: readonly string[]
  readonly prediction: string | null
  readonly answers: Answers
}

/** The line as it came, what is sealed of it, and the seal. */
export type SealedCapsule = {
  readonly capsule: Capsule
  readonly line: string
  readonly sealedPart: string
  readonly seal: string
}
