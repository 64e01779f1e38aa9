/** Draws up one ruling on a question, proposes and confirms it, as the console does, and says what it took. */
import { randomBytes } from 'node:crypto'
import { openHouse, readKeys } from '../src/main/house.ts'
import { systemClock } from '../src/platform/clock.ts'
import { inTransaction } from '../src/platform/db.ts'
import { timeOrderedId } from '../src/platform/ids.ts'
import { carryOutRuling } from '../src/results/carry-out-ruling.ts'
import { drawUpRuling } from '../src/results/draw-up-ruling.ts'
import { orderRuling } from '../src/results/order-ruling.ts'
import { proposeRuling } from '../src/results/propose-ruling.ts'
import { findRuling } from '../src/rulings/store.ts'
import type { Officer, StaffId } from '../src/staff/model.ts'
import { insertStaff } from '../src/staff/store.ts'

const [home, slug, roundNo] = process.argv.slice(2) as [string, string, string]
const url = process.env.BENCH_DATABASE!
const house = await openHouse({ ...readKeys(home), url, clock: systemClock, log: console.error })
const contest = house.calendar.contestOf(slug)!
const round = contest.rounds.find(({ no }) => String(no) === roundNo)!
const at = systemClock.now()
const id = timeOrderedId(at, randomBytes(10)) as StaffId
const email = `${id}@example.gov.vn`
await inTransaction(house.keeper, (tx) =>
  insertStaff(tx, { id, authorityId: null, email, fullName: 'Bench', at }),
)
const by: Officer = {
  id,
  authorityId: null,
  email,
  fullName: 'Bench',
  roles: [{ role: 'organiser', unit: null }],
}
const [question] = (await house.banks.ofRound(round.id)).questions
const order = { kind: 'question', questionId: question!.id, way: 'everybody-right' } as const

const begun = performance.now()
const before = process.cpuUsage()
const asked = await orderRuling(house, { contest, order, by, at })
if (!asked.ok) throw new Error(asked.reason)
await drawUpRuling(house, asked.ruling.id)
const drawUp = (performance.now() - begun) / 1000
const { user, system } = process.cpuUsage(before)
const ruling = (await findRuling(house.keeper, asked.ruling.id))!
if (!ruling.readyAt) throw new Error(`it could not be drawn up: ${ruling.failed}`)

const words = { reason: 'Bench, bench, bench', notice: 'Bench, bench, bench' }
const proposed = await proposeRuling(house, {
  contest,
  rulingId: ruling.id,
  ...words,
  by,
  at: systemClock.now(),
})
if (!proposed.ok) throw new Error(proposed.reason)
const confirming = performance.now()
const done = await inTransaction(house.keeper, (tx) =>
  carryOutRuling(tx, { ...proposed.proposal, confirmedBy: id }, systemClock.now()),
)
if (!done.ok) throw new Error(done.reason)
const confirm = (performance.now() - confirming) / 1000
const { rows } = await house.keeper.query<{ papers: number; standings: number }>(
  `SELECT (SELECT count(*)::int FROM regradings) AS papers,
    (SELECT count(*)::int FROM standings s JOIN rankings k ON k.id = s.ranking_id WHERE k.ruling_id = $1 AND k.round_no = $2) AS standings`,
  [ruling.id, roundNo],
)
await house.close()
process.send!({
  drawUp,
  confirm,
  nodeCpu: (user + system) / 1e6,
  peakMb: process.resourceUsage().maxRSS / 1024,
  ...rows[0]!,
})
process.disconnect()
