import type { AuthorityId, UnitKind } from '../contests/model.ts'
import type { Brand } from '../platform/brand.ts'

export type UnitId = Brand<string, 'UnitId'>
export type UnitDeedId = Brand<string, 'UnitDeedId'>

/** A unit in the tree of a contest. */
export type Unit = {
  readonly id: UnitId
  readonly code: string
  readonly parentId: UnitId | null
  readonly kind: UnitKind
  readonly name: string
  /** Names from the top, joined by " › ". */
  readonly path: string
  readonly choosable: boolean
}

/** The trees in which a unit may stand at once: the administrative one always, the others where it belongs to them. */
export const HIERARCHIES = ['administrative', 'sector', 'block'] as const
export type Hierarchy = (typeof HIERARCHIES)[number]

/** Civil days, half-open; null: open on that side. */
export type Days = { readonly validFrom: string | null; readonly validTo: string | null }

/** What a unit is for as long as nothing about it changes. */
export type UnitFacts = {
  readonly kind: UnitKind
  readonly name: string
  readonly choosable: boolean
  readonly note: string | null
  readonly position: number
}
export type Period = Days & UnitFacts & { readonly unitId: UnitId }
export type Place = Days & {
  readonly unitId: UnitId
  readonly hierarchy: Hierarchy
  readonly parentId: UnitId | null
}
/** Who follows a unit from that day on, with which share of its people. */
export type Succession = {
  readonly unitId: UnitId
  readonly successorId: UnitId
  readonly share: number
  readonly takesEffectOn: string
}

export const UNIT_DEEDS = ['create', 'rename', 'move', 'merge', 'split', 'abolish'] as const
export type UnitDeedKind = (typeof UNIT_DEEDS)[number]

export type UnitDeed = {
  readonly id: UnitDeedId
  readonly authorityId: AuthorityId
  readonly kind: UnitDeedKind | 'import'
  /** Null: an import, whose rows have days of their own. */
  readonly effectiveOn: string | null
  readonly documentNo: string | null
  readonly documentOn: string | null
  readonly reason: string
  readonly plan: Readonly<Record<string, unknown>>
  readonly doneBy: string
  readonly doneAt: Date
  readonly undoneAt: Date | null
}
