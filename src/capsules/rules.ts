/**
 * How far may a genuine capsule be believed (docs/rules/attempts.md, A-11)? The seal says whose page it was. Every time in it is
 * the phone's word; all we can do is hold that word against what the server itself wrote down, and say what follows.
 */
import type { Attempt } from '../attempts/model.ts'
import { readPrediction } from '../attempts/rules.ts'
import type { Rulebook } from '../contests/model.ts'
import type { Capsule } from './model.ts'

/** A page seals when time is up; a phone that slept then does it when it wakes. */
const PROMPT_MS = 5 * 60_000
/** How far a phone's reckoning of the server's clock may be out. */
const RECKONING_MS = 10_000
const CLOCK_APART_MS = 2 * 60_000

export type Finding =
  /** The phone contradicts itself, or what the server wrote down. */
  | 'chosen-after-deadline'
  | 'chosen-before-start'
  | 'sealed-before-deadline'
  | 'sealed-in-the-future'
  | 'claims-more-than-saved'
  | 'heard-before-save'
  | 'reckoning-does-not-add-up'
  /** Nothing is wrong, and it matters. */
  | 'sealed-late'
  | 'saved-elsewhere-since'
  | 'was-handed-in'
  | 'not-over-yet'
  | 'voided'
  | 'phone-clock-apart'
  | 'nothing-differs'

export const CONTRADICTIONS: ReadonlySet<Finding> = new Set<Finding>([
  'chosen-after-deadline',
  'chosen-before-start',
  'sealed-before-deadline',
  'sealed-in-the-future',
  'claims-more-than-saved',
  'heard-before-save',
  'reckoning-does-not-add-up',
])

export type Difference = {
  /** Number of the question, or `prediction`. */
  readonly no: string
  readonly held: string | null
  readonly sealed: string | null
  /** Whether the phone says that this one was not acknowledged. If not, somebody changed it elsewhere. */
  readonly unsent: boolean
}

export function weigh(
  capsule: Capsule,
  attempt: Attempt,
  at: Date,
  differences: readonly Difference[],
): Finding[] {
  const { changedAt, sealedAt, heardAt, sinceHeardMs, phoneAt } = capsule
  const apart = (one: Date, two: Date) => one.getTime() - two.getTime()
  const reckoned = new Date(heardAt.getTime() + sinceHeardMs)
  const isSameSave = capsule.savedSequence === attempt.savedSequence
  const found: [Finding, boolean][] = [
    ['chosen-after-deadline', apart(changedAt, attempt.deadlineAt) >= 0],
    ['chosen-before-start', apart(attempt.startedAt, changedAt) > RECKONING_MS],
    ['sealed-before-deadline', apart(attempt.deadlineAt, sealedAt) > RECKONING_MS],
    ['sealed-in-the-future', apart(sealedAt, at) > RECKONING_MS],
    ['claims-more-than-saved', capsule.savedSequence > attempt.savedSequence],
    [
      'heard-before-save',
      isSameSave && attempt.savedAt !== null && apart(attempt.savedAt, heardAt) > RECKONING_MS,
    ],
    ['reckoning-does-not-add-up', Math.abs(apart(reckoned, sealedAt)) > RECKONING_MS || sinceHeardMs < 0],
    ['sealed-late', apart(sealedAt, attempt.deadlineAt) > PROMPT_MS],
    ['saved-elsewhere-since', capsule.savedSequence < attempt.savedSequence],
    ['was-handed-in', attempt.sealed?.ending === 'submitted'],
    ['not-over-yet', attempt.sealed === null && at < attempt.deadlineAt],
    ['voided', attempt.voided],
    ['phone-clock-apart', Math.abs(apart(phoneAt, sealedAt)) > CLOCK_APART_MS],
    ['nothing-differs', differences.length === 0],
  ]
  return found.filter(([, isSo]) => isSo).map(([finding]) => finding)
}

/** What the capsule has otherwise than the server, question by question. */
export function differencesOf(
  capsule: Capsule,
  attempt: Pick<Attempt, 'answers' | 'prediction'>,
  rule: Rulebook['prediction'],
): Difference[] {
  const text = (answer: unknown) => (answer === undefined || answer === null ? null : JSON.stringify(answer))
  const numbers = new Set([...Object.keys(attempt.answers), ...Object.keys(capsule.answers)])
  const answers = [...numbers]
    .sort((a, b) => Number(a) - Number(b))
    .map((no) => ({ no, held: text(attempt.answers[no]), sealed: text(capsule.answers[no]) }))
  const read = readPrediction(rule, capsule.prediction)
  const predicted = read.ok ? (read.value ?? null) : capsule.prediction
  const prediction = { no: 'prediction', held: text(attempt.prediction), sealed: text(predicted) }
  return [...answers, ...(rule === null ? [] : [prediction])]
    .filter(({ held, sealed }) => held !== sealed)
    .map((each) => ({ ...each, unsent: capsule.unsent.includes(each.no) }))
}
