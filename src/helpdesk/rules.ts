/**
 * The help desk: how often somebody may ask, what is never kept of what they wrote, and what may be done with an enquiry
 * (docs/rules/helpdesk.md).
 */
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Enquiry } from './model.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** H-4. So many at once, and one more each so often. An address is a whole office, and never decides alone. */
export const BUCKETS = {
  person: { burst: 5, everyMs: 10 * MINUTE },
  place: { burst: 10, everyMs: 3 * MINUTE },
  strangers: { burst: 100, everyMs: 20_000 },
  members: { burst: 1_000, everyMs: 2_000 },
} as const
export type BucketKind = keyof typeof BUCKETS

/** What a bucket holds, counted in the milliseconds it took to fill. */
export type Bucket = { readonly filledMs: number; readonly at: Date }

/** What is left after one was taken; or until when there is none. */
export function takeOne(
  kind: BucketKind,
  before: Bucket | null,
  at: Date,
): { ok: true; left: Bucket } | { ok: false; until: Date } {
  const { burst, everyMs } = BUCKETS[kind]
  const full = burst * everyMs
  // A clock that another machine read earlier takes nothing away.
  const passed = before ? Math.max(0, at.getTime() - before.at.getTime()) : 0
  const filledMs = before ? Math.min(full, before.filledMs + passed) : full
  if (filledMs >= everyMs) return { ok: true, left: { filledMs: filledMs - everyMs, at } }
  return { ok: false, until: new Date(at.getTime() + everyMs - filledMs) }
}

/** H-4. So often whoever asked may add something to one enquiry. */
export const FOLLOW_UPS_AT_MOST = 10

/**
 * H-2. Nine digits were an identity card and twelve are a citizen's number: neither is needed to help anybody, so neither is
 * kept. Telephone numbers have ten; what stands within a longer row of digits is none of these.
 */
export function maskIdentityNumbers(text: string): string {
  return text.replace(
    /(?<![\p{L}\d])(?:\d[ .-]?){8}\d(?:(?:[ .-]?\d){3})?(?![\p{L}\d]|[ .-]?\d)/gu,
    (found) => found.replace(/\d/g, '•'),
  )
}

/** H-9. So long after the last word and the end of the contest an enquiry is kept as it was asked. */
const KEPT_MS = 180 * DAY

/** Whatever was said last before this instant is old enough. */
export const erasedBefore = (now: Date): Date => new Date(now.getTime() - KEPT_MS)

type Seen = Pick<Enquiry, 'version' | 'mergedInto' | 'erasedAt'>

/** Two officers at one enquiry are told of each other; what was erased stays so; what was merged is answered at the other. */
export function decideChange(
  enquiry: Seen,
  seenVersion: number,
): { ok: true } | Refusal<'changed-meanwhile' | 'conflict'> {
  if (enquiry.version !== seenVersion) return refuse('changed-meanwhile')
  if (enquiry.erasedAt || enquiry.mergedInto) return refuse('conflict')
  return { ok: true }
}

/** H-7. Within one contest, into one that stands by itself. */
export function decideMerging(
  enquiry: Pick<Enquiry, 'id' | 'contestId'>,
  into: Pick<Enquiry, 'id' | 'contestId' | 'mergedInto' | 'erasedAt'>,
): { ok: true } | Refusal<'conflict'> {
  const fits =
    enquiry.id !== into.id && enquiry.contestId === into.contestId && !into.mergedInto && !into.erasedAt
  return fits ? { ok: true } : refuse('conflict')
}
