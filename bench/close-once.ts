/** Closes the books of one round, as the worker does, and says what it took. */
import { openHouse, readKeys } from '../src/main/house.ts'
import { systemClock } from '../src/platform/clock.ts'
import { closeRound } from '../src/rankings/close-round.ts'
import type { RoundId } from '../src/rounds/model.ts'

const [home, roundId] = process.argv.slice(2) as [string, string]
const url = process.env.BENCH_DATABASE!
const house = await openHouse({ ...readKeys(home), url, clock: systemClock, log: console.error })
const needs = { ...house, pool: house.keeper }
const begun = performance.now()
const before = process.cpuUsage()
const outcome = await closeRound(needs, { roundId: roundId as RoundId, at: systemClock.now() })
const seconds = (performance.now() - begun) / 1000
if (!outcome.ok) throw new Error(outcome.reason)
const { user, system } = process.cpuUsage(before)
const { rows } = await house.keeper.query<{ count: number }>(
  'SELECT count(*)::int AS count FROM standings WHERE ranking_id = $1',
  [outcome.ranking.id],
)
await house.close()
process.send!({
  seconds,
  standings: rows[0]!.count,
  nodeCpu: (user + system) / 1e6,
  peakMb: process.resourceUsage().maxRSS / 1024,
})
process.disconnect()
