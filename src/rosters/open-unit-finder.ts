import type { AuthorityId } from '../contests/model.ts'
import type { Db } from '../platform/db.ts'
import { listKnownNames } from '../units/list-known-names.ts'
import { openUnitMatcher, surelyMeant } from '../units/match-units.ts'
import type { UnitFinder } from './find-unit-meant.ts'

/** The names that units of an authority have and had, ready to be asked (U-11). */
export async function openUnitFinder(db: Db, authorityId: string, on: string): Promise<UnitFinder> {
  const known = await listKnownNames(db, authorityId as AuthorityId)
  return { find: openUnitMatcher({ ...known, on }), surely: surelyMeant }
}
