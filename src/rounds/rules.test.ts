import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { OpenHours, Phase, Round } from './model.ts'
import { layRounds, nextClosing, phaseOf } from './rules.ts'

const ZONE = 'Asia/Ho_Chi_Minh'
const at = (time: string) => new Date(`${time}+07:00`)

function aRound(openHours?: OpenHours, publishedAt: Date | null = null): Round {
  return {
    opensAt: at('2023-08-14T07:30'),
    closesAt: at('2023-08-20T21:00'),
    openHours,
    publishedAt,
  } as Round
}

const check = (round: Round, expected: Record<string, Phase>) => {
  for (const [time, phase] of Object.entries(expected))
    assert.equal(phaseOf(round, at(`2023-08-${time}`), ZONE), phase, time)
}

describe('a round', () => {
  it('is open from its opening instant up to, and not including, its closing instant', () =>
    check(aRound(), {
      '14T07:29:59.999': 'upcoming',
      '14T07:30:00.000': 'open',
      '20T20:59:59.999': 'open',
      '20T21:00:00.000': 'closed',
      '20T21:00:00.001': 'closed',
    }))
  it('is published only after it has closed', () =>
    check(aRound(undefined, at('2023-08-21T08:00')), {
      '20T20:59:59.999': 'open',
      '20T21:00:00.000': 'published',
    }))
})

describe('a round with office hours', () => {
  const office = aRound({ weekdays: [1, 2, 3, 4, 5], from: '08:00', until: '17:00' })
  it('is paused before, after and at the end of them', () =>
    check(office, {
      '14T07:29:59.999': 'upcoming',
      '14T07:30:00': 'paused',
      '14T07:59:59.999': 'paused',
      '14T08:00:00': 'open',
      '14T16:59:59.999': 'open',
      '14T17:00:00': 'paused',
      '15T03:00:00': 'paused',
    }))
  it('is paused on the days it does not name', () =>
    check(office, { '18T10:00:00': 'open', '19T10:00:00': 'paused', '20T10:00:00': 'paused' }))
  it('closes its door at the end of the hours, or of the round where that is earlier', () => {
    assert.deepEqual(nextClosing(office, at('2023-08-14T16:55'), ZONE), at('2023-08-14T17:00'))
    const long = aRound({ weekdays: [7], from: '08:00', until: '22:00' })
    assert.deepEqual(nextClosing(long, at('2023-08-20T20:55'), ZONE), at('2023-08-20T21:00'))
    assert.deepEqual(nextClosing(aRound(), at('2023-08-14T16:55'), ZONE), at('2023-08-20T21:00'))
  })
  it('until 00:00 is open to the end of the day, and not on the next', () => {
    const late = aRound({ weekdays: [1], from: '20:00', until: '00:00' })
    check(late, { '14T19:59:59.999': 'paused', '14T23:59:59.999': 'open', '15T00:00:00': 'paused' })
    assert.deepEqual(nextClosing(late, at('2023-08-14T23:59'), ZONE), at('2023-08-15T00:00'))
  })
  it('takes the weekday of its own zone, not that of the instant in UTC', () => {
    // 02:00 on Monday in Hà Nội is still Sunday in UTC.
    const early = aRound({ weekdays: [2], from: '00:00', until: '06:00' })
    check(early, { '15T02:00:00': 'open', '14T02:00:00': 'upcoming', '16T02:00:00': 'paused' })
  })
})

describe('rounds laid around a day', () => {
  const someLaying = fc
    .record({ count: fc.integer({ min: 1, max: 52 }), days: fc.integer({ min: 1, max: 366 }) })
    .chain((laid) => fc.integer({ min: 1, max: laid.count }).map((openNow) => ({ ...laid, openNow })))
  const someDay = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })

  it('follow one another without a gap, in order, and the named one is open', () =>
    fc.assert(
      fc.property(someLaying, someDay, (laid, now) => {
        const rounds = layRounds(laid, now, ZONE)
        assert.equal(rounds.length, laid.count)
        for (const [index, round] of rounds.entries()) {
          assert.equal(round.no, index + 1)
          assert.ok(round.opensAt < round.closesAt)
          if (index > 0) assert.deepEqual(rounds[index - 1]!.closesAt, round.opensAt)
        }
        const open = rounds.filter(({ opensAt, closesAt }) => opensAt <= now && now < closesAt)
        assert.deepEqual(
          open.map(({ no }) => no),
          [laid.openNow],
        )
      }),
      { numRuns: 300 },
    ))
  it('begin at midnight in the zone of the contest, on either side of midnight', () => {
    for (const [now, opensAt] of [
      ['2026-11-22T23:59:59.999', '2026-11-22T00:00'],
      ['2026-11-23T00:00:00.000', '2026-11-23T00:00'],
    ] as const)
      assert.deepEqual(layRounds({ count: 4, days: 7, openNow: 2 }, at(now), ZONE)[1]?.opensAt, at(opensAt))
  })
})
