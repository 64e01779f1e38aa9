/**
 * Wall-clock times of a zone and instants, both ways. What a rulebook prints ("07 giờ 30 phút ngày 14/8/2023") is a
 * time on the wall of its zone; what we store and compare is an instant. The zone of the machine never matters.
 */
import { Temporal } from 'temporal-polyfill'

/**
 * The instant of a wall-clock time such as 2023-08-14T07:30 or 2023-08-14T07:30:00.
 * A time that a change of clocks skips or repeats throws: nobody may have to guess which instant was meant.
 */
export function instantOf(localTime: string, zone: string): Date {
  const onTheWall = Temporal.PlainDateTime.from(localTime, { overflow: 'reject' })
  const instant = onTheWall.toZonedDateTime(zone, { disambiguation: 'reject' })
  return new Date(instant.epochMilliseconds)
}

/** The civil date on the wall at that instant: 2023-08-14. */
export function localDateOf(instant: Date, zone: string): string {
  return onTheWallOf(instant, zone).toPlainDate().toString()
}

/** The wall-clock time at that instant, to the second: 2023-08-14T07:30:00. */
export function localTimeOf(instant: Date, zone: string): string {
  return onTheWallOf(instant, zone).toPlainDateTime().toString({ smallestUnit: 'second' })
}

/** The weekday on the wall at that instant: 1 is Monday, 7 is Sunday. */
export function weekdayOf(instant: Date, zone: string): number {
  return onTheWallOf(instant, zone).dayOfWeek
}

/** The instant at which a civil date begins in the zone: its midnight, or the first moment that exists. */
export function startOfDay(localDate: string, zone: string): Date {
  return new Date(Temporal.PlainDate.from(localDate).toZonedDateTime(zone).epochMilliseconds)
}

/** A civil date so many days later (or earlier): calendar days, whatever the clocks do in between. */
export function addDays(localDate: string, days: number): string {
  return Temporal.PlainDate.from(localDate).add({ days }).toString()
}

/** Whether a text of the right shape names a time that exists: 2023-02-30T07:30 and 2023-08-14T24:00 do not. */
export function isLocalTime(text: string): boolean {
  try {
    Temporal.PlainDateTime.from(text, { overflow: 'reject' })
    return true
  } catch {
    return false
  }
}

/** Whether a text of the right shape names a day that exists: 2023-02-29 does not. */
export function isLocalDate(text: string): boolean {
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' })
    return true
  } catch {
    return false
  }
}

function onTheWallOf(instant: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone)
}
