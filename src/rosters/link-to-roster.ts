import type { Stream } from '../contests/model.ts'
import type { Tx } from '../platform/db.ts'
import { hashNumber } from './hash-number.ts'
import { NUMBER_KINDS, type NumberKind } from './model.ts'
import { insertLink } from './store.ts'

/**
 * N-9. Which person of the roster somebody is who has just registered, by the numbers they gave: one statement, in the
 * registration's own transaction. False where the roster knows none of them.
 */
export async function linkToRoster(
  tx: Tx,
  { identityKey }: { identityKey: Buffer },
  registered: {
    authorityId: string
    contestId: string
    contestantId: string
    stream: Stream
    identities: readonly { field: string; value: string }[]
  },
): Promise<boolean> {
  const { authorityId, contestId, contestantId, stream, identities } = registered
  const numbers = identities.flatMap(({ field, value }) => {
    const kind = stream.fields.find(({ name }) => name === field)?.kind
    if (!isNumberKind(kind)) return []
    return [{ kind, hash: hashNumber(identityKey, authorityId, { kind, value }) }]
  })
  return numbers.length > 0 && insertLink(tx, { authorityId, contestId, contestantId, numbers })
}

const isNumberKind = (kind: string | undefined): kind is NumberKind =>
  NUMBER_KINDS.some((each) => each === kind)
