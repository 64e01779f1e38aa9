/**
 * What a deed makes of the tree (docs/rules/units.md, U-13 to U-16): which rows end, which begin, who follows whom. Pure: the
 * tree is handed in, and nothing is written here. The database judges the result once more.
 */
import type { AskedDeed, DeedFault, Target } from './deed-model.ts'
import type { Hierarchy, Period, Place, Succession, UnitId } from './model.ts'

export type TreeNow = {
  readonly idOf: ReadonlyMap<string, UnitId>
  readonly periods: ReadonlyMap<UnitId, readonly Period[]>
  readonly places: ReadonlyMap<UnitId, readonly Place[]>
  /** Places by what they are below. */
  readonly below: ReadonlyMap<UnitId, readonly Place[]>
}

export type Writes = {
  readonly newUnits: { id: UnitId; code: string }[]
  readonly endedPeriods: UnitId[]
  readonly endedPlaces: { unitId: UnitId; hierarchy: Hierarchy }[]
  readonly periods: Period[]
  readonly places: Place[]
  readonly successions: Succession[]
}
export type Planned = { ok: true; writes: Writes } | { ok: false; faults: DeedFault[] }

export function planDeed(tree: TreeNow, asked: AskedDeed, newId: (code: string) => UnitId): Planned {
  const plan = new Plan(tree, asked, newId)
  plan.make()
  return plan.faults.length > 0 ? { ok: false, faults: plan.faults } : { ok: true, writes: plan.writes }
}

class Plan {
  readonly faults: DeedFault[] = []
  readonly writes: Writes = {
    newUnits: [],
    endedPeriods: [],
    endedPlaces: [],
    periods: [],
    places: [],
    successions: [],
  }
  readonly #tree: TreeNow
  readonly #asked: AskedDeed
  readonly #on: string
  readonly #newId: (code: string) => UnitId

  constructor(tree: TreeNow, asked: AskedDeed, newId: (code: string) => UnitId) {
    this.#tree = tree
    this.#asked = asked
    this.#on = asked.effectiveOn
    this.#newId = newId
  }

  make(): void {
    const { kind, units, into } = this.#asked
    const ids = units.map((code, index) => this.#standing(code, `/units/${index}`))
    const repeated = units.findIndex((code, index) => units.indexOf(code) !== index)
    if (repeated >= 0) this.#fault(`/units/${repeated}`, 'once')
    const [fewest, most] = {
      create: [0, 0],
      rename: [1, 1],
      split: [1, 1],
      merge: [1, 200],
      move: [1, 200],
      abolish: [1, 200],
    }[kind]
    if (units.length < fewest! || units.length > most!)
      this.#fault('/units', most === 1 ? 'one-unit' : 'some-units')
    const targets = { create: 1, merge: 1, rename: 0, move: 0 }[kind as string]
    if (targets !== undefined && into.length !== targets)
      this.#fault('/into', targets === 1 ? 'one-target' : 'no-target')
    if (kind === 'split' && into.length === 0) this.#fault('/into', 'some-targets')
    if (this.faults.length > 0) return
    const known = ids as UnitId[]
    if (kind === 'create') this.#create()
    else if (kind === 'rename') this.#rename(known)
    else if (kind === 'move') this.#move(known)
    else if (kind === 'merge') this.#merge(known)
    else if (kind === 'split') this.#split(known)
    else this.#abolish(known)
  }

  #create(): void {
    this.#target(this.#asked.into[0]!, '/into/0', [])
  }

