/**
 * When may a paper be saved and handed in, and what is it when its time is up? (docs/rules/attempts.md, A-1 to A-8)
 *
 * The deadline is the earlier of start + time limit and the closing of the round. It is an instant that is already
 * too late: [startedAt, deadlineAt). What counts is when the request reached us, not when we got round to it. An
 * attempt whose time ran out is what was saved before its deadline, with the deadline as its time; that is true
 * from that instant on, whoever writes it down and whenever.
 */
import type { Rulebook } from '../contests/model.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { readNumber } from '../platform/text.ts'
import type { Answers } from '../questions/model.ts'
import type { Pause } from '../rounds/model.ts'
import type { Attempt, Ending, PaperDeed } from './model.ts'

/**
 * `doorClosesAt` is the closing of the round, or of today's hours where the rulebook names some. While organisers have
 * the round stand still nobody's own time runs (I-4); time that has run out when a pause begins has run out.
 */
export function deadlineOf(
  startedAt: Date,
  timeLimitSeconds: number,
  doorClosesAt: Date,
  pauses: readonly Pause[] = [],
): Date {
  let ends = startedAt.getTime() + timeLimitSeconds * 1000
  for (const { from, until } of pauses)
    if (from.getTime() < ends && until > startedAt)
      ends += until.getTime() - Math.max(from.getTime(), startedAt.getTime())
  return ends < doorClosesAt.getTime() ? new Date(ends) : doorClosesAt
}

/** True from the deadline on, written down or not. */
export function hasExpired(attempt: Pick<Attempt, 'sealed' | 'deadlineAt'>, at: Date): boolean {
  return attempt.sealed === null && at >= attempt.deadlineAt
}

export function stateOf(attempt: Attempt, at: Date): 'open' | 'sealed' | 'expired' | 'void' {
  if (attempt.voided) return 'void'
  if (attempt.sealed) return attempt.sealed.ending === 'submitted' ? 'sealed' : 'expired'
  return hasExpired(attempt, at) ? 'expired' : 'open'
}

/** An expired attempt with nothing saved is an attempt, and nobody's participation. */
export function isParticipation(
  ending: Ending,
  attempt: Pick<Attempt, 'savedSequence' | 'answers'>,
): boolean {
  return ending === 'submitted' || (attempt.savedSequence > 0 && Object.keys(attempt.answers).length > 0)
}

export type Verdict =
  /** The paper as it now stands; `stale`: a save that was not above the saved one changed nothing. */
  | { ok: true; attempt: Attempt; stale: boolean; seal: null }
  /** The paper ends with this deed, at this instant. */
  | { ok: true; attempt: Attempt; stale: false; seal: { ending: Ending; submittedAt: Date; arrivedAt: Date } }
  /** It had ended before: the first receipt is the answer. */
  | { ok: true; attempt: Attempt; stale: true; seal: null }
  | (Refusal<'too-late' | 'already-submitted'> & {
      attempt: Attempt
      seal: { ending: Ending; submittedAt: Date; arrivedAt: Date } | null
    })

/**
 * What a deed makes of an attempt. The deadline is asked first: a late request finds the paper expired, and the
 * verdict carries the seal so that whoever asks may write it down at once.
 */
export function judge(attempt: Attempt, deed: PaperDeed): Verdict {
  if (attempt.sealed?.ending === 'submitted')
    return deed.kind === 'save'
      ? { ...refuse('already-submitted'), attempt, seal: null }
      : { ok: true, attempt, stale: true, seal: null }
  if (attempt.sealed || hasExpired(attempt, deed.arrivedAt)) {
    const seal = attempt.sealed ? null : expiryOf(attempt)
    if (deed.kind !== 'expiry') return { ...refuse('too-late'), attempt, seal }
    return seal ? { ok: true, attempt, stale: false, seal } : { ok: true, attempt, stale: true, seal: null }
  }
  switch (deed.kind) {
    case 'expiry':
      return { ok: true, attempt, stale: true, seal: null }
    case 'save':
      if (deed.sequence <= attempt.savedSequence) return { ok: true, attempt, stale: true, seal: null }
      return {
        ok: true,
        attempt: {
          ...withPaper(attempt, deed.answers, deed.prediction),
          savedSequence: deed.sequence,
          savedAt: deed.arrivedAt,
        },
        stale: false,
        seal: null,
      }
    case 'submission':
      return {
        ok: true,
        attempt: withPaper(attempt, deed.answers, deed.prediction),
        stale: false,
        seal: { ending: 'submitted', submittedAt: deed.arrivedAt, arrivedAt: deed.arrivedAt },
      }
  }
}

