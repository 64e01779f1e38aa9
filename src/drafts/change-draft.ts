/** Changes of a draft. Each says which version it saw; whoever saw an older one is told what there is now (E-1). */

import { recordDeed } from '../audit/record-deed.ts'
import type { Section } from '../contests/sections.ts'
import { type RulesDraft, soundPartsOf } from '../contests/sections.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import type { PointerFault } from '../platform/problem.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import { hashedValues } from './begin-draft.ts'
import type { Draft, ListedPerson } from './model.ts'
import { inOneForm, withSection } from './rules.ts'
import * as store from './store.ts'

type Change = { readonly id: string; readonly version: number; readonly by: Officer; readonly at: Date }
export type Changed = { ok: true } | Refusal<'not-found' | 'changed-meanwhile'>
type Needs = { keeper: Pool }

async function changed<Outcome extends { ok: boolean }>(
  { keeper }: Needs,
  { id, version, by }: Change,
  write: (tx: Tx, draft: Draft) => Promise<Outcome>,
): Promise<Outcome | Refusal<'not-found' | 'changed-meanwhile'>> {
  return inTransaction(keeper, async (tx) => {
    const draft = await store.lockDraft(tx, id)
    if (!draft || !reaches(by, draft.authorityId)) return refuse('not-found')
    if (draft.version !== version) return refuse('changed-meanwhile')
    return write(tx, draft)
  })
}

async function written(
  tx: Tx,
  draft: Draft,
  { by, at }: Change,
  change: Partial<Pick<Draft, 'rules' | 'unitRoots'>>,
  section: Section,
): Promise<{ ok: true }> {
  const { rules, unitRoots } = { ...draft, ...change }
  await store.writeDraft(tx, draft.id, { rules, unitRoots, by: by.id, at })
  await recordDeed(tx, {
    authorityId: draft.authorityId,
    actor: by.id,
    deed: 'draft.changed',
    subject: draft.id,
    details: { section, version: draft.version + 1 },
    at,
  })
  return { ok: true }
}

/** A section is kept as it was typed, also where it is not right yet: the faults are told, and nothing is lost. */
export async function changeSection(
  needs: Needs,
  change: Change & { section: Exclude<Section, 'exclusions' | 'units'>; value: RulesDraft },
): Promise<Changed> {
  return changed(needs, change, (tx, draft) => {
    const rules = withSection(draft.rules, change.section, inOneForm(change.value))
    return written(tx, draft, change, { rules }, change.section)
  })
}

export async function chooseUnits(
  needs: Needs,
  change: Change & { roots: readonly string[] | null },
): Promise<Changed> {
  return changed(needs, change, (tx, draft) =>
    written(tx, draft, change, { unitRoots: change.roots }, 'units'),
  )
}

export type ListChange = {
  /** Which list it was; null: a new one. */
  readonly was: number | null
  readonly field: string
  readonly reason: { readonly vi: string; readonly en: string }
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** E-5. Who is added or taken off is named once, here, and kept as a keyed hash. */
export async function changeExclusions(
  needs: Needs & { identityKey: Buffer },
  change: Change & { lists: readonly ListChange[] },
): Promise<Changed | (Refusal<'malformed'> & { errors: PointerFault[] })> {
  return changed(needs, change, async (tx, draft) => {
    const { streams = [] } = soundPartsOf(draft.rules)
    const known = await store.listPeople(tx, draft.id)
    const errors: PointerFault[] = []
    const people = change.lists.flatMap(({ was, field, add, remove }, listNo): ListedPerson[] => {
      const hashed = (member: 'add' | 'remove', values: readonly string[]) => {
        const found = hashedValues(needs.identityKey, draft.contestId, streams, { field, values })
        for (const at of found.misfits)
          errors.push({ pointer: `/lists/${listNo}/${member}/${at}`, expected: 'a value of this field' })
        return found.hashes
      }
      const gone = new Set(hashed('remove', remove).map((hash) => hash.toString('hex')))
      // Under another field the same number is another hash: the list begins anew.
      const kept = known.filter((each) => each.listNo === was && each.field === field)
      const all = [...kept.map(({ hash }) => hash), ...hashed('add', add)]
      return all.filter((hash) => !gone.has(hash.toString('hex'))).map((hash) => ({ listNo, field, hash }))
    })
    if (errors.length > 0) return { ...refuse('malformed'), errors }
    const exclusions = change.lists.map(({ field, reason }) => ({ field, values: [], reason }))
    await store.writePeople(tx, draft, people)
    return written(
      tx,
      draft,
      change,
      { rules: { ...draft.rules, exclusions: inOneForm(exclusions) } },
      'exclusions',
    )
  })
}

/** Nothing of what was typed is kept. A contest that was made of it stays. */
export async function discardDraft(needs: Needs, change: Change): Promise<Changed> {
  return changed(needs, change, async (tx, draft) => {
    await store.discardDraft(tx, draft.id, change.by.id, change.at)
    await recordDeed(tx, {
      authorityId: draft.authorityId,
      actor: change.by.id,
      deed: 'draft.discarded',
      subject: draft.id,
      details: {},
      at: change.at,
    })
    return { ok: true }
  })
}
