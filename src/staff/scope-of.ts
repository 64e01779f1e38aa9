import type { Brand } from '../platform/brand.ts'
import type { HeldRole } from './model.ts'

/** Everything, or one unit and what is below it. Minted here, after the session has been checked, and nowhere else. */
export type UnitScope = Brand<{ readonly root: string | null }, 'UnitScope'>

/** P-2. `admittedBy`: the roles by which somebody may do what is asked for. A unit coordinator may in one subtree, every other everywhere. */
export function scopeOf(admittedBy: readonly HeldRole[]): UnitScope | null {
  if (admittedBy.length === 0) return null
  const isBound = admittedBy.every(({ role }) => role === 'unit-coordinator')
  return { root: isBound ? admittedBy[0]!.unit : null } as UnitScope
}
