import type { DraftFault } from '../contests/check-draft.ts'
import type { Rulebook } from '../contests/model.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { instantOf } from '../platform/zone.ts'
import { writeContest } from '../setup/write-contest.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import { gatherContest } from './gather-contest.ts'
import type { MadeContest } from './model.ts'
import * as store from './store.ts'

type Outcome =
  | { ok: true; slug: string; became: 'new' | 'unchanged' | 'changed'; versionNo: number }
  | Refusal<
      | 'not-found'
      | 'changed-meanwhile'
      | 'already-opened'
      | 'slug-taken'
      | 'slug-stays'
      | 'rounds-begin-in-the-past'
      | 'another-authority'
    >
  | (Refusal<'draft-incomplete'> & { faults: readonly DraftFault[] })

/**
 * E-6. The draft becomes the contest, as a folder does by `contest load`; before the opening as often as it is changed, each
 * time as a new version of the rules. Nobody but officers sees it until it is opened (O-11). Once a round has opened it takes two people (propose-rule-change.ts).
 */
export async function makeContest(
  needs: { keeper: Pool; calendar: { refresh(): Promise<void> } },
  making: { id: string; version: number; by: Officer; at: Date },
): Promise<Outcome> {
  const { id, version, by, at } = making
  const outcome = await inTransaction(needs.keeper, async (tx): Promise<Outcome> => {
    const draft = await store.lockDraft(tx, id)
    if (!draft || !reaches(by, draft.authorityId)) return refuse('not-found')
    if (draft.version !== version) return refuse('changed-meanwhile')
    const made = await store.findMade(tx, draft.contestId)
    // Somebody has loaded the contest from its files meanwhile: the draft does not know what changed.
    if (made && made.versionNo !== draft.ruleVersion) return refuse('changed-meanwhile')
    if (made?.rounds.some(({ opensAt }) => opensAt <= at)) return refuse('already-opened')
    const gathering = await gatherContest(tx, draft, at)
    if (!gathering.ok) return { ...refuse('draft-incomplete'), faults: gathering.faults }
    const { rules, digest, content } = gathering.gathered
    if (made && made.slug !== rules.slug) return refuse('slug-stays')
    if (!made && (await store.findContestBySlug(tx, rules.slug))) return refuse('slug-taken')
    if (beginsInThePast(rules, made, at)) return refuse('rounds-begin-in-the-past')
    const contest = { rules, digest, id: draft.contestId, openedAt: null, actor: by.id, at, ...content }
    const written = await writeContest({}, tx, contest)
    if (!written.ok) {
      if (written.reason === 'another-authority') return refuse('another-authority')
      return refuse('already-opened')
    }
    await store.markMade(tx, draft.id, written.versionNo)
    return { ok: true, slug: rules.slug, became: written.became, versionNo: written.versionNo }
  })
  if (outcome.ok) await needs.calendar.refresh()
  return outcome
}

function beginsInThePast({ rounds, zone }: Rulebook, made: MadeContest | null, at: Date): boolean {
  if (!Array.isArray(rounds)) return made === null
  return rounds.some(({ opensAt }) => instantOf(opensAt, zone) <= at)
}
