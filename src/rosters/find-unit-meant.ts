/**
 * Which unit a row means: what somebody chose before for this very text, else the one that is surely meant, else nobody
 * guesses, and it is asked (N-3). Units that the import may not touch are none.
 */
import { searchKeyOf } from '../platform/text.ts'
import type { UnitMatch } from '../units/match-units.ts'

/** What it takes to tell units by what is written; main hands it over for an authority and a day. */
export type UnitFinder = {
  find(text: string): readonly UnitMatch[]
  surely(matches: readonly UnitMatch[]): UnitMatch | null
}
export type OpenUnitFinder = (authorityId: string, on: string) => Promise<UnitFinder>

export type UnitMeant =
  | { readonly is: 'sure'; readonly unitId: string }
  | { readonly is: 'doubtful' }
  | { readonly is: 'none' }
  | { readonly is: 'outside' }

export const unitTextKey = (text: string): string => searchKeyOf(text).slice(0, 300)

export function findUnitMeant(
  text: string,
  known: { finder: UnitFinder; remembered: ReadonlyMap<string, string>; within: ReadonlySet<string> | null },
): UnitMeant {
  const { finder, remembered, within } = known
  const isInside = (unitId: string) => within === null || within.has(unitId)
  const chosen = remembered.get(unitTextKey(text))
  if (chosen && isInside(chosen)) return { is: 'sure', unitId: chosen }
  const candidates = finder.find(text)
  const inside = candidates.filter(({ unitId }) => isInside(unitId))
  const sure = finder.surely(inside)
  if (sure) return { is: 'sure', unitId: sure.unitId }
  if (finder.surely(candidates)) return { is: 'outside' }
  return { is: inside.length > 0 ? 'doubtful' : 'none' }
}
