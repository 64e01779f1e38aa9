/**
 * Which unit does somebody mean who wrote "UBND xã Đồng Tâm", "xa dong tam" or the name it had before a merger? Pure: the
 * names are handed in, every name each unit ever had. It proposes with a score and says why; to decide is somebody's part
 * (U-11).
 */
import type { Days, Succession, UnitId } from './model.ts'
import { type UnitNameKeys, unitNameKeys } from './unit-name-keys.ts'

/** A name a unit has or had. */
export type KnownName = Days & {
  readonly unitId: UnitId
  readonly code: string
  readonly name: string
  /** The names of what it stood below in those days, the nearest first. */
  readonly above: readonly string[]
}

export type UnitMatch = {
  readonly unitId: UnitId
  readonly code: string
  readonly name: string
  readonly above: readonly string[]
  /** From 0 to 1; from 0.9 on, and alone, it may be taken without asking. */
  readonly score: number
  readonly because: 'code' | 'name' | 'bare-name' | 'resembles' | 'former-name' | 'successor'
  /** The old name that was recognised, where the unit is called otherwise now. */
  readonly via: string | null
}

export type UnitMatcher = (text: string, parent?: string | null) => readonly UnitMatch[]

export const SURE = 0.9
/** So far behind the best, another one is not meant. */
const CLEAR_LEAD = 0.05
const MOST_MATCHES = 8
const LEAST_LIKENESS = 0.45

type Indexed = KnownName & { readonly keys: UnitNameKeys; readonly parents: readonly UnitNameKeys[] }

/** The one that is surely meant, or null where somebody has to choose. */
export function surelyMeant(matches: readonly UnitMatch[]): UnitMatch | null {
  const [best, next] = matches
  return best && best.score >= SURE && (!next || next.score <= best.score - CLEAR_LEAD) ? best : null
}

/** Prepares the names once; the matcher then answers for each row of a list. What was asked before is remembered. */
export function openUnitMatcher(known: {
  names: readonly KnownName[]
  successions: readonly Succession[]
  on: string
}): UnitMatcher {
  const parentKeys = new Map<string, UnitNameKeys>()
  const parentKeysOf = (name: string) => {
    const keys = parentKeys.get(name) ?? unitNameKeys(name)
    parentKeys.set(name, keys)
    return keys
  }
  const all: Indexed[] = known.names.map((name) => ({
    ...name,
    keys: unitNameKeys(name.name),
    parents: name.above.map(parentKeysOf),
  }))
  const byCode = groupBy(all, ({ code }) => [code.toUpperCase()])
  const byWhole = groupBy(all, ({ keys }) => [keys.whole])
  const byBare = groupBy(all, ({ keys }) => [keys.bare])
  const byTrigram = groupBy(all, ({ keys }) => trigramsOf(keys.bare))
  const standing = new Map<UnitId, Indexed>()
  for (const name of all) if (isOn(name, known.on)) standing.set(name.unitId, name)
  const successors = followers(known.successions, known.on)
  const remembered = new Map<string, readonly UnitMatch[]>()

  const find = (text: string, parent: string): readonly UnitMatch[] => {
    const exact = byCode.get(text.trim().toUpperCase())
    const found = new Map<Indexed, { score: number; because: UnitMatch['because'] }>()
    for (const name of exact ?? []) found.set(name, { score: 1, because: 'code' })
    if (!exact) {
      // Names have dashes and commas of their own: “Văn Miếu - Quốc Tử Giám”.
      const isWhole = byWhole.has(unitNameKeys(text).whole)
      const [own = '', ...rest] = isWhole ? [text] : partsOf(text)
      const hints = [...rest, ...partsOf(parent)].map(unitNameKeys)
      const keys = unitNameKeys(own)
      const score = (name: Indexed, likeness: number, because: UnitMatch['because']) => {
        const judged = likeness + weighHints(hints, name) - (isTonedOtherwise(keys, name.keys) ? 0.06 : 0)
        if ((found.get(name)?.score ?? 0) < judged) found.set(name, { score: judged, because })
      }
      for (const name of byWhole.get(keys.whole) ?? []) score(name, 0.98, 'name')
      for (const name of byBare.get(keys.bare) ?? []) {
        // "Đồng Tâm" may be the commune; "thị trấn Đồng Tâm" for a commune is a slip, or the name before.
        const saysKind = keys.bare !== keys.whole
        if (keys.whole !== name.keys.whole) score(name, saysKind ? 0.8 : 0.92, 'bare-name')
      }
      if (found.size === 0)
        for (const [name, likeness] of alike(keys, byTrigram))
          if (likeness >= LEAST_LIKENESS) score(name, likeness * 0.88, 'resembles')
    }
    return today([...found], standing, successors)
  }
  return (text, parent) => {
    const asked = `${text}\n${parent ?? ''}`
    const matches = remembered.get(asked) ?? find(text, parent ?? '')
    remembered.set(asked, matches)
    return matches
  }
}