  #rename([unitId]: UnitId[]): void {
    const { name, unitKind } = this.#asked
    const before = this.#open(unitId!)!
    if (name === null && unitKind === null) return void this.#fault('/name', 'something-new')
    this.#retitle(unitId!, { name: name ?? before.name, kind: unitKind ?? before.kind })
  }

  #move(ids: UnitId[]): void {
    const { parent, hierarchy, leaves } = this.#asked
    if (leaves && hierarchy === 'administrative') return void this.#fault('/leaves', 'stands-throughout')
    const parentId = parent === null ? null : this.#standing(parent, '/parent')
    if (parentId === undefined) return
    if (parentId !== null && !this.#placeOf(parentId, hierarchy))
      return void this.#fault('/parent', 'in-this-tree')
    for (const [index, unitId] of ids.entries()) {
      const place = this.#placeOf(unitId, hierarchy)
      if (leaves && !place) return void this.#fault(`/units/${index}`, 'in-this-tree')
      if (unitId === parentId) return void this.#fault('/parent', 'not-below-itself')
      if (place && !leaves && place.parentId === parentId)
        return void this.#fault(`/units/${index}`, 'something-new')
      if (place) this.#endPlace(place)
      if (!leaves) this.#place({ unitId, hierarchy, parentId })
    }
  }

  #merge(ids: UnitId[]): void {
    const { into, name, unitKind } = this.#asked
    const [target] = into
    const isFresh = target!.fresh !== null
    const targetId = this.#target(target!, '/into/0', ids)
    if (targetId === undefined) return
    const ending = ids.filter((unitId) => unitId !== targetId)
    if (ending.length === 0 || (isFresh && ending.length < 2)) return void this.#fault('/units', 'some-units')
    if (!isFresh && (name !== null || unitKind !== null)) {
      const before = this.#open(targetId)!
      this.#retitle(targetId, { name: name ?? before.name, kind: unitKind ?? before.kind })
    }
    if (!isFresh) this.#follow(targetId, targetId, 1)
    for (const unitId of ending) this.#follow(unitId, targetId, 1)
    for (const unitId of ending) this.#end(unitId, targetId, ending)
  }

  #split([unitId]: UnitId[]): void {
    const { into, remains, childrenTo } = this.#asked
    const targets = into.map((target, index) => this.#target(target, `/into/${index}`, [unitId!]))
    this.#checkShares(remains)
    if (this.faults.length > 0) return
    if (targets.includes(unitId)) return void this.#fault(`/into/${targets.indexOf(unitId)}`, 'another-unit')
    if (remains > 0) this.#follow(unitId!, unitId!, remains)
    this.#divide(unitId!, targets as UnitId[])
    for (const [index, target] of into.entries())
      if (target.fresh === null) this.#follow(targets[index]!, targets[index]!, 1)
    if (remains > 0) return
    const heir = childrenTo === null ? targets[0]! : this.#heirOf(childrenTo)
    if (heir !== undefined) this.#end(unitId!, heir, [unitId!])
  }

  #abolish(ids: UnitId[]): void {
    const { into, childrenTo } = this.#asked
    const targets = into.map((target, index) => this.#target(target, `/into/${index}`, ids))
    if (into.length > 0) this.#checkShares(0)
    if (this.faults.length > 0) return
    for (const [index, target] of targets.entries())
      if (ids.includes(target!)) this.#fault(`/into/${index}`, 'another-unit')
    const heir = childrenTo === null ? null : this.#heirOf(childrenTo)
    if (heir === undefined || this.faults.length > 0) return
    for (const unitId of ids) this.#divide(unitId, targets as UnitId[])
    for (const [index, target] of into.entries())
      if (target.fresh === null) this.#follow(targets[index]!, targets[index]!, 1)
    for (const unitId of ids) this.#end(unitId, heir, ids)
  }

  #heirOf(code: string): UnitId | undefined {
    const made = this.writes.newUnits.find((unit) => unit.code === code)
    return made ? made.id : this.#standing(code, '/childrenTo')
  }

  #checkShares(remains: number): void {
    const { into } = this.#asked
    // In millionths, as they are kept: thirds do not add up to a whole otherwise.
    const whole = [remains, ...into.map(({ share }) => share)].reduce(
      (sum, share) => sum + Math.round(share * 1e6),
      0,
    )
    if (whole !== 1e6) this.#fault('/into', 'shares')
    else
      for (const [index, { share }] of into.entries())
        if (share <= 0) this.#fault(`/into/${index}/share`, 'shares')
  }

  /** A unit that is there, or one that begins with this deed, standing where those that it follows stood. */
  #target({ code, fresh }: Target, pointer: string, from: readonly UnitId[]): UnitId | undefined {
    if (fresh === null) return this.#standing(code, `${pointer}/code`)
    const known = this.#tree.idOf.get(code)
    if ((known && this.#tree.periods.has(known)) || this.writes.newUnits.some((unit) => unit.code === code)) {
      this.#fault(`${pointer}/code`, 'free-code')
      return undefined
    }
    const parentId = fresh.parent === null ? null : this.#standing(fresh.parent, `${pointer}/fresh/parent`)
    if (parentId === undefined) return undefined
    const unitId = known ?? this.#newId(code)
    this.writes.newUnits.push({ id: unitId, code })
    const [first] = from
    const position = first ? (this.#open(first)?.position ?? 0) : 0
    const { name, kind, choosable } = fresh
    this.writes.periods.push({
      unitId,
      validFrom: this.#on,
      validTo: null,
      name,
      kind,
      choosable,
      note: null,
      position,
    })
    this.#place({ unitId, hierarchy: 'administrative', parentId })
    for (const hierarchy of ['sector', 'block'] as const) {
      const place = first && this.#placeOf(first, hierarchy)
      if (place && (place.parentId === null || !from.includes(place.parentId)))
        this.#place({ unitId, hierarchy, parentId: place.parentId })
    }
    return unitId
  }

  /** Ends a unit; what stands below it goes to the heir, or, where that has no place in a tree, to where the unit stood. */
  #end(unitId: UnitId, heir: UnitId | null, ending: readonly UnitId[]): void {
    const period = this.#open(unitId)!
    if (period.validFrom === this.#on) return void this.#fault(this.#pointerOf(unitId), 'not-of-that-day')
    this.writes.endedPeriods.push(unitId)
    for (const place of this.#tree.places.get(unitId) ?? []) if (place.validTo === null) this.#endPlace(place)
    for (const child of this.#tree.below.get(unitId) ?? []) {
      if (child.validTo !== null && child.validTo <= this.#on) continue
      if (child.validTo !== null || (child.validFrom !== null && child.validFrom > this.#on)) {
        this.#fault(this.#pointerOf(unitId), 'no-later-change')
        continue
      }
      if (ending.includes(child.unitId)) continue
      const { hierarchy } = child
      const heirStands = heir !== null && heir !== child.unitId && this.#willStand(heir, hierarchy)
      this.#endPlace(child)
      this.#place({
        unitId: child.unitId,
        hierarchy,
        parentId: heirStands ? heir : this.#nextAbove(unitId, hierarchy, ending),
      })
    }
  }

  #nextAbove(unitId: UnitId, hierarchy: Hierarchy, ending: readonly UnitId[]): UnitId | null {
    const above = this.#placeOf(unitId, hierarchy)?.parentId ?? null
    return above !== null && ending.includes(above) ? this.#nextAbove(above, hierarchy, ending) : above
  }

  #willStand(unitId: UnitId, hierarchy: Hierarchy): boolean {
    const begins = this.writes.places.some(
      (place) => place.unitId === unitId && place.hierarchy === hierarchy,
    )
    return begins || this.#placeOf(unitId, hierarchy) !== undefined
  }

  #retitle(unitId: UnitId, title: Pick<Period, 'name' | 'kind'>): void {
    const { choosable, note, position, name, kind } = this.#open(unitId)!
    if (title.name === name && title.kind === kind) return void this.#fault('/name', 'something-new')
    this.writes.endedPeriods.push(unitId)
    const days = { validFrom: this.#on, validTo: null }
    this.writes.periods.push({ unitId, ...days, choosable, note, position, ...title })
  }

  #divide(unitId: UnitId, targets: readonly UnitId[]): void {
    for (const [index, { share }] of this.#asked.into.entries()) this.#follow(unitId, targets[index]!, share)
  }

  #follow(unitId: UnitId, successorId: UnitId, share: number): void {
    const same = (each: Succession) => each.unitId === unitId && each.successorId === successorId
    if (!this.writes.successions.some(same))
      this.writes.successions.push({ unitId, successorId, share, takesEffectOn: this.#on })
  }

  #place(place: Omit<Place, 'validFrom' | 'validTo'>): void {
    this.writes.places.push({ ...place, validFrom: this.#on, validTo: null })
  }

  #endPlace({ unitId, hierarchy }: Place): void {
    this.writes.endedPlaces.push({ unitId, hierarchy })
  }

  /** The id of a unit that stands on the day and of which nothing later is known yet. */
  #standing(code: string, pointer: string): UnitId | undefined {
    const unitId = this.#tree.idOf.get(code)
    const rows = unitId ? (this.#tree.periods.get(unitId) ?? []) : []
    const own = this.writes.newUnits.find((unit) => unit.code === code)
    if (own) return own.id
    if (!rows.some((row) => isOn(row, this.#on))) {
      this.#fault(pointer, 'stands-then')
      return undefined
    }
    const places = this.#tree.places.get(unitId!) ?? []
    const isLater = (row: Period | Place) =>
      (row.validFrom !== null && row.validFrom > this.#on) || (row.validTo !== null && row.validTo > this.#on)
    if ([...rows, ...places].some(isLater)) {
      this.#fault(pointer, 'no-later-change')
      return undefined
    }
    return unitId
  }

  #open(unitId: UnitId): Period | undefined {
    return (
      this.#tree.periods.get(unitId)?.find(({ validTo }) => validTo === null) ??
      this.writes.periods.find((period) => period.unitId === unitId)
    )
  }

  #placeOf(unitId: UnitId, hierarchy: Hierarchy): Place | undefined {
    const places = this.#tree.places.get(unitId) ?? []
    return places.find((place) => place.hierarchy === hierarchy && isOn(place, this.#on))
  }

  #pointerOf(unitId: UnitId): string {
    const index = this.#asked.units.findIndex((code) => this.#tree.idOf.get(code) === unitId)
    return index < 0 ? '' : `/units/${index}`
  }

  #fault(pointer: string, expected: DeedFault['expected']): void {
    this.faults.push({ pointer, expected })
  }
}

function isOn(
  { validFrom, validTo }: { validFrom: string | null; validTo: string | null },
  on: string,
): boolean {
  return (validFrom === null || validFrom <= on) && (validTo === null || validTo > on)
}
