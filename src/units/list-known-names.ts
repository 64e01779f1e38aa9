import type { AuthorityId } from '../contests/model.ts'
import type { Db } from '../platform/db.ts'
import type { KnownName } from './match-units.ts'
import type { Days, Period, Place, Succession, UnitId } from './model.ts'
import { listPeriods, listPlaces, listSuccessions } from './tree-store.ts'

/** Every name that units of an authority ever had, with what they stood below then: what `openUnitMatcher` looks among. */
export async function listKnownNames(
  db: Db,
  authorityId: AuthorityId,
): Promise<{ names: KnownName[]; successions: Succession[] }> {
  const periods = await listPeriods(db, authorityId)
  const places = (await listPlaces(db, authorityId)).filter(({ hierarchy }) => hierarchy === 'administrative')
  return { names: namesOf(periods, places), successions: await listSuccessions(db, authorityId) }
}

export function namesOf(
  periods: readonly (Period & { code: string })[],
  places: readonly Place[],
): KnownName[] {
  const placesOf = byUnit(places)
  const periodsOf = byUnit(periods)
  /** Names from the nearest up, the latest first: whoever writes an old list writes the district of that time. */
  const above = (unitId: UnitId, days: Days): string[] => {
    const names: string[] = []
    for (const place of (placesOf.get(unitId) ?? []).toReversed()) {
      const { parentId } = place
      if (parentId === null || !overlap(place, days)) continue
      const shared = (periodsOf.get(parentId) ?? []).filter(
        (period) => overlap(period, days) && overlap(period, place),
      )
      for (const name of [...shared.map((period) => period.name), ...above(parentId, days)])
        if (!names.includes(name)) names.push(name)
    }
    return names
  }
  return periods.map((period) => ({
    unitId: period.unitId,
    code: period.code,
    name: period.name,
    validFrom: period.validFrom,
    validTo: period.validTo,
    above: above(period.unitId, period),
  }))
}

/** Half-open: what ends on the day on which the other begins does not meet it. */
export function overlap(one: Days, other: Days): boolean {
  return isBefore(one.validFrom, other.validTo) && isBefore(other.validFrom, one.validTo)
}

const isBefore = (from: string | null, to: string | null) => from === null || to === null || from < to

function byUnit<Row extends { unitId: UnitId }>(rows: readonly Row[]): Map<UnitId, Row[]> {
  const groups = new Map<UnitId, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.unitId)
    if (group) group.push(row)
    else groups.set(row.unitId, [row])
  }
  return groups
}
