import type { AuthorityId, UnitRow } from '../contests/model.ts'
import type { Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import type { Days, UnitDeedId, UnitId } from './model.ts'
import { beginPeriods, beginPlaces, hasTree, insertDeed } from './tree-store.ts'

type FoundingRow = Omit<UnitRow, 'headcount'> & { readonly id: UnitId }

/**
 * U-8. An authority that has no tree yet takes the units of its first contest for one. Where a unit's parent is not there
 * as long as the unit is, it is put below the nearest one above that is: a contest's file need not be so exact.
 */
export async function foundTree(
  tx: Tx,
  founding: {
    authorityId: AuthorityId
    units: readonly FoundingRow[]
    by: string
    at: Date
    entropy?: Buffer
  },
): Promise<boolean> {
  const { authorityId, units, by, at } = founding
  if (await hasTree(tx, authorityId)) return false
  const byCode = new Map(units.map((unit) => [unit.code, unit]))
  const parentOf = (unit: FoundingRow): FoundingRow | null => {
    let parent = unit.parentCode === null ? null : (byCode.get(unit.parentCode) ?? null)
    while (parent && !isThroughout(parent, unit))
      parent = parent.parentCode === null ? null : (byCode.get(parent.parentCode) ?? null)
    return parent
  }
  const deed = { id: timeOrderedId(at, founding.entropy) as UnitDeedId, authorityId }
  await insertDeed(tx, {
    ...deed,
    kind: 'import',
    effectiveOn: null,
    documentNo: null,
    documentOn: null,
    reason: 'the units of the first contest',
    plan: { units: units.length },
    doneBy: by,
    doneAt: at,
  })
  const daysOf = ({ validFrom, validTo }: Days) => ({ validFrom, validTo })
  await beginPeriods(
    tx,
    deed,
    units.map((unit, position) => ({
      unitId: unit.id,
      ...daysOf(unit),
      kind: unit.kind,
      name: unit.name,
      choosable: unit.choosable,
      note: unit.note,
      position,
    })),
  )
  await beginPlaces(
    tx,
    deed,
    units.map((unit) => ({
      unitId: unit.id,
      hierarchy: 'administrative',
      parentId: parentOf(unit)?.id ?? null,
      ...daysOf(unit),
    })),
  )
  return true
}

/** Whether `one` is there on every day on which `other` is. */
function isThroughout(one: Days, other: Days): boolean {
  const startsInTime =
    one.validFrom === null || (other.validFrom !== null && one.validFrom <= other.validFrom)
  return startsInTime && (one.validTo === null || (other.validTo !== null && one.validTo >= other.validTo))
}
