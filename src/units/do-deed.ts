import { randomBytes } from 'node:crypto'
import { recordDeed } from '../audit/record-deed.ts'
import type { AuthorityId } from '../contests/model.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { AskedDeed, DeedFault } from './deed-model.ts'
import * as store from './deed-store.ts'
import type { UnitDeedId, UnitId } from './model.ts'
import { planDeed } from './plan-deed.ts'
import { type DeedEffect, readEffect } from './read-effect.ts'
import { beginPeriods, beginPlaces, insertDeed, insertSuccessions, lockTree } from './tree-store.ts'

type Doing = {
  authorityId: AuthorityId
  asked: AskedDeed
  by: string
  at: Date
  /** Which state of the tree whoever asks has seen; absent: a look only, nothing stays. */
  version?: number | undefined
}
type Outcome =
  | { ok: true; id: UnitDeedId; version: number; effect: DeedEffect }
  | (Refusal<'malformed'> & { faults: DeedFault[] })
  | (Refusal<'changed-meanwhile'> & { version: number })

/**
 * Does to the tree what was asked, whole or not at all (U-13). The preview is the same deed in a transaction that is undone:
 * what it shows is what would happen.
 */
export async function doDeed({ keeper }: { keeper: Pool }, doing: Doing): Promise<Outcome> {
  const isLook = doing.version === undefined
  try {
    return await inTransaction(keeper, async (tx) => {
      const outcome = await perform(tx, doing)
      if (isLook) throw new OnlyLooked(outcome)
      return outcome
    })
  } catch (error) {
    if (error instanceof OnlyLooked) return error.outcome
    const fault = REFEREE[(error as { constraint?: string }).constraint ?? '']
    if (fault) return { ok: false, reason: 'malformed', faults: [fault] }
    throw error
  }
}

class OnlyLooked extends Error {
  readonly outcome: Outcome
  constructor(outcome: Outcome) {
    super('only looked')
    this.outcome = outcome
  }
}

/** What only the database can tell, being asked about every day at once. */
const REFEREE: Record<string, DeedFault | undefined> = {
  units_make_no_circle: { pointer: '/parent', expected: 'not-below-itself' },
  parent_is_there_throughout: { pointer: '/effectiveOn', expected: 'no-later-change' },
  unit_is_one_thing_a_day: { pointer: '/effectiveOn', expected: 'no-later-change' },
  unit_stands_once_a_day: { pointer: '/effectiveOn', expected: 'no-later-change' },
  unit_stands_as_long_as_it_lives: { pointer: '/effectiveOn', expected: 'no-later-change' },
}

async function perform(tx: Tx, { authorityId, asked, by, at, version }: Doing): Promise<Outcome> {
  await lockTree(tx, authorityId)
  const seen = await store.treeVersion(tx, authorityId)
  if (version !== undefined && version !== seen)
    return { ok: false, reason: 'changed-meanwhile', version: seen }
  const tree = await store.loadTree(tx, authorityId)
  const planned = planDeed(tree, asked, () => timeOrderedId(at, randomBytes(10)) as UnitId)
  if (!planned.ok) return { ok: false, reason: 'malformed', faults: planned.faults }
  const { writes } = planned
  const on = asked.effectiveOn
  const deed = { id: timeOrderedId(at, randomBytes(10)) as UnitDeedId, authorityId }

  await store.enterUnits(tx, authorityId, writes.newUnits)
  const { kind, effectiveOn, documentNo, documentOn, reason } = asked
  await insertDeed(tx, {
    ...deed,
    kind,
    effectiveOn,
    documentNo,
    documentOn,
    reason,
    plan: asked,
    doneBy: by,
    doneAt: at,
  })
  await store.endRows(tx, deed.id, on, writes)
  await beginPeriods(tx, deed, writes.periods)
  await beginPlaces(tx, deed, writes.places)
  await insertSuccessions(tx, deed, writes.successions)
  await store.checkNow(tx)
  const effect = await readEffect(tx, { ...deed, on, hierarchy: asked.hierarchy, at })
  await recordDeed(tx, {
    authorityId,
    actor: by,
    deed: `unit.${PAST[kind]}`,
    subject: deed.id,
    details: {
      units: asked.units,
      into: asked.into.map(({ code }) => code),
      effectiveOn,
      documentNo,
      reason,
    },
    at,
  })
  return { ok: true, id: deed.id, version: seen + 1, effect }
}

const PAST = {
  create: 'created',
  rename: 'renamed',
  move: 'moved',
  merge: 'merged',
  split: 'split',
  abolish: 'abolished',
} as const
