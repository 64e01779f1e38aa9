import { stringify } from 'csv-stringify/sync'
import { harmless } from '../platform/harmless-text.ts'
import { localTimeOf } from '../platform/zone.ts'
import type { Statistics } from './contract.ts'
import { CSV_HEADINGS, CSV_WITHHELD, writeLocalTime } from './csv-messages.ts'

/**
 * The figures as a table that Excel opens as it is: UTF-8 with a byte order mark, RFC 4180. A text that a spreadsheet
 * would take for a formula gets an apostrophe before it: units are named by whoever wrote the file.
 */
export function writeCsv(statistics: Statistics, zone: string): string {
  const codes = new Map(statistics.units.map(({ unitId, code }) => [unitId, code]))
  const asOf = writeLocalTime(localTimeOf(new Date(statistics.asOf), zone))
  const shown = (figure: number | null) => figure ?? CSV_WITHHELD
  const rows = statistics.units.map((unit) => [
    harmless(unit.code),
    harmless(unit.name),
    harmless((unit.parentId && codes.get(unit.parentId)) || ''),
    shown(unit.own.persons),
    shown(unit.own.attempts),
    shown(unit.own.full),
    shown(unit.rollUp.persons),
    shown(unit.rollUp.attempts),
    shown(unit.rollUp.full),
    unit.headcount ?? '',
    unit.rate ?? '',
    asOf,
  ])
  return stringify([[...CSV_HEADINGS], ...rows], { bom: true, record_delimiter: 'windows' })
}
