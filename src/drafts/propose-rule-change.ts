import type { DraftFault } from '../contests/check-draft.ts'
import { countLeft } from '../contests/check-paper.ts'
import { compareRules, type RuleChange } from '../contests/compare-rules.ts'
import { decideRuleChange, type RuleChangeReason } from '../contests/decide-rule-change.ts'
import { formVoice } from '../contests/form-messages.ts'
import type { Rulebook } from '../contests/model.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { loadRules } from '../setup/store.ts'
import type { Officer, Proposal } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import { proposeDeed } from '../staff/propose-deed.ts'
import { type Gathered, gatherContest } from './gather-contest.ts'
import type { Draft, MadeContest } from './model.ts'
import * as store from './store.ts'

export type JudgedReason = RuleChangeReason | 'not-opened' | 'earlier-than-last' | 'changed-meanwhile'
type Judged =
  | { ok: true; gathered: Gathered; made: MadeContest; changes: RuleChange[] }
  | Refusal<JudgedReason>
  | (Refusal<'draft-incomplete'> & { faults: readonly DraftFault[] })

type Outcome =
  | { ok: true; proposal: Proposal }
  | Refusal<'not-found' | 'not-allowed' | 'nothing-changed'>
  | Exclude<Judged, { ok: true }>

/** E-7. A change of the rules after the opening: one says what, why and from when; a second person makes it so. */
export async function proposeRuleChange(
  needs: { keeper: Pool },
  proposed: {
    id: string
    version: number
    reason: string
    /** Absent: with the confirmation. */
    effectiveAt: Date | null
    by: Officer
    at: Date
  },
): Promise<Outcome> {
  const { id, version, reason, effectiveAt, by, at } = proposed
  return inTransaction(needs.keeper, async (tx): Promise<Outcome> => {
    const draft = await store.lockDraft(tx, id)
    if (!draft || !reaches(by, draft.authorityId)) return refuse('not-found')
    if (draft.version !== version) return refuse('changed-meanwhile')
    const judged = await judgeRuleChange(tx, draft, { at, effectiveAt: effectiveAt ?? at })
    if (!judged.ok) return judged
    const { gathered, made, changes } = judged
    if (changes.length === 0) return refuse('nothing-changed')
    return proposeDeed(tx, {
      kind: 'rule-change',
      subject: draft.contestId,
      authorityId: draft.authorityId,
      details: {
        draftId: draft.id,
        version,
        slug: gathered.rules.slug,
        ruleVersion: made.versionNo,
        effectiveAt: effectiveAt?.toISOString() ?? null,
        changes,
      },
      reason,
      by,
      at,
    })
  })
}

/** Asked when it is proposed, and again when it is confirmed: a round may have opened in between. */
export async function judgeRuleChange(
  tx: Tx,
  draft: Draft,
  when: { at: Date; effectiveAt: Date },
): Promise<Judged> {
  const { at, effectiveAt } = when
  const made = await store.findMade(tx, draft.contestId)
  if (!made?.rounds.some(({ opensAt }) => opensAt <= at)) return refuse('not-opened')
  if (made.versionNo !== draft.ruleVersion) return refuse('changed-meanwhile')
  if (effectiveAt < made.effectiveAt) return refuse('earlier-than-last')
  const gathering = await gatherContest(tx, draft, at)
  if (!gathering.ok) return { ...refuse('draft-incomplete'), faults: gathering.faults }
  const { gathered } = gathering
  const before = await loadRules(tx, draft.contestId)
  const decision = decideRuleChange(before, gathered.rules, { rounds: made.rounds, at, effectiveAt })
  if (!decision.ok) return decision
  const faults = await findShortPools(tx, gathered.rules, made, at)
  if (faults.length > 0) return { ...refuse('draft-incomplete'), faults }
  return { ok: true, gathered, made, changes: compareRules(before, gathered.rules) }
}

/** Papers of an open round are drawn from what it opened with, whatever the bank has by now. */
async function findShortPools(
  tx: Tx,
  { paper: { blueprint } }: Rulebook,
  made: MadeContest,
  at: Date,
): Promise<DraftFault[]> {
  const faults: DraftFault[] = []
  for (const round of made.rounds.filter(({ opensAt, closesAt }) => opensAt <= at && at < closesAt)) {
    const pool = await store.listRoundShapes(tx, round.id)
    blueprint.forEach((row, index) => {
      const found = countLeft(blueprint, index, pool)
      if (found >= row.count) return
      const said = formVoice.say.tooFewQuestions(Math.max(0, found), row.count, [round.no])
      faults.push({ section: 'paper', pointer: `/paper/blueprint/${index}`, isMissing: false, said })
    })
  }
  return faults
}
