import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { NEAR } from '../question-files/find-repeats.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import { type ImportItem, lockImport, lockItem, writeItem } from './import-store.ts'
import type { Content } from './model.ts'
import { keysOf } from './rules.ts'
import { listNear } from './store.ts'
import { faultsOfItem } from './take-item.ts'

export type Repair = {
  readonly text?: string | undefined
  readonly kind?: Content['kind'] | undefined
  readonly options?: readonly string[] | undefined
  readonly rows?: readonly string[] | undefined
  readonly correct?: ImportItem['correct'] | undefined
  /** Left out of the import, or taken in again. */
  readonly isLeft?: boolean | undefined
}

/** K-12. What the file did not say, or said wrongly, is put right by whoever looks at it; then the item is judged again. */
export async function repairItem(
  { keeper }: { keeper: Pool },
  asked: { importId: string; no: number; version: number; repair: Repair; by: Officer },
): Promise<
  | { ok: true; item: ImportItem }
  | Refusal<'not-found' | 'not-read-yet'>
  | (Refusal<'changed-meanwhile'> & { item: ImportItem })
> {
  const { importId, no, repair, by } = asked
  return inTransaction(keeper, async (tx) => {
    const found = await lockImport(tx, importId)
    if (!found || !reaches(by, found.authorityId)) return refuse('not-found')
    if (found.state !== 'read') return refuse('not-read-yet')
    const item = await lockItem(tx, importId, no)
    if (!item) return refuse('not-found')
    if (item.version !== asked.version) return { ...refuse('changed-meanwhile'), item }
    const { text = item.content.text, kind = item.content.kind, options, rows, isLeft } = repair
    const content: Content = {
      ...item.content,
      text,
      kind,
      options: [...(options ?? item.content.options)],
      ...(rows && { rows: [...rows] }),
    }
    const correct = [...(repair.correct ?? item.correct)]
    const faults = faultsOfItem(item.place, content, { correct })
    const { nearKey } = keysOf(content, '')
    const [near] = await listNear(tx, found.authorityId, { nearKey, except: null, from: NEAR })
    const isSame = text === item.content.text && options === undefined
    const like = isSame ? item.near : near ? { name: near.code, share: near.share } : null
    const verdict = isLeft ? 'left' : faults.length > 0 ? 'faulty' : 'fresh'
    const repaired = { ...item, verdict, content, correct, faults, near: like } as const
    await writeItem(tx, importId, repaired)
    return { ok: true, item: { ...repaired, version: item.version + 1 } }
  })
}
