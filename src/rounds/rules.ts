/**
 * When is a round open? (docs/rules/rounds.md, O-1 to O-4)
 * From its opening instant up to, and not including, its closing instant: [opensAt, closesAt). Where the rulebook
 * names hours of the day or days of the week, the round is paused outside them; and where organisers had it stand still
 * (docs/rules/incidents.md, I-3 to I-5). Nothing here reads a clock.
 */
import { addDays, instantOf, localDateOf, startOfDay, weekdayOf } from '../platform/zone.ts'
import type { Pause, Phase, Round, TimeGrant } from './model.ts'

export function phaseOf(round: Round, at: Date, zone: string): Phase {
  if (at < round.opensAt) return 'upcoming'
  if (at >= round.closesAt) return round.publishedAt ? 'published' : 'closed'
  if (pauseAt(round, at)) return 'paused'
  return round.openHours && !openWindow(round, at, zone) ? 'paused' : 'open'
}

/** The instant at which an open round next closes its door: the end of today's hours, or of the round. */
export function nextClosing(round: Round, at: Date, zone: string): Date {
  const window = round.openHours ? openWindow(round, at, zone) : null
  return window && window.until < round.closesAt ? window.until : round.closesAt
}

function openWindow(round: Round, at: Date, zone: string): { until: Date } | null {
  const hours = round.openHours
  if (!hours?.weekdays.includes(weekdayOf(at, zone))) return null
  const today = localDateOf(at, zone)
  const from = instantOf(`${today}T${hours.from}`, zone)
  // "until 00:00" is the end of the day.
  const until =
    hours.until === '00:00' ? startOfDay(addDays(today, 1), zone) : instantOf(`${today}T${hours.until}`, zone)
  return at >= from && at < until ? { until } : null
}

/** The pause that organisers decided and in which `at` is; the round goes on at its end by itself. */
export function pauseAt({ pauses = [] }: Pick<Round, 'pauses'>, at: Date): Pause | null {
  return pauses.find(({ from, until }) => from <= at && at < until) ?? null
}

/** I-4. How much of [from, until) the round stood still. */
export function pausedMs({ pauses = [] }: Pick<Round, 'pauses'>, from: Date, until: Date): number {
  return pauses.reduce((sum, pause) => {
    const [begin, end] = [
      Math.max(pause.from.getTime(), from.getTime()),
      Math.min(pause.until.getTime(), until.getTime()),
    ]
    return sum + Math.max(0, end - begin)
  }, 0)
}

/** I-7. A person's own time for a paper, in seconds: the larger share that was granted, and whatever was added. */
export function limitOf(
  timeLimitSeconds: number,
  grants: readonly TimeGrant[],
  roundId: Round['id'],
): number {
  const theirs = grants.filter((each) => each.roundId === null || each.roundId === roundId)
  const percent = Math.max(100, ...theirs.map((each) => each.percent))
  return theirs.reduce(
    (sum, { extraSeconds }) => sum + extraSeconds,
    Math.ceil((timeLimitSeconds * percent) / 100),
  )
}

/** The rounds laid around the day of the first load: without gaps, `openNow` begun at that day's midnight. */
export function layRounds(
  laid: { count: number; days: number; openNow: number },
  now: Date,
  zone: string,
): { no: number; opensAt: Date; closesAt: Date }[] {
  const today = localDateOf(now, zone)
  return Array.from({ length: laid.count }, (_, index) => {
    const first = addDays(today, (index + 1 - laid.openNow) * laid.days)
    return {
      no: index + 1,
      opensAt: startOfDay(first, zone),
      closesAt: startOfDay(addDays(first, laid.days), zone),
    }
  })
}
