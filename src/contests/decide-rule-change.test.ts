import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aContest, ROUNDS } from '../../tests/support/contest-of-every-kind.ts'
import { instantOf } from '../platform/zone.ts'
import { decideRuleChange } from './decide-rule-change.ts'
import type { Rulebook } from './model.ts'

const before = aContest().rules
const zone = before.zone
const rounds = ROUNDS.map(({ no, opensAt, closesAt }) => ({
  no,
  opensAt: instantOf(opensAt, zone),
  closesAt: instantOf(closesAt, zone),
  booksClosedAt: null,
}))
/** In the first round. */
const at = instantOf('2023-08-15T08:00', zone)
const later = (time: string) => instantOf(time, zone)

function check(change: Partial<Rulebook>, expected: string, effectiveAt = at): void {
  const decision = decideRuleChange(before, { ...before, ...change }, { rounds, at, effectiveAt })
  assert.equal(decision.ok ? 'ok' : decision.reason, expected)
}
const withRound = (no: number, change: object): Rulebook['rounds'] =>
  ROUNDS.map((round) => (round.no === no ? { ...round, ...change } : round)) as Rulebook['rounds']
const stream = (change: object): Rulebook['streams'] => [
  { ...before.streams[0]!, ...change },
  ...before.streams.slice(1),
]

describe('a change of the rules after the opening', () => {
  it('may touch texts, prizes, appeals and the time limit of papers to come', () => {
    check({ summary: { vi: 'Khác', en: 'Other' }, prizes: [] }, 'ok')
    check({ paper: { ...before.paper, timeLimitSeconds: 1200 } }, 'ok')
    check({ streams: stream({ eligibility: { vi: 'Khác', en: 'Other' } }) }, 'ok')
  })
  it('leaves the hours of a round that has opened, and may move the others', () => {
    check({ rounds: withRound(1, { closesAt: '2023-08-20T22:00' }) }, 'opened-rounds-stay')
    check(
      { rounds: withRound(1, { openHours: { weekdays: [1], from: '08:00', until: '17:00' } }) },
      'opened-rounds-stay',
    )
    check({ rounds: withRound(1, { name: { vi: 'Tuần đầu', en: 'First' } }) }, 'ok')
    check({ rounds: withRound(3, { closesAt: '2023-09-04T00:00' }) }, 'ok')
    check({ rounds: ROUNDS.slice(1) as Rulebook['rounds'] }, 'opened-rounds-stay')
  })
  it('moves rounds at once or not at all', () =>
    check(
      { rounds: withRound(3, { closesAt: '2023-09-04T00:00' }) },
      'rounds-change-at-once',
      later('2023-08-15T08:00:01'),
    ))
  it('never changes by what a person is known, nor the name of the contest in its address', () => {
    check({ streams: before.streams.slice(1) }, 'identity-stays')
    check({ streams: stream({ guardianAllowed: true }) }, 'identity-stays')
    check({ slug: 'khac' }, 'slug-stays')
  })
  it('leaves what ranks a round that is open, until its books have closed', () => {
    const order = { ranking: { ...before.ranking, keys: ['score', 'seededDraw'] } } as Partial<Rulebook>
    check(order, 'open-round-keeps-its-order')
    check(order, 'open-round-keeps-its-order', later('2023-08-20T21:09:59'))
    check(order, 'ok', later('2023-08-20T21:10'))
    check(order, 'ok', later('2023-08-21T07:29:59'))
    check(order, 'open-round-keeps-its-order', later('2023-08-21T07:30'))
  })
})
