/**
 * Is this a tree? (docs/rules/rulebook.md, B-21) Every code once, exactly one root, every parent in the file, and from
 * every unit the way up ends at the root: a circle would make every roll-up of figures endless.
 */
import { nearestWord } from '../platform/nearest-word.ts'
import { type FileError, type Said, say } from './file-messages.ts'
import type { LocatedUnit } from './model.ts'

type ErrorAt = (unit: LocatedUnit, column: 'code' | 'parent' | 'name', said: Said) => FileError

export function checkUnitTree(
  units: readonly LocatedUnit[],
  errorAt: ErrorAt,
): { errors: FileError[]; warnings: FileError[] } {
  const errors: FileError[] = []
  const warnings: FileError[] = []
  const byCode = new Map<string, LocatedUnit>()
  for (const unit of units) {
    const first = byCode.get(unit.code)
    if (first) errors.push(errorAt(unit, 'code', say.repeatedCode(unit.code, lineOf(first))))
    else byCode.set(unit.code, unit)
  }

  const codes = [...byCode.keys()]
  const roots = units.filter((unit) => unit.parentCode === null)
  for (const root of roots.slice(1)) errors.push(errorAt(root, 'parent', say.secondRoot(roots[0]!.code)))

  const names = new Map<string, LocatedUnit>()
  for (const unit of units) {
    if (unit.parentCode === null) continue
    if (!byCode.has(unit.parentCode))
      errors.push(errorAt(unit, 'parent', say.noParent(unit.parentCode, nearestWord(unit.parentCode, codes))))
    const key = `${unit.parentCode}\n${unit.name.toLocaleLowerCase('vi')}`
    const twin = names.get(key)
    if (twin) warnings.push(errorAt(unit, 'name', say.sameName(unit.name, lineOf(twin))))
    else names.set(key, unit)
  }
  for (const circle of circlesIn(byCode))
    errors.push(errorAt(byCode.get(circle[0]!)!, 'parent', say.cycle([...circle, circle[0]!])))
  return { errors, warnings }
}

/** Each circle once, beginning with the unit that stands first in the file. */
function circlesIn(byCode: ReadonlyMap<string, LocatedUnit>): string[][] {
  const settled = new Set<string>()
  const circles: string[][] = []
  for (const start of byCode.keys()) {
    const way: string[] = []
    let code: string | null = start
    while (code !== null && byCode.has(code) && !settled.has(code) && !way.includes(code)) {
      way.push(code)
      code = byCode.get(code)!.parentCode
    }
    if (code !== null && way.includes(code)) circles.push(way.slice(way.indexOf(code)))
    for (const each of way) settled.add(each)
  }
  return circles
}

const lineOf = (unit: LocatedUnit): Said => ({ vi: `dòng ${unit.line}`, en: `line ${unit.line}` })
