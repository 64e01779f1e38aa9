/** When (docs/rules/rulebook.md, B-10 and B-11). */
import { z } from 'zod'
import { isLocalTime } from '../platform/zone.ts'
import { bilingual, fault, HOUR_FORM, hourMinute, line, localTime, wherever } from './schema-forms.ts'

/** Hours in which an open round may be entered, where it is not open day and night. */
const openHours = z
  .strictObject({
    weekdays: z.array(z.number().int().min(1).max(7)).min(1),
    from: hourMinute,
    until: hourMinute,
  })
  .superRefine((hours, check) => {
    const bothHours = [hours.from, hours.until].every((hour) => HOUR_FORM.test(hour))
    // "until 00:00" is the end of the day.
    if (bothHours && hours.until !== '00:00' && hours.from >= hours.until)
      fault(check, ['until'], 'after-opening')
  })

export const round = z.strictObject({
  no: z.number().int().min(1).max(200),
  name: bilingual,
  opensAt: localTime,
  closesAt: localTime,
  /** The closing hour in the words of the printed rulebook, where they differ from closesAt. */
  closesAsPrinted: line.optional(),
  openHours: openHours.optional(),
})

/** What is not a time has its own fault already, and is compared with nothing. */
const areTimes = (...times: string[]) => times.every(isLocalTime)
/** 07:30 and 07:30:00 are the same instant. */
const comesAfter = (one: string, other: string) => one.padEnd(19, ':00') > other.padEnd(19, ':00')

export const rounds = z
  .array(round)
  .min(1)
  .max(200)
  .superRefine((list, check) => {
    list.forEach((each, index) => {
      const before = list[index - 1]
      if (each.no !== index + 1) fault(check, [index, 'no'], 'numbered-in-order')
      if (areTimes(each.opensAt, each.closesAt) && !comesAfter(each.closesAt, each.opensAt))
        fault(check, [index, 'closesAt'], 'after-opening')
      if (before && areTimes(before.closesAt, each.opensAt) && comesAfter(before.closesAt, each.opensAt))
        fault(check, [index, 'opensAt'], 'not-overlapping')
    })
  }, wherever())

/** Rounds laid around the day of the first load, for a sample that can be taken at once. */
export const laidRounds = z
  .strictObject({
    count: z.number().int().min(1).max(52),
    days: z.number().int().min(1).max(366),
    openNow: z.number().int().min(1).max(52),
  })
  .superRefine((laid, check) => {
    if (laid.openNow > laid.count) fault(check, ['openNow'], 'at-most-count')
  })
