/** A draft as the console shows it: what was typed, what is wrong with it, what it says in plain words, what it leaves open. */
import { listBanks } from '../banks/store.ts'
import { checkDraft } from '../contests/check-draft.ts'
import { roundDaysOf } from '../contests/check-paper.ts'
import { compareRules } from '../contests/compare-rules.ts'
import { findAmbiguities } from '../contests/find-ambiguities.ts'
import type { Rulebook } from '../contests/model.ts'
import { SECTION_NAMES, type SoundRules, soundPartsOf } from '../contests/sections.ts'
import { tellRules } from '../contests/tell-rules.ts'
import type { Pool } from '../platform/db.ts'
import { loadRules } from '../setup/store.ts'
import { listUnitsAsOf } from '../units/tree-store.ts'
import type { DraftView } from './contract.ts'
import { emptyLists } from './gather-contest.ts'
import type { Draft } from './model.ts'
import { below, chosenUnits, countQuestions, sumPrizes } from './rules.ts'
import * as store from './store.ts'

export async function presentDraft(
  { keeper, at }: { keeper: Pool; at: Date },
  draft: Draft,
): Promise<DraftView> {
  const sound = soundPartsOf(draft.rules)
  const { faults, states } = checkDraft(draft.rules)
  const people = await store.listPeople(keeper, draft.id)
  const lists = Array.isArray(draft.rules.exclusions) ? draft.rules.exclusions : []
  const missing = emptyLists(draft, people)
  const made = await store.findMade(keeper, draft.contestId)
  const inForce = made ? await loadRules(keeper, draft.contestId) : null
  const stateOf = (section: (typeof SECTION_NAMES)[number]) =>
    section === 'exclusions' && missing.length > 0 && states.exclusions === 'complete'
      ? 'incomplete'
      : states[section]
  return {
    id: draft.id,
    version: draft.version,
    changedAt: draft.changedAt.toISOString(),
    contest: made && {
      slug: made.slug,
      ruleVersion: made.versionNo,
      hasOpened: made.rounds.some(({ opensAt }) => opensAt <= at),
      isNewer: made.versionNo !== draft.ruleVersion,
    },
    rules: { ...draft.rules },
    excluded: lists.map((_, listNo) => people.filter((person) => person.listNo === listNo).length),
    units: await presentUnits(keeper, draft, sound, at),
    sections: SECTION_NAMES.map((section) => ({ section, state: stateOf(section) })),
    faults: [...faults, ...missing],
    told: tellRules(sound),
    ambiguities: findAmbiguities(sound).map((each) => ({ ...each })),
    bank: await presentBank(keeper, draft, sound, at),
    prizeTotalVnd: sumPrizes(sound),
    changes: inForce ? compareRules(inForce, sound) : [],
  }
}

async function presentUnits(
  keeper: Pool,
  draft: Draft,
  { rounds }: SoundRules,
  at: Date,
): Promise<DraftView['units']> {
  const on = Array.isArray(rounds) ? rounds[0]!.opensAt.slice(0, 10) : at.toISOString().slice(0, 10)
  const all = await listUnitsAsOf(keeper, draft.authorityId, { on })
  const chosen = chosenUnits(all, draft.unitRoots)
  const nameOf = new Map(all.map(({ code, name }) => [code, name]))
  const branches = (draft.unitRoots ?? []).map((code) => {
    const own = nameOf.has(code) ? below(all, code) : []
    return { code, name: nameOf.get(code) ?? code, units: own.length }
  })
  return {
    roots: draft.unitRoots === null ? null : [...draft.unitRoots],
    chosen: chosen.length,
    choosable: chosen.filter(({ choosable }) => choosable).length,
    hasTree: all.length > 0,
    branches,
  }
}

async function presentBank(
  keeper: Pool,
  draft: Draft,
  { paper, rounds, banks = [], zone = 'Asia/Ho_Chi_Minh' }: SoundRules,
  at: Date,
): Promise<DraftView['bank']> {
  const known = await listBanks(keeper, draft.authorityId)
  const inForce = await store.listInForce(keeper, draft.authorityId, banks)
  const days = rounds ? roundDaysOf({ rounds, zone } as Pick<Rulebook, 'rounds' | 'zone'>, at) : []
  const counted = paper ? countQuestions(paper, days, inForce) : { rows: [], practice: 0 }
  return {
    banks: known.map(({ bank, approved }) => ({ bank, approved })),
    topics: [...new Set(inForce.map(({ topic }) => topic))].sort(),
    rows: counted.rows.map(({ row, rounds }) => ({ row, rounds: rounds.map((each) => ({ ...each })) })),
    practice: counted.practice,
  }
}
