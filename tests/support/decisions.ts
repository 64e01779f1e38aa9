/** Prints what the rules decide about a long list of instants: node decisions.ts. The zone of the machine must not show. */
import { createHash } from 'node:crypto'
import { deadlineOf } from '../../src/attempts/rules.ts'
import { ageOn, oneForm } from '../../src/contestants/rules.ts'
import { localDateOf, localTimeOf, weekdayOf } from '../../src/platform/zone.ts'
import type { Round } from '../../src/rounds/model.ts'
import { layRounds, nextClosing, phaseOf } from '../../src/rounds/rules.ts'
import { aContest } from './contest-of-every-kind.ts'

const ZONE = 'Asia/Ho_Chi_Minh'
const HOUR = 3_600_000
const round = {
  opensAt: new Date('2023-08-14T00:30:00Z'),
  closesAt: new Date('2023-08-20T14:00:00Z'),
  openHours: { weekdays: [1, 2, 3, 4, 5, 6], from: '07:30', until: '00:00' },
  publishedAt: null,
} as unknown as Round

const decisions: unknown[] = [aContest().digest, oneForm({ kind: 'date' }, '31/12/1990')]
// Around the round, and around the days on which one of the zones of the test changes its clocks.
for (const day of ['2023-08-12', '2023-03-11', '2023-11-04', '2011-12-29', '2024-02-28'])
  for (let step = 0; step < 24 * 12; step++) {
    const at = new Date(Date.parse(`${day}T00:00:00Z`) + step * HOUR - 1)
    const today = localDateOf(at, ZONE)
    const closing = nextClosing(round, at, ZONE)
    decisions.push([
      phaseOf(round, at, ZONE),
      closing.toISOString(),
      deadlineOf(at, 600, closing).toISOString(),
      [today, localTimeOf(at, ZONE), weekdayOf(at, ZONE), ageOn('2009-08-14', today)],
      layRounds({ count: 4, days: 7, openNow: 2 }, at, ZONE).map(({ opensAt }) => opensAt.toISOString()),
    ])
  }
console.log(process.env.TZ, new Date('2023-08-14T00:30:00Z').getHours())
console.log(decisions.length, createHash('sha256').update(JSON.stringify(decisions)).digest('hex'))
