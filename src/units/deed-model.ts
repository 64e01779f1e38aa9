/** What an officer asks to be done to the tree, and what may be wrong with it. */
import type { UnitKind } from '../contests/model.ts'
import type { Hierarchy, UnitDeedKind } from './model.ts'

/** A unit that is there (fresh: null), or that begins with the deed. */
export type Target = {
  readonly code: string
  /** Which part of the people goes there, from 0 to 1. */
  readonly share: number
  readonly fresh: {
    readonly name: string
    readonly kind: UnitKind
    readonly parent: string | null
    readonly choosable: boolean
  } | null
}

export type AskedDeed = {
  readonly kind: UnitDeedKind
  readonly effectiveOn: string
  readonly documentNo: string | null
  readonly documentOn: string | null
  readonly reason: string
  /** Codes of those it is about. */
  readonly units: readonly string[]
  /** Those that follow, or begin. */
  readonly into: readonly Target[]
  /** The new name and kind: of a unit that is renamed, or that others are merged into. */
  readonly name: string | null
  readonly unitKind: UnitKind | null
  readonly hierarchy: Hierarchy
  /** To stand below; null: at the top. */
  readonly parent: string | null
  /** It no longer stands in this tree (sector, block). */
  readonly leaves: boolean
  /** The share that stays with a unit that is split; 0: it ends. */
  readonly remains: number
  /** Where those below an ending unit go; null: to its first successor, or to where it stood. */
  readonly childrenTo: string | null
}

/** Said at a pointer of what was asked; sentences for people are in web/messages/console/units.ts. */
export const DEED_FAULTS = {
  once: 'each unit once',
  'one-unit': 'one unit',
  'some-units': 'units that end by it',
  'one-target': 'one unit that begins or goes on',
  'no-target': 'no successor: nobody ends by it',
  'some-targets': 'at least one unit that takes a share',
  'something-new': 'something other than it is',
  'stands-throughout':
    'the sector or block tree: a unit stands in the administrative one as long as it lives',
  'in-this-tree': 'a unit that stands in this tree on that day',
  'not-below-itself': 'a unit that does not stand below it',
  'another-unit': 'a unit other than the one that ends or is split',
  shares: 'shares above 0 that add up to 1',
  'free-code': 'a code that no unit of the authority ever had',
  'stands-then': 'the code of a unit that stands on that day',
  'no-later-change': 'a unit of which no later change is on record: take that one back first',
  'not-of-that-day': 'a unit that began before that day',
} as const
export type DeedFault = { readonly pointer: string; readonly expected: keyof typeof DEED_FAULTS }
