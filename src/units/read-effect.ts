import type { AuthorityId } from '../contests/model.ts'
import type { Tx } from '../platform/db.ts'
import {
  type ContestTouched,
  countRoster,
  listContestsTouched,
  listCoordinators,
  listEffect,
  type Touched,
} from './deed-store.ts'
import type { Hierarchy, UnitDeedId } from './model.ts'

export type DeedEffect = {
  readonly units: readonly Touched[]
  /** None of them is changed by the deed (U-9): each is named with what it keeps. */
  readonly contests: readonly (ContestTouched & { readonly state: 'before' | 'open' | 'over' })[]
  /** Whose unit ends: they see nothing any more, until they are given another. */
  /** People on the rosters of units that end: they are where their unit was, until they are moved. */
  readonly rosterPeople: number
  readonly coordinators: readonly { readonly fullName: string; readonly code: string }[]
}

/** What a deed that has just been written, and may be taken back, does to the tree, and who looks at what it touches. */
export async function readEffect(
  tx: Tx,
  deed: { id: UnitDeedId; authorityId: AuthorityId; on: string; hierarchy: Hierarchy; at: Date },
): Promise<DeedEffect> {
  const units = await listEffect(tx, deed)
  const changed = units.filter(isChanged)
  const contests = await listContestsTouched(
    tx,
    deed.authorityId,
    changed.map(({ unitId }) => unitId),
  )
  const ended = units.filter(({ nameAfter }) => nameAfter === null)
  return {
    units,
    contests: contests.map((contest) => ({ ...contest, state: stateOf(contest, deed.at) })),
    rosterPeople: await countRoster(
      tx,
      ended.map(({ unitId }) => unitId),
      deed.on,
    ),
    coordinators: await listCoordinators(
      tx,
      deed.authorityId,
      ended.map(({ code }) => code),
    ),
  }
}

function isChanged(unit: Touched): boolean {
  return (
    unit.nameBefore !== unit.nameAfter ||
    unit.kindBefore !== unit.kindAfter ||
    unit.parentBefore !== unit.parentAfter ||
    unit.stoodBefore !== unit.standsAfter
  )
}

function stateOf({ opensAt, closesAt }: ContestTouched, at: Date): 'before' | 'open' | 'over' {
  return at < opensAt ? 'before' : at < closesAt ? 'open' : 'over'
}
