import { createHmac } from 'node:crypto'
import type { AuthorityId } from '../contests/model.ts'
import { deriveKey } from '../platform/secrets.ts'
import type { NumberKind } from './model.ts'

/**
 * The keyed hash by which a roster knows a number (N-5): another one in each authority, and never one that a contest uses, so
 * that neither of two copies tells anything about the other. What joins them is made while the number is at hand.
 */
export function hashNumber(
  key: Buffer,
  authorityId: AuthorityId | string,
  { kind, value }: { kind: NumberKind; value: string },
): Buffer {
  return createHmac('sha256', deriveKey(key, `roster/${authorityId}`))
    .update(`${kind}\0${value}`)
    .digest()
}

/** What an officer may see of it. */
export const endingOf = (value: string): string => value.slice(-3)
