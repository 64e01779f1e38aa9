import type { Rulebook, UnitRow } from '../contests/model.ts'
import type { Tx } from '../platform/db.ts'
import type { UnitId } from '../units/model.ts'
import { writeHeadcounts, writeTree } from '../units/store.ts'
import type { ContestKey } from './write-contest.ts'

/** The units of a file, or those of the authority on a day, become the tree of the contest, with their headcounts. */
export async function writeUnits(
  tx: Tx,
  contest: ContestKey,
  { participation }: Pick<Rulebook, 'participation'>,
  units: readonly (UnitRow & { readonly id: UnitId })[],
): Promise<void> {
  const byCode = new Map(units.map((unit) => [unit.code, unit]))
  const pathOf = (code: string): string => {
    const { parentCode, name } = byCode.get(code)!
    return parentCode === null ? name : `${pathOf(parentCode)} › ${name}`
  }
  const rows = units.map(({ parentCode, headcount: _, ...unit }, position) => ({
    ...unit,
    parentId: parentCode === null ? null : byCode.get(parentCode)!.id,
    path: pathOf(unit.code),
    position,
  }))
  await writeTree(tx, contest, rows)
  const declared = units.flatMap(({ id, headcount }) =>
    headcount === null ? [] : [{ unitId: id, people: headcount }],
  )
  await writeHeadcounts(tx, contest, participation.headcountAsOf, declared)
}
