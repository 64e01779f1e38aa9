import { randomBytes } from 'node:crypto'
import { recordDeed } from '../audit/record-deed.ts'
import type { AuthorityId } from '../contests/model.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import type { ReadyAnswer } from './model.ts'
import { insertReadyAnswer, lockReadyAnswer, writeReadyAnswer } from './store.ts'

type By = { by: Officer; at: Date }
type Outcome =
  | { ok: true; ready: ReadyAnswer }
  | Refusal<'not-found'>
  | (Refusal<'changed-meanwhile'> & { current: ReadyAnswer })

/** An answer that is given again and again, ready to be put into the next one and edited there. */
export async function keepReadyAnswer(
  needs: { keeper: Pool },
  given: { authorityId: AuthorityId; title: string; text: string } & By,
): Promise<ReadyAnswer> {
  const { authorityId, title, text, by, at } = given
  const id = timeOrderedId(at, randomBytes(10))
  return inTransaction(needs.keeper, async (tx) => {
    await insertReadyAnswer(tx, { id, authorityId, title, text })
    const details = { title }
    await recordDeed(tx, { authorityId, actor: by.id, deed: 'ready-answer.kept', subject: id, details, at })
    return { id, title, text, version: 1 }
  })
}

/** Other words, or (without any) away. */
export async function changeReadyAnswer(
  needs: { keeper: Pool },
  change: { id: string; version: number; words: { title: string; text: string } | null } & By,
): Promise<Outcome> {
  const { id, version, words, by, at } = change
  return inTransaction(needs.keeper, async (tx) => {
    const ready = await lockReadyAnswer(tx, id)
    if (!ready || !reaches(by, ready.authorityId)) return refuse('not-found')
    const { authorityId, ...current } = ready
    if (ready.version !== version) return { ...refuse('changed-meanwhile'), current }
    await writeReadyAnswer(tx, { ...ready, ...words }, words ? null : at)
    const deed = words ? 'ready-answer.changed' : 'ready-answer.removed'
    const details = { title: ready.title }
    await recordDeed(tx, { authorityId, actor: by.id, deed, subject: id, details, at })
    return { ok: true, ready: { ...current, ...words, version: version + 1 } }
  })
}
