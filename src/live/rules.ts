/** What the samples of all processes make together, for one contest. */
import { KINDS, type Kind, SLOT_MS, SLOTS, type StoredSample } from './model.ts'

export const slotOf = (at: Date): number => Math.floor(at.getTime() / SLOT_MS) % SLOTS

/** The instant at which the five seconds of `at` began. */
export const slotBegin = (at: Date): Date => new Date(Math.floor(at.getTime() / SLOT_MS) * SLOT_MS)

export type Series = Readonly<Record<Kind | 'refused', readonly number[]>> & { readonly from: Date }

export type Summed = {
  readonly series: Series
  /** In the last minute that is whole. */
  readonly perMinute: Readonly<Record<Kind, number>>
  /** In the time that is shown, the most frequent first. */
  readonly refusals: readonly { readonly reason: string; readonly count: number }[]
  readonly busy: number
  readonly errors: number
  readonly fullness: number
}

/** `now` lies in a slot that is not over; the last whole one is the last of the series. */
export function sumSamples(
  samples: readonly StoredSample[],
  roundIds: ReadonlySet<string>,
  now: Date,
  slots: number,
): Summed {
  const until = slotBegin(now).getTime()
  const from = until - slots * SLOT_MS
  const zeros = () => new Array<number>(slots).fill(0)
  const series = { start: zeros(), save: zeros(), submission: zeros(), refused: zeros() }
  const refusals = new Map<string, number>()
  let [busy, errors, fullness] = [0, 0, 0]
  for (const { at, figures } of samples) {
    const index = Math.floor((at.getTime() - from) / SLOT_MS)
    if (index < 0 || index >= slots) continue
    busy += figures.busy
    errors += figures.errors
    if (index >= slots - 2) fullness = Math.max(fullness, figures.fullness)
    for (const [roundId, counted] of Object.entries(figures.rounds)) {
      if (!roundIds.has(roundId)) continue
      for (const kind of KINDS) series[kind][index]! += counted[kind]
      for (const [reason, count] of Object.entries(counted.refused)) {
        series.refused[index]! += count
        refusals.set(reason, (refusals.get(reason) ?? 0) + count)
      }
    }
  }
  const lastMinute = (each: readonly number[]) =>
    each.slice(-60_000 / SLOT_MS).reduce((sum, count) => sum + count, 0)
  return {
    series: { from: new Date(from), ...series },
    perMinute: {
      start: lastMinute(series.start),
      save: lastMinute(series.save),
      submission: lastMinute(series.submission),
    },
    refusals: [...refusals]
      .map(([reason, count]) => ({ reason, count }))
      .sort((one, other) => other.count - one.count || (one.reason < other.reason ? -1 : 1)),
    busy,
    errors,
    fullness,
  }
}

export type Turnout = { readonly name: string; readonly persons: number; readonly headcount: number }

/** The units that lag behind the most: of those with a headcount, the smallest share first. */
export function slowest(units: readonly Turnout[], atMost: number): (Turnout & { rate: number })[] {
  return units
    .filter(({ headcount }) => headcount > 0)
    .map((unit) => ({ ...unit, rate: unit.persons / unit.headcount }))
    .sort((one, other) => one.rate - other.rate || other.headcount - one.headcount)
    .slice(0, atMost)
}
