/** R-T3: neither standings nor figures nor their files depend on the zone of the machine. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { it } from 'node:test'

const script = `
  import { entriesOf, standingsOf } from ${JSON.stringify(new URL('./rules.ts', import.meta.url).href)}
  import { isWithheld } from ${JSON.stringify(new URL('../statistics/rules.ts', import.meta.url).href)}
  import { writeCsv } from ${JSON.stringify(new URL('../statistics/write-csv.ts', import.meta.url).href)}
  const at = (ms) => new Date(Date.UTC(2023, 7, 14, 17) + ms)
  const attempts = Array.from({ length: 50 }, (_, no) => ({
    attemptId: 'a' + no, contestantId: 'p' + (no % 40), unitId: 'u', attemptNo: 1 + Math.floor(no / 40), participated: true,
    score: no % 4, total: 10, prediction: no % 7, startedAt: at(no * 3_600_000), submittedAt: at(no * 3_600_000 + 60_000),
    durationMs: 60_000,
  }))
  const keys = ['score', 'predictionDistance', 'submittedAt', 'startedAt', 'seededDraw']
  const draw = { seed: '00', round: 1 }
  const entries = entriesOf(attempts, 'bestEarliest', { units: 3, decimals: 0 })
  const round = { opensAt: at(0), publishedAt: null }
  const rules = { zone: 'Asia/Ho_Chi_Minh', prediction: { target: 'attempts' }, publication: { freezeAt: '2023-08-20T00:00' } }
  const withheld = [-1, 0].map((ms) => isWithheld({ rules }, round, new Date(Date.UTC(2023, 7, 19, 17) + ms)))
  const csv = writeCsv({ asOf: at(0).toISOString(), units: [{ unitId: 'u', code: 'U', name: 'U', parentId: null,
    own: { persons: 1, attempts: 1, full: 1 }, rollUp: { persons: 1, attempts: 1, full: 1 } }] }, rules.zone)
  console.log(JSON.stringify([standingsOf(entries, { gate: 'none', keys, ties: 'broken' }, { draw, decimals: 0 }), withheld, csv]))
`

it('standings and figures are the same in every zone', () => {
  const results = ['UTC', 'Asia/Ho_Chi_Minh', 'America/New_York', 'Pacific/Apia'].map((TZ) =>
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      env: { ...process.env, TZ },
      encoding: 'utf8',
    }),
  )
  assert.equal(new Set(results).size, 1)
  const [standings, withheld, csv] = JSON.parse(results[0]!)
  assert.deepEqual([standings.length, withheld], [40, [false, true]])
  assert.match(csv, /15\/08\/2023 00:00:00/)
})
