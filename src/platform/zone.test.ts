import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import {
  addDays,
  instantOf,
  isLocalDate,
  isLocalTime,
  localDateOf,
  localTimeOf,
  startOfDay,
  weekdayOf,
} from './zone.ts'

const HANOI = 'Asia/Ho_Chi_Minh'
const machineZone = process.env.TZ

describe('wall-clock times of a zone', () => {
  after(() => {
    if (machineZone === undefined) delete process.env.TZ
    else process.env.TZ = machineZone
  })

  for (const zone of ['UTC', 'Asia/Ho_Chi_Minh', 'America/Los_Angeles', 'Pacific/Kiritimati'])
    it(`are the same instants on a machine in ${zone}`, () => {
      process.env.TZ = zone
      assert.equal(instantOf('2023-08-14T07:30', HANOI).toISOString(), '2023-08-14T00:30:00.000Z')
      assert.equal(instantOf('2023-09-10T21:00:00', HANOI).toISOString(), '2023-09-10T14:00:00.000Z')
      assert.equal(startOfDay('2024-09-01', HANOI).toISOString(), '2024-08-31T17:00:00.000Z')
      assert.equal(localTimeOf(new Date('2023-08-14T00:30:00Z'), HANOI), '2023-08-14T07:30:00')
      assert.equal(localDateOf(new Date('2024-12-31T17:00:00Z'), HANOI), '2025-01-01')
    })

  it('change the date at local midnight, and not a millisecond before', () => {
    const expected = { '16:59:59.999': '2024-08-31', '17:00:00.000': '2024-09-01' }
    for (const [time, date] of Object.entries(expected))
      assert.equal(localDateOf(new Date(`2024-08-31T${time}Z`), HANOI), date, time)
  })

  it('know their weekday, Monday first', () => {
    assert.equal(weekdayOf(instantOf('2023-08-14T07:30', HANOI), HANOI), 1)
    assert.equal(weekdayOf(instantOf('2023-09-10T21:00', HANOI), HANOI), 7)
  })

  it('come back unchanged from their instant', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), (seconds) => {
        const instant = new Date(seconds * 1000)
        assert.deepEqual(instantOf(localTimeOf(instant, HANOI), HANOI), instant)
      }),
    ))

  it('refuse a day or an hour that does not exist', () => {
    for (const wrong of ['2023-02-29T07:30', '2023-08-14T24:00', '2023-08-14T07:60', '2023-13-01T00:00']) {
      assert.throws(() => instantOf(wrong, HANOI), RangeError, wrong)
      assert.equal(isLocalTime(wrong), false, wrong)
    }
    assert.equal(isLocalTime('2024-02-29T07:30'), true)
    assert.equal(isLocalDate('2024-02-29'), true)
    assert.equal(isLocalDate('2023-02-29'), false)
  })

  it('refuse a time that a change of clocks skips or repeats', () => {
    assert.throws(() => instantOf('2024-03-10T02:30', 'America/Los_Angeles'), RangeError)
    assert.throws(() => instantOf('2024-11-03T01:30', 'America/Los_Angeles'), RangeError)
  })

  it('count days on the calendar, over months, leap days and years', () => {
    assert.equal(addDays('2024-02-28', 1), '2024-02-29')
    assert.equal(addDays('2023-08-14', 7), '2023-08-21')
    assert.equal(addDays('2025-01-01', -1), '2024-12-31')
  })
})
