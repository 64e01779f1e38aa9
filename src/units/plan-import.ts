/**
 * What a file of units would change (docs/rules/units.md, U-17): units that begin, and what goes on from where it ended. What is
 * on record already is recognised; what says otherwise than the record is a fault of its cell. Pure.
 */
import type { Field, ImportFault, ImportFaultKind, ImportRow } from './import-model.ts'
import type { Days, Hierarchy, Period, Place, Succession, UnitId } from './model.ts'
import type { TreeNow } from './plan-deed.ts'

export type Known = {
  readonly tree: TreeNow
  readonly successions: readonly Succession[]
  /** What was declared last for each unit, apart from any contest. */
  readonly register: ReadonlyMap<UnitId, { readonly people: number }>
}
export type ImportWrites = {
  readonly newUnits: { id: UnitId; code: string }[]
  readonly endedPeriods: { unitId: UnitId; on: string }[]
  readonly endedPlaces: { unitId: UnitId; hierarchy: Hierarchy; on: string }[]
  readonly periods: Period[]
  readonly places: Place[]
  readonly successions: Succession[]
  readonly headcounts: { unitId: UnitId; people: number }[]
}
export type PlannedImport = {
  readonly faults: readonly ImportFault[]
  readonly writes: ImportWrites
  readonly changes: readonly { code: string; name: string; what: 'new' | 'continued' | 'headcount' }[]
  readonly unchanged: number
}

const MAIN: Hierarchy = 'administrative'

export function planImport(
  rows: readonly ImportRow[],
  known: Known,
  newId: (code: string) => UnitId,
): PlannedImport {
  const { tree } = known
  const faults: ImportFault[] = []
  const fault = (row: ImportRow, column: Field, kind: ImportFaultKind, found = '') =>
    void faults.push({ row: row.no, column, fault: kind, found })
  const writes: ImportWrites = {
    newUnits: [],
    endedPeriods: [],
    endedPlaces: [],
    periods: [],
    places: [],
    successions: [],
    headcounts: [],
  }
  const byCode = groupBy(rows, ({ code }) => code)
  const isKnown = (code: string) => tree.periods.has(tree.idOf.get(code) as UnitId)
  const ids = new Map<string, UnitId>()
  const idOf = (code: string): UnitId => {
    const id = ids.get(code) ?? tree.idOf.get(code) ?? newId(code)
    ids.set(code, id)
    return id
  }
  /** When a unit stands in a tree, by the file and by the record. */
  const standsOn = remember((key: string): Days[] => {
    const [code = '', hierarchy = ''] = key.split(' ')
    const own = (byCode.get(code) ?? []).filter((row) => row.hierarchy === hierarchy)
    const recorded = tree.places.get(tree.idOf.get(code) as UnitId) ?? []
    return [...own, ...recorded.filter((place) => place.hierarchy === hierarchy)]
  })

  for (const row of rows) {
    const { code, parent, hierarchy, successors } = row
    for (const successor of successors)
      if (!byCode.has(successor.code) && !isKnown(successor.code))
        fault(row, 'successors', 'no-successor', successor.code)
    if (parent === null) continue
    if (!byCode.has(parent) && !isKnown(parent)) fault(row, 'parent', 'no-parent', parent)
    else if (parent === code || comesBack(row, byCode)) fault(row, 'parent', 'circle', parent)
    else if (!covers(standsOn(`${parent} ${hierarchy}`), row))
      fault(row, 'parent', 'parent-not-there', parent)
  }

  const changes: { code: string; name: string; what: 'new' | 'continued' | 'headcount' }[] = []
  let unchanged = 0
  let position = 0
  for (const [code, written] of byCode) {
    const before = counts(writes)
    const unitId = idOf(code)
    const isNew = !isKnown(code)
    const sorted = written.toSorted((a, b) => compareFrom(a.validFrom, b.validFrom))
    const main = sorted.filter(({ hierarchy }) => hierarchy === MAIN)
    if (isNew && main.length === 0) fault(sorted[0]!, 'hierarchy', 'no-main-place')
    for (const hierarchy of new Set(sorted.map((row) => row.hierarchy))) {
      const own = sorted.filter((row) => row.hierarchy === hierarchy)
      for (const [index, row] of own.entries()) {
        const next = own[index + 1]
        if (!next) continue
        if (row.validTo === null || (next.validFrom ?? '') < row.validTo)
          fault(next, 'validFrom', 'overlap', next.validFrom ?? '')
        else if (hierarchy === MAIN && next.validFrom !== row.validTo)
          fault(next, 'validFrom', 'gap', next.validFrom ?? '')
      }
      const recorded = (tree.places.get(unitId) ?? []).filter((place) => place.hierarchy === hierarchy)
      const wanted = joined(own, (a, b) => a.parent === b.parent)
      const parentIdOf = (row: ImportRow) => (row.parent === null ? null : idOf(row.parent))
      const place = align(recorded, wanted, (place, row) => place.parentId === parentIdOf(row))
      if (!place) fault(own[0]!, 'parent', 'differs', own[0]!.parent ?? '')
      if (place?.end) writes.endedPlaces.push({ unitId, hierarchy, on: place.end })
      for (const row of place?.begin ?? [])
        writes.places.push({
          unitId,
          hierarchy,
          parentId: parentIdOf(row),
          validFrom: row.validFrom,
          validTo: row.validTo,
        })
    }
    const isSameUnit = (one: Pick<ImportRow, 'name' | 'kind' | 'choosable'>, other: typeof one) =>
      one.name === other.name && one.kind === other.kind && one.choosable === other.choosable
    const recorded = tree.periods.get(unitId) ?? []
    const period = align(recorded, joined(main, isSameUnit), isSameUnit)
    if (!period && main.length > 0) fault(main[0]!, 'name', 'differs', main[0]!.name)
    if (period?.end) {
      writes.endedPeriods.push({ unitId, on: period.end })
      for (const { hierarchy, validTo } of tree.places.get(unitId) ?? [])
        if (validTo === null && !sorted.some((row) => row.hierarchy === hierarchy))
          writes.endedPlaces.push({ unitId, hierarchy, on: period.end })
    }
    const at = recorded.at(-1)?.position ?? position++
    for (const { name, kind, choosable, note, validFrom, validTo } of main.length > 0
      ? (period?.begin ?? [])
      : [])
      writes.periods.push({ unitId, name, kind, choosable, note, position: at, validFrom, validTo })
    if (isNew) writes.newUnits.push({ id: unitId, code })
    for (const row of main)
      for (const { code: successor, share } of row.successors) {
        const succession = { unitId, successorId: idOf(successor), share, takesEffectOn: row.validTo! }
        if (!known.successions.some((each) => isSameSuccession(each, succession)))
          writes.successions.push(succession)
      }
    const isTouched = counts(writes) !== before
    const people = sorted.findLast(({ headcount }) => headcount !== null)?.headcount ?? null
    const isDeclared = people !== null && known.register.get(unitId)?.people !== people
    if (isDeclared) writes.headcounts.push({ unitId, people })
    const what = isNew ? 'new' : isTouched ? 'continued' : isDeclared ? 'headcount' : null
    if (what) changes.push({ code, name: sorted.at(-1)!.name, what })
    else unchanged++
  }
  return { faults: faults.sort((a, b) => a.row - b.row), writes, changes, unchanged }
}