function expiryOf(attempt: Attempt): { ending: Ending; submittedAt: Date; arrivedAt: Date } {
  return {
    ending: 'expired',
    submittedAt: attempt.deadlineAt,
    arrivedAt: attempt.savedAt ?? attempt.startedAt,
  }
}

function withPaper(
  attempt: Attempt,
  answers: Answers | undefined,
  prediction: number | null | undefined,
): Attempt {
  return {
    ...attempt,
    answers: answers === undefined ? attempt.answers : withoutBlanks(answers),
    prediction: prediction === undefined ? attempt.prediction : prediction,
  }
}

/** An empty answer is no answer. */
function withoutBlanks(answers: Answers): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer.length > 0))
}

/** The numbered slots an attempt takes: of the round, of the day, of the contest. Null where no cap is. */
export type Slots = {
  readonly attemptNo: number
  readonly attemptsAllowed: number | null
  readonly dayNo: number | null
  readonly dayAllowed: number | null
  readonly contestNo: number | null
  readonly contestAllowed: number | null
}

/** How many attempts there were before: in the round, on that day, in the contest. */
export type Taken = { readonly inRound: number; readonly onDay: number; readonly inContest: number }

/** Attempts of a person that were declared void with leave to take another: in the round, and by the day they were begun. */
export type Retakes = { readonly inRound: number; readonly days: readonly string[] }

/** Each of them makes room for one more, in the round, on its day, and in the contest. */
export function withRetakes(
  caps: Rulebook['attempts'],
  retakes: Retakes | undefined,
  day: string,
): Rulebook['attempts'] {
  if (!retakes) return caps
  const { perRound, perDay, total } = caps
  const onDay = retakes.days.filter((each) => each === day).length
  return {
    ...(perRound !== undefined && { perRound: perRound + retakes.inRound }),
    ...(perDay !== undefined && { perDay: perDay + onDay }),
    ...(total !== undefined && { total: total + retakes.inRound }),
  }
}

export function nextSlots(caps: Rulebook['attempts'], taken: Taken): Slots | Refusal<'attempts-used-up'> {
  const isUsedUp = (cap: number | undefined, count: number) => cap !== undefined && count >= cap
  if (
    isUsedUp(caps.perRound, taken.inRound) ||
    isUsedUp(caps.perDay, taken.onDay) ||
    isUsedUp(caps.total, taken.inContest)
  )
    return refuse('attempts-used-up')
  return {
    attemptNo: taken.inRound + 1,
    attemptsAllowed: caps.perRound ?? null,
    dayNo: caps.perDay === undefined ? null : taken.onDay + 1,
    dayAllowed: caps.perDay ?? null,
    contestNo: caps.total === undefined ? null : taken.inContest + 1,
    contestAllowed: caps.total ?? null,
  }
}

/**
 * A prediction as people write it: a number, `1.234`, `1 234`; with decimals where the rulebook allows them.
 * Undefined: nothing was said, the saved one stays. Null or empty: cleared.
 */
export function readPrediction(
  rule: Rulebook['prediction'],
  given: number | string | null | undefined,
): { ok: true; value: number | null | undefined } | { ok: false; expected: string } {
  if (rule === null || given === undefined) return { ok: true, value: undefined }
  if (given === null || (typeof given === 'string' && given.trim() === '')) return { ok: true, value: null }
  const value = typeof given === 'number' ? asAmount(given, rule.decimals) : readNumber(given, rule.decimals)
  const isPercentage = rule.target === 'percentAllCorrect'
  if (value !== null && !(isPercentage && value > 100)) return { ok: true, value }
  const kind = isPercentage
    ? `a percentage from 0 to 100 with at most ${rule.decimals} decimals`
    : 'a whole number'
  return { ok: false, expected: `${kind}, e.g. ${isPercentage ? '87,65' : '1234 or 1.234'}; or null` }
}

/** A number in JSON is what it says: 1.234 is not 1234, and has decimals that a whole number may not have. */
function asAmount(given: number, decimals: number): number | null {
  return given >= 0 && given <= 1e12 && Number(given.toFixed(decimals)) === given ? Math.abs(given) : null
}
