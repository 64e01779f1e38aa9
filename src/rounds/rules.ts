/**
 * When is a round open? (docs/rules/rounds.md, O-1 to O-4)
 * From its opening instant up to, and not including, its closing instant: [opensAt, closesAt). Where the rulebook
 * names hours of the day or days of the week, the round is paused outside them. Nothing here reads a clock.
 */
import { addDays, instantOf, localDateOf, startOfDay, weekdayOf } from '../platform/zone.ts'
import type { Phase, Round } from './model.ts'

export function phaseOf(round: Round, at: Date, zone: string): Phase {
  if (at < round.opensAt) return 'upcoming'
  if (at >= round.closesAt) return round.publishedAt ? 'published' : 'closed'
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
