import type { Ranking } from '../rankings/contract.ts'
import type { Statistics } from '../statistics/contract.ts'
import type { Load, RehearsalResult, StandingsResult } from './model.ts'
import type { Rehearsal } from './rehearse-contest.ts'

const PLACES_SHOWN = 10

/** A whole rehearsal has a row for everybody; what a committee looks at fits on a page. */
export function sumUp({ registered, rounds, final, refused }: Rehearsal, load: Load): RehearsalResult {
  return {
    registered,
    rounds: rounds.map(({ no, ranking, statistics }) => {
      const { persons, attempts } = (statistics as Statistics).totals
      return { no, persons, attempts, ...standingsOf(ranking as Ranking) }
    }),
    final: final === null ? null : standingsOf(final as Ranking),
    refused,
    load,
  }
}

function standingsOf({ placed, actual, keys, rows }: Ranking): StandingsResult {
  const decidedBy: Record<string, number> = {}
  for (const { decidedBy: key } of rows) if (key !== null) decidedBy[key] = (decidedBy[key] ?? 0) + 1
  const top = rows.slice(0, PLACES_SHOWN).map(({ place, name, unit, decidedBy: by, trace }) => ({
    place,
    name,
    unit,
    decidedBy: by,
    trace,
  }))
  return { placed, actual, keys, decidedBy, top }
}
