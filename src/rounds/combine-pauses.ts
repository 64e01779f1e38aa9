import type { Incident, Pause } from './model.ts'

/**
 * I-3. What a round's incidents, in their order, make of it: a pause lasts to its planned end, a later one may prolong it, and
 * going on earlier cuts it off where it is. They come out in order and apart from each other.
 */
export function combinePauses(incidents: readonly Pick<Incident, 'kind' | 'inForceAt' | 'until'>[]): Pause[] {
  let pauses: Pause[] = []
  for (const { kind, inForceAt, until } of incidents) {
    if (kind === 'pause' && until) pauses = merged([...pauses, { from: inForceAt, until }])
    if (kind === 'resume')
      pauses = pauses
        .map((pause) => (pause.until > inForceAt ? { ...pause, until: inForceAt } : pause))
        .filter((pause) => pause.from < pause.until)
  }
  return pauses
}

function merged(pauses: readonly Pause[]): Pause[] {
  const apart: Pause[] = []
  for (const pause of pauses.toSorted((one, other) => one.from.getTime() - other.from.getTime())) {
    const last = apart.at(-1)
    if (last && pause.from <= last.until)
      apart[apart.length - 1] = {
        from: last.from,
        until: new Date(Math.max(pause.until.getTime(), last.until.getTime())),
      }
    else apart.push(pause)
  }
  return apart
}
