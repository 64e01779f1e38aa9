import { randomBytes } from 'node:crypto'
import { setImmediate as pause } from 'node:timers/promises'
import { recordDeed } from '../audit/record-deed.ts'
import type { AuthorityId } from '../contests/model.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import { shownKeys } from './change-question.ts'
import {
  enterDrafts,
  findImport,
  type ImportItem,
  listItems,
  lockCodes,
  lockImport,
  type NewDraft,
  writeImportState,
} from './import-store.ts'
import { judgeQuestion } from './judge-question.ts'
import { nextCodes } from './next-codes.ts'
import { ensureSources } from './store.ts'
import { type Filling, filled } from './take-item.ts'

const AT_ONCE = 250

export type Imported = {
  readonly ok: true
  readonly inReview: number
  readonly drafts: number
  readonly left: number
}

/**
 * K-12. Now it is in the bank: whole questions wait for review, those whose pictures nobody has described yet are drafts. What
 * is in the bank already, is faulty or was left out does not come. In one transaction, with its deed.
 */
export async function confirmImport(
  { keeper }: { keeper: Pool },
  asked: { importId: string; bank: string; filling: Filling; by: Officer; at: Date },
): Promise<Imported | Refusal<'not-found' | 'not-read-yet'>> {
  const { importId, bank, filling, by, at } = asked
  return inTransaction(keeper, async (tx) => {
    const locked = await lockImport(tx, importId)
    if (!locked || !reaches(by, locked.authorityId)) return refuse('not-found')
    if (locked.state !== 'read') return refuse('not-read-yet')
    const { authorityId } = locked
    await lockCodes(tx, authorityId)
    const codeOf = codesByTopic(tx, authorityId)
    const codes: string[] = []
    let inReview = 0
    let left = 0
    for (let after = 0; ; ) {
      const items = await listItems(tx, importId, { after, verdict: null, limit: AT_ONCE })
      if (items.length === 0) break
      after = items.at(-1)!.no
      const drafts: NewDraft[] = []
      for (const item of items)
        if (item.verdict === 'fresh') drafts.push(await draftOf(item, filling, codeOf, at))
        else left += 1
      await enterDrafts(tx, { authorityId, bank, by: by.id, at }, drafts)
      await ensureSources(tx, authorityId, drafts)
      codes.push(...drafts.map(({ code }) => code))
      inReview += drafts.filter(({ state }) => state === 'in-review').length
      await pause()
    }
    await writeImportState(tx, importId, 'confirmed', at)
    const { fileName, digest, format } = (await findImport(tx, importId))!
    await recordDeed(tx, {
      authorityId,
      actor: by.id,
      deed: 'questions.imported',
      subject: importId,
      details: { file: fileName, digest, format, bank, codes, left },
      at,
    })
    return { ok: true, inReview, drafts: codes.length - inReview, left }
  })
}

type CodeOf = (topic: string) => Promise<string>

function codesByTopic(tx: Tx, authorityId: AuthorityId): CodeOf {
  const known = new Map<string, () => string>()
  return async (topic) => {
    const next = known.get(topic) ?? (await nextCodes(tx, authorityId, topic))
    known.set(topic, next)
    return next()
  }
}

async function draftOf(item: ImportItem, filling: Filling, codeOf: CodeOf, at: Date): Promise<NewDraft> {
  const content = filled(item.content, filling)
  const code = await codeOf(content.topic)
  const { correct, explanation } = item
  const isWhole = judgeQuestion(code, content, { correct, ...(explanation !== null && { explanation }) }).ok
  return {
    id: timeOrderedId(at, randomBytes(10)),
    questionId: timeOrderedId(at, randomBytes(10)),
    code,
    state: isWhole ? 'in-review' : 'draft',
    content,
    correct,
    explanation,
    ...shownKeys(content, code),
  }
}
