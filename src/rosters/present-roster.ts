import type {
  ImportRowView,
  PersonDetailsView,
  RosterImportView,
  RosterPersonView,
  TurnoutPersonView,
} from './contract.ts'
import { sayRowFault } from './import-messages.ts'
import type { ListedRow, RosterImport } from './import-store.ts'
import type { NumberKind } from './model.ts'
import { FIRST, type Key, type ListedPerson, type Person, type Spell } from './store.ts'
import type { TurnoutRow } from './turnout-store.ts'

/** By what the next page is asked for: where the last row of this one stands in the order. */
export const keyOf = ({ searchKey, id }: Key): string => `${searchKey}~${id}`
export function readKey(key: string | undefined): Key {
  const at = key?.lastIndexOf('~') ?? -1
  const id = key?.slice(at + 1) ?? ''
  return key === undefined || at < 0 || !/^[0-9a-f-]{36}$/.test(id)
    ? FIRST
    : { searchKey: key.slice(0, at).replaceAll('\0', ''), id }
}

export function presentPerson(person: ListedPerson, on: string): RosterPersonView {
  const { id, fullName, birthOn, unitCode, unitName, position, standing, validFrom, validTo } = person
  return {
    id,
    key: keyOf(person),
    fullName,
    birthDate: birthOn,
    unit: { code: unitCode, name: unitName },
    position,
    standing: validTo !== null && validTo <= on ? 'left' : standing,
    since: validFrom,
    until: validTo,
    numbers: person.numbers.map((number) => {
      const [kind, ending = ''] = number.split(' ')
      return { kind: kind as NumberKind, ending }
    }),
  }
}

export function presentDetails(
  person: Person,
  more: {
    spells: readonly Spell[]
    numbers: PersonDetailsView['numbers']
    takenPart: readonly { slug: string; rounds: number }[]
  },
): PersonDetailsView {
  const { id, version, fullName, birthOn } = person
  return {
    id,
    version,
    fullName,
    birthDate: birthOn,
    numbers: more.numbers,
    times: more.spells.map(({ unitCode, unitName, position, standing, validFrom, validTo, ending }) => ({
      unit: { code: unitCode, name: unitName },
      position,
      standing,
      from: validFrom,
      to: validTo,
      ending,
    })),
    takenPart: more.takenPart.map(({ slug, rounds }) => ({ contest: slug, rounds })),
  }
}

export function presentImport(
  found: RosterImport,
  { unitCode = null, sameFileAt = null }: { unitCode?: string | null; sameFileAt?: Date | null } = {},
): RosterImportView {
  const { id, version, fileName, asOf, state, problem, headings, recognised, rowsRead, counts } = found
  return {
    id,
    version,
    fileName,
    asOf,
    unit: unitCode,
    state,
    problem,
    headings: [...headings],
    recognised,
    rowsRead,
    counts,
    madeAt: found.madeAt.toISOString(),
    confirmedAt: found.confirmedAt?.toISOString() ?? null,
    sameFileAt: sameFileAt?.toISOString() ?? null,
  }
}

export function presentRow(row: ListedRow): ImportRowView {
  const { no, fullName, birthOn, unitText, unitName, position, verdict, changes, faults, kinds, endings } =
    row
  return {
    no,
    fullName,
    birthDate: birthOn,
    unitText,
    unit: unitName,
    position,
    numbers: kinds.map((kind, at) => ({ kind, ending: endings[at] ?? '' })),
    verdict,
    changes: [...changes],
    faults: verdict === 'repeat' ? [] : faults.map(sayRowFault),
    repeats: verdict === 'repeat' ? (faults[0]?.row ?? null) : null,
  }
}

export function presentTurnout(row: TurnoutRow): TurnoutPersonView {
  const { id, fullName, birthOn, unitCode, unitName, position, status } = row
  return {
    id,
    key: keyOf(row),
    fullName,
    birthDate: birthOn,
    unit: { code: unitCode, name: unitName },
    position,
    status,
  }
}
