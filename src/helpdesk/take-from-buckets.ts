import type { Tx } from '../platform/db.ts'
import { hmac } from '../platform/hmac.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { deriveKey } from '../platform/secrets.ts'
import { placeOf } from '../staff/take-guess.ts'
import { BUCKETS, type BucketKind, takeOne } from './rules.ts'
import { lockBucket, writeBucket } from './store.ts'

export type Asker = { kind: 'member'; contestantId: string } | { kind: 'stranger'; address: string }

/**
 * H-4. Who is signed in is counted as a person; who is not, as one of the strangers of a contest and, beside that, of a
 * place, so that one machine cannot use up what all strangers have. Neither kind can keep the other from asking. The smaller
 * bucket first, always: two at once wait for each other, and never in a circle.
 */
export async function takeFromBuckets(
  tx: Tx,
  staffKey: Buffer,
  { asker, contestId, at }: { asker: Asker; contestId: string; at: Date },
): Promise<{ ok: true } | (Refusal<'slow-down'> & { until: Date })> {
  const buckets: [BucketKind, string][] =
    asker.kind === 'member'
      ? [
          ['person', asker.contestantId],
          ['members', contestId],
        ]
      : [
          ['place', placeOf(asker.address)],
          ['strangers', contestId],
        ]
  const key = deriveKey(staffKey, 'enquiries')
  const taken = []
  for (const [kind, of] of buckets) {
    const bucket = hmac(key, `${kind}:${of}`)
    const { burst, everyMs } = BUCKETS[kind]
    const before = await lockBucket(tx, bucket, { filledMs: burst * everyMs, at })
    const outcome = takeOne(kind, before, at)
    if (!outcome.ok) return { ...refuse('slow-down'), until: outcome.until }
    taken.push([bucket, outcome.left] as const)
  }
  for (const [bucket, left] of taken) await writeBucket(tx, bucket, left)
  return { ok: true }
}
