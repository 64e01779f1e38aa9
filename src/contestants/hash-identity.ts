import { createHmac } from 'node:crypto'
import type { ContestId } from '../contests/model.ts'
import { deriveKey } from '../platform/secrets.ts'

/**
 * The keyed hash by which an identity is known in one contest (C-1). The key never leaves the server and differs
 * per contest, so that neither a copy of the table nor another contest tells who somebody is: the whole space of
 * telephone numbers could be tried in seconds against a plain hash.
 */
export function hashIdentity(
  key: Buffer,
  contestId: ContestId,
  identity: { field: string; value: string },
): Buffer {
  return createHmac('sha256', deriveKey(key, `identity/${contestId}`))
    .update(`${identity.field}\0${identity.value}`)
    .digest()
}