/** From where the record ends: what ends it, and what begins after. Null where the file says otherwise than the record. */
function align<Recorded extends Days, Row extends Days>(
  recorded: readonly Recorded[],
  wanted: readonly Row[],
  isSame: (recorded: Recorded, row: Row) => boolean,
): { end: string | null; begin: readonly Row[] } | null {
  const last = recorded.at(-1)
  if (!last) return { end: null, begin: wanted }
  const at = wanted.findIndex(
    (row) => isSame(last, row) && (row.validFrom === last.validFrom || row.validFrom === null),
  )
  const row = wanted[at]
  if (!row) return null
  const isPastKept = wanted
    .slice(0, at)
    .every((past) => recorded.some((each) => isSame(each, past) && each.validTo === past.validTo))
  if (!isPastKept || (last.validTo !== null && last.validTo !== row.validTo)) return null
  return { end: last.validTo === null ? row.validTo : null, begin: wanted.slice(at + 1) }
}

/** Rows that follow each other and say the same are one. */
function joined(rows: readonly ImportRow[], isSame: (a: ImportRow, b: ImportRow) => boolean): ImportRow[] {
  const list: ImportRow[] = []
  for (const row of rows) {
    const last = list.at(-1)
    if (last && isSame(last, row) && last.validTo === row.validFrom)
      list[list.length - 1] = { ...last, validTo: row.validTo }
    else list.push(row)
  }
  return list
}

/** Upwards through the file, on days on which every step holds. */
function comesBack(row: ImportRow, byCode: ReadonlyMap<string, readonly ImportRow[]>): boolean {
  const seen = new Set<string>()
  const climb = (parent: string | null, days: Days): boolean => {
    if (parent === null || seen.has(parent)) return false
    if (parent === row.code) return true
    seen.add(parent)
    const above = (byCode.get(parent) ?? []).filter((each) => each.hierarchy === row.hierarchy)
    return above.some((each) => {
      const shared = intersect(each, days)
      return shared !== null && climb(each.parent, shared)
    })
  }
  return climb(row.parent, row)
}

function intersect(one: Days, other: Days): Days | null {
  const validFrom = compareFrom(one.validFrom, other.validFrom) > 0 ? one.validFrom : other.validFrom
  const validTo =
    one.validTo === null
      ? other.validTo
      : other.validTo === null || one.validTo < other.validTo
        ? one.validTo
        : other.validTo
  return validFrom === null || validTo === null || validFrom < validTo ? { validFrom, validTo } : null
}

/** Whether the days of `asked` are all in those of the list together. */
function covers(list: readonly Days[], asked: Days): boolean {
  let reached = asked.validFrom
  for (const each of list.toSorted((a, b) => compareFrom(a.validFrom, b.validFrom))) {
    if (each.validFrom !== null && (reached === null || each.validFrom > reached)) return false
    if (each.validTo === null) return true
    if (reached === null || each.validTo > reached) reached = each.validTo
    if (asked.validTo !== null && reached >= asked.validTo) return true
  }
  return false
}

const compareFrom = (a: string | null, b: string | null) =>
  (a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0

const counts = ({ endedPeriods, endedPlaces, periods, places, successions }: ImportWrites) =>
  endedPeriods.length + endedPlaces.length + periods.length + places.length + successions.length

function isSameSuccession(one: Succession, other: Succession): boolean {
  const { unitId, successorId, takesEffectOn } = one
  return unitId === other.unitId && successorId === other.successorId && takesEffectOn === other.takesEffectOn
}

function remember<Value>(find: (key: string) => Value): (key: string) => Value {
  const found = new Map<string, Value>()
  return (key) => {
    const value = found.get(key) ?? find(key)
    found.set(key, value)
    return value
  }
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}
