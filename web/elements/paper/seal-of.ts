/** The draft of a paper as a sealed capsule, with what this phone knows of the time. */
import { type Capsule, type CapsuleFacts, type Sealed, sealCapsule } from '../capsule/seal.ts'
import type { ServerClock } from '../server-clock.ts'
import type { Draft } from './outbox.ts'

export function sealOf(
  draft: Draft,
  { attemptId, capsule: facts }: { attemptId: string; capsule: CapsuleFacts },
  clock: Pick<ServerClock, 'now' | 'last'>,
): Sealed {
  const { at, sinceMs } = clock.last()
  const sealedAt = clock.now()
  const capsule: Capsule = {
    attemptId,
    sequence: draft.sequence,
    savedSequence: draft.held,
    changedAt: draft.changedAt ?? sealedAt,
    sealedAt,
    heardAt: at,
    sinceHeardMs: sinceMs,
    phoneAt: Date.now(),
    unsent: Object.keys(draft.changed),
    prediction: draft.prediction,
    answers: draft.answers,
  }
  return { line: sealCapsule(facts, capsule), capsule }
}
