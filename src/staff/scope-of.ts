import type { Brand } from '../platform/brand.ts'
import type { Officer } from './model.ts'

/** Everything, or one unit and what is below it. Minted here, after the session has been checked, and nowhere else. */
export type UnitScope = Brand<{ readonly root: string | null }, 'UnitScope'>

/** P-2. A unit coordinator sees one subtree; whoever has another role besides is not bound by it. */
export function scopeOf(officer: Pick<Officer, 'roles'>): UnitScope | null {
  if (officer.roles.length === 0) return null
  const isBound = officer.roles.every(({ role }) => role === 'unit-coordinator')
  return { root: isBound ? officer.roles[0]!.unit : null } as UnitScope
}
