import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import type { PointerFault } from '../platform/problem.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import type { BankedQuestion, Content, QuestionState, Version, VersionId } from './model.ts'
import { documentKeyOf, keysOf } from './rules.ts'
import { loadVersion, lockQuestion, showVersion } from './store.ts'

export type BankNeeds = { keeper: Pool }
/** What an officer saw of a question, and wants to change. */
export type Asked = {
  readonly id: string
  readonly version: number
  readonly by: Officer
  readonly at: Date
}
export type Malformed = Refusal<'malformed'> & { readonly faults: readonly PointerFault[] }
/** Why a change of a question is not made. */
export type No =
  | Malformed
  | Refusal<
      | 'being-written'
      | 'not-a-draft'
      | 'under-review'
      | 'not-in-review'
      | 'not-in-force'
      | 'same-person'
      | 'not-allowed'
    >
export type Changed = { readonly ok: true; readonly id: string }
export type Seen = { readonly question: BankedQuestion; readonly newest: Version }
/** What was done, for the record, and what the list shows from now on. */
export type Done = {
  readonly ok: true
  readonly deed: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly shows: {
    readonly state: QuestionState
    readonly newestId: VersionId
    readonly inForceId: VersionId | null
    readonly content: Content
  }
}

/**
 * One change of one question, whole or not at all: found within the officer's authority, as they saw it, decided, written,
 * and on record (K-2, K-6).
 */
export async function changeQuestion(
  needs: BankNeeds,
  asked: Asked,
  change: (tx: Tx, seen: Seen) => Promise<Done | No>,
): Promise<Changed | No | Refusal<'not-found' | 'changed-meanwhile'>> {
  return inTransaction(needs.keeper, (tx) => changeWithin(tx, asked, change))
}

export async function changeWithin(
  tx: Tx,
  asked: Asked,
  change: (tx: Tx, seen: Seen) => Promise<Done | No>,
): Promise<Changed | No | Refusal<'not-found' | 'changed-meanwhile'>> {
  const { by, at } = asked
  const question = await lockQuestion(tx, asked.id)
  if (!question || !reaches(by, question.authorityId)) return refuse('not-found')
  if (question.version !== asked.version) return refuse('changed-meanwhile')
  const newest = await loadVersion(tx, question.newestId)
  const done = await change(tx, { question, newest })
  if (!done.ok) return done
  const { content } = done.shows
  await showVersion(tx, question.id, { ...done.shows, ...shownKeys(content, question.code) }, at)
  await recordDeed(tx, {
    authorityId: question.authorityId,
    actor: by.id,
    deed: done.deed,
    subject: question.id,
    details: { code: question.code, ...done.details },
    at,
  })
  return { ok: true, id: question.id }
}

export const shownKeys = (content: Content, code: string) => ({
  documentKey: documentKeyOf(content.source.document),
  ...keysOf(content, code),
})
