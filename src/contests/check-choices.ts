import { type Finding, roundDaysOf } from './check-paper.ts'
import { fileVoice } from './form-messages.ts'
import type { Rulebook, UnitRow } from './model.ts'

/** Each stream must leave its people a unit to choose, on some day of the contest (B-22). */
export function checkChoices(
  rules: Rulebook,
  units: readonly UnitRow[],
  now: Date,
  { say } = fileVoice,
): Finding[] {
  const days = roundDaysOf(rules, now)
  const [first, last] = [days[0]!.first, days.at(-1)!.last]
  const choosable = units.filter(
    (unit) =>
      unit.choosable && (unit.validFrom ?? first) <= last && (unit.validTo === null || unit.validTo > first),
  )
  return rules.streams.flatMap(({ unitKinds }, index) =>
    choosable.some((unit) => unitKinds === undefined || unitKinds.includes(unit.kind))
      ? []
      : [{ path: unitKinds ? ['streams', index, 'unitKinds'] : ['units'], said: say.nothingToChoose() }],
  )
}
