import type { Succession, UnitId } from './model.ts'

export type Register = { readonly unitId: UnitId; readonly asOf: string; readonly people: number }

/**
 * U-7. How many people a unit has on a day: what was declared last, and from then on what merges brought and splits took
 * away by their shares. Null where nobody can tell: a unit one of whose predecessors never declared anything.
 */
export function inheritHeadcounts(
  register: readonly Register[],
  successions: readonly Succession[],
  on: string,
): (unitId: UnitId) => number | null {
  const declared = groupBy(register, ({ unitId }) => unitId)
  const into = groupBy(successions, ({ successorId }) => successorId)
  const from = groupBy(successions, ({ unitId }) => unitId)

  /** On the morning of the day, or the evening before: a deed takes effect in between. */
  const peopleOf = (unitId: UnitId, day: string, isMorning: boolean): number | null => {
    const isBy = (other: string) => (isMorning ? other <= day : other < day)
    const last = latest((declared.get(unitId) ?? []).filter(({ asOf }) => isBy(asOf)))
    let people = last?.people ?? 0
    let isKnown = last !== undefined
    const turns = [...(into.get(unitId) ?? []), ...(from.get(unitId) ?? [])].map((each) => each.takesEffectOn)
    const since = turns.filter((turn) => isBy(turn) && (last === undefined || turn > last.asOf))
    for (const turn of [...new Set(since)].sort()) {
      const left = (from.get(unitId) ?? []).filter((each) => each.takesEffectOn === turn)
      // It was there before, and nobody had said with how many people.
      if (left.length > 0 && !isKnown) return null
      if (left.length > 0) people *= left.find((each) => each.successorId === unitId)?.share ?? 0
      for (const each of into.get(unitId) ?? []) {
        if (each.takesEffectOn !== turn || each.unitId === unitId) continue
        const brought = peopleOf(each.unitId, turn, false)
        if (brought === null) return null
        people += brought * each.share
        isKnown = true
      }
    }
    return isKnown ? people : null
  }
  return (unitId) => {
    const people = peopleOf(unitId, on, true)
    return people === null ? null : Math.round(people)
  }
}

function latest(register: readonly Register[]): Register | undefined {
  return register.reduce<Register | undefined>(
    (last, each) => (last === undefined || each.asOf > last.asOf ? each : last),
    undefined,
  )
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => UnitId): Map<UnitId, Row[]> {
  const groups = new Map<UnitId, Row[]>()
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row])
  return groups
}