/** What was recognised, as it is on the day: under its present name, or as what came after it. */
function today(
  found: [Indexed, { score: number; because: UnitMatch['because'] }][],
  standing: ReadonlyMap<UnitId, Indexed>,
  successors: (unitId: UnitId) => ReadonlyMap<UnitId, number>,
): UnitMatch[] {
  const best = new Map<UnitId, UnitMatch>()
  const take = (
    now: Indexed | undefined,
    score: number,
    because: UnitMatch['because'],
    via: string | null,
  ) => {
    if (!now || score <= 0 || (best.get(now.unitId)?.score ?? 0) >= score) return
    const { unitId, code, name, above } = now
    best.set(unitId, {
      unitId,
      code,
      name,
      above,
      score: Math.min(1, Number(score.toFixed(3))),
      because,
      via,
    })
  }
  for (const [name, { score, because }] of found) {
    const now = standing.get(name.unitId)
    if (now === name) take(now, score, because, null)
    else if (now)
      take(now, because === 'code' ? 1 : score - 0.02, because === 'code' ? 'code' : 'former-name', name.name)
    else {
      const follow = successors(name.unitId)
      // Where it went to several, nobody can tell to which this person went.
      for (const [unitId, share] of follow)
        take(
          standing.get(unitId),
          follow.size === 1 ? score - 0.03 : Math.min(score, 0.5 + 0.35 * share),
          'successor',
          name.name,
        )
    }
  }
  return [...best.values()]
    .sort((a, b) => b.score - a.score || (a.code < b.code ? -1 : 1))
    .slice(0, MOST_MATCHES)
}

/** Who stands in the place of a unit on the day, through as many deeds as it took, with its share. */
function followers(
  successions: readonly Succession[],
  on: string,
): (unitId: UnitId) => ReadonlyMap<UnitId, number> {
  const from = groupBy(
    successions.filter(({ takesEffectOn }) => takesEffectOn <= on),
    ({ unitId }) => [unitId],
  )
  const follow = (unitId: UnitId, after: string, share: number, found: Map<UnitId, number>) => {
    const next = (from.get(unitId) ?? []).filter((each) => each.takesEffectOn >= after)
    const [first] = next.map((each) => each.takesEffectOn).sort()
    if (first === undefined) return void found.set(unitId, (found.get(unitId) ?? 0) + share)
    for (const each of next.filter(({ takesEffectOn }) => takesEffectOn === first)) {
      const later = `${first}~` // after every deed of that day
      follow(each.successorId, later, share * each.share, found)
    }
  }
  return (unitId) => {
    const found = new Map<UnitId, number>()
    follow(unitId, '', 1, found)
    return found
  }
}

/** A parent that is named and stands above it speaks for it; one that is named and does not, against it. */
function weighHints(hints: readonly UnitNameKeys[], { parents }: Indexed): number {
  if (hints.length === 0) return 0
  const agree = hints.filter((hint) => parents.some(({ bare }) => bare === hint.bare)).length
  return agree === hints.length ? 0.02 : agree > 0 ? -0.05 : -0.25
}

/** Written with diacritics, and with others: "Tân Phù" for Tân Phú. */
function isTonedOtherwise(written: UnitNameKeys, name: UnitNameKeys): boolean {
  return written.hasTones && !written.toned.endsWith(name.toned) && !name.toned.endsWith(written.toned)
}

function alike(keys: UnitNameKeys, byTrigram: ReadonlyMap<string, Indexed[]>): [Indexed, number][] {
  const own = trigramsOf(keys.bare)
  const shared = new Map<Indexed, number>()
  for (const trigram of own)
    for (const name of byTrigram.get(trigram) ?? []) shared.set(name, (shared.get(name) ?? 0) + 1)
  return [...shared]
    .map(([name, count]): [Indexed, number] => {
      const others = trigramsOf(name.keys.bare).length
      const isSameKind =
        keys.whole.length - keys.bare.length === name.keys.whole.length - name.keys.bare.length
      return [name, (2 * count) / (own.length + others) + (isSameKind ? 0.02 : 0)]
    })
    .sort((a, b) => b[1] - a[1])
    .slice(0, 4 * MOST_MATCHES)
}

function trigramsOf(key: string): string[] {
  const padded = `  ${key} `
  return [...new Set(Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3)))]
}

/** "Xã Đồng Tâm, huyện Mỹ Đức - TP Hà Nội": the unit, and what it is below. */
function partsOf(text: string): string[] {
  return text
    .split(/\s*(?:[,;/()›>|]|\s[-–—]\s|\sthuộc\s)\s*/iu)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function isOn({ validFrom, validTo }: Days, on: string): boolean {
  return (validFrom === null || validFrom <= on) && (validTo === null || validTo > on)
}

function groupBy<Row, Key>(rows: readonly Row[], keysOf: (row: Row) => readonly Key[]): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows)
    for (const key of keysOf(row)) {
      const group = groups.get(key)
      if (group) group.push(row)
      else groups.set(key, [row])
    }
  return groups
}
