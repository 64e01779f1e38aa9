import { isIPv6 } from 'node:net'
import type { Pool } from '../platform/db.ts'
import { hmac } from '../platform/hmac.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { deriveKey } from '../platform/secrets.ts'
import { type BucketKind, GUESSES_AT_MOST, GUESSES_COUNTED_FOR_MS } from './rules.ts'
import { countGuess } from './store.ts'

export type Bucket = { readonly kind: BucketKind; readonly of: string }

/**
 * P-6. Counted before it is evaluated, so that a hundred at once are a hundred; whoever is past the bound of the first
 * bucket is not counted in the next, so that a blocked address cannot fill the bucket of somebody's account.
 */
export async function takeGuess(
  needs: { keeper: Pool; staffKey: Buffer },
  buckets: readonly Bucket[],
  at: Date,
): Promise<{ ok: true; taken: Buffer[] } | (Refusal<'slow-down'> & { until: Date })> {
  const key = deriveKey(needs.staffKey, 'guesses')
  const counted = { at, until: new Date(at.getTime() + GUESSES_COUNTED_FOR_MS) }
  const taken: Buffer[] = []
  for (const { kind, of } of buckets) {
    const bucket = hmac(key, `${kind}:${of}`)
    const { guessed, until } = await countGuess(needs.keeper, bucket, counted)
    if (guessed > GUESSES_AT_MOST[kind]) return { ...refuse('slow-down'), until }
    taken.push(bucket)
  }
  return { ok: true, taken }
}

/** A household or an office has 2^64 addresses of IPv6; it is one place all the same. */
export function placeOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('::')
  const before = head.split(':').filter(Boolean)
  const after = (tail ?? '').split(':').filter(Boolean)
  const groups = [
    ...before,
    ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'),
    ...after,
  ]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
