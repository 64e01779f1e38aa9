import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type FreshDatabase, freshDatabase } from '../../tests/support/database.ts'
import { aRulebook, DAY, layAttempts, layContest, MINUTE } from '../../tests/support/laid-contest.ts'
import { SETTLING_MS } from '../attempts/write-down-expired.ts'
import { systemClock } from '../platform/clock.ts'
import { openPool, type Pool } from '../platform/db.ts'
import { type House, openHouse, readKeys } from './house.ts'
import { startWorker } from './worker.ts'

describe('the worker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hoithi-worker-'))
  let database: FreshDatabase
  let owner: Pool
  let house: House
  before(async () => {
    database = await freshDatabase()
    owner = openPool(database.url, { size: 2, log: () => {} })
    house = await openHouse({ ...readKeys(folder), url: database.url, clock: systemClock, log: () => {} })
  })
  after(async () => {
    await house.close()
    await owner.end()
    await database.drop()
    rmSync(folder, { recursive: true })
  })

  const lay = async (closesAt: Date) => {
    const opensAt = new Date(closesAt.getTime() - 7 * DAY)
    const contest = await layContest(owner, {
      rules: aRulebook({ cumulative: null }),
      rounds: [{ opensAt, closesAt }],
      units: [{ code: `T${randomBytes(3).toString('hex')}` }],
    })
    const unit = [...contest.unitIds.keys()][0]!
    const startedAt = new Date(opensAt.getTime() + MINUTE)
    await layAttempts(owner, contest, [
      { person: 'An', round: 1, unit, startedAt, ending: 'submitted', durationMs: MINUTE, score: 5 },
    ])
    return contest
  }
  const count = async (text: string, values: unknown[]) => (await owner.query(text, values)).rows[0].count
  const until = async (isSo: () => Promise<boolean>) => {
    const giveUpAt = performance.now() + 30_000
    while (!(await isSo())) {
      assert.ok(performance.now() < giveUpAt, 'it took too long')
      await wait(50)
    }
  }

  it('closes what was missed, counts what is open, and does both once however many run', async () => {
    const missed = await lay(new Date(Date.now() - DAY))
    const open = await lay(new Date(Date.now() + DAY))
    const workers = await Promise.all([startWorker(house, database.url), startWorker(house, database.url)])
    assert.ok(workers.every((worker) => worker.isRunning()))
    await until(
      async () =>
        (await count('SELECT count(*)::int FROM rankings WHERE contest_id = $1', [missed.contestId])) > 0 &&
        (await count('SELECT count(*)::int FROM statistics_live WHERE contest_id = $1', [open.contestId])) >=
          2,
    )
    // The close of the round that is open waits for its instant, once.
    const { rows } = await owner.query<{ run_at: Date }>(
      'SELECT run_at FROM graphile_worker.jobs WHERE key = $1',
      [`rounds:close:${open.rounds[0]!.id}`],
    )
    assert.deepEqual(rows, [{ run_at: new Date(open.rounds[0]!.closesAt.getTime() + SETTLING_MS) }])
    await Promise.all(workers.map((worker) => worker.stop()))
    assert.ok(workers.every((worker) => !worker.isRunning()))
    assert.equal(
      await count('SELECT count(*)::int FROM rankings WHERE contest_id = $1', [missed.contestId]),
      1,
    )
    assert.equal(
      await count('SELECT count(*)::int FROM statistics_live WHERE contest_id = $1', [open.contestId]),
      2,
    )
  })

  it('leaves the keeper no right to make schemas', async () => {
    const { rows } = await owner.query(
      "SELECT has_database_privilege('hoithi_keeper', current_database(), 'CREATE') AS may",
    )
    assert.deepEqual(rows, [{ may: false }])
  })

  it('is taken up again after the database was away, however often and whatever it was at', async () => {
    for (let turn = 0; turn < 4; turn++) {
      const worker = await startWorker(house, database.url)
      try {
        await wait(80 * turn)
        await owner.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'hoithi_keeper'",
        )
        await wait(500)
        const missed = await lay(new Date(Date.now() - DAY))
        await owner.query("SELECT graphile_worker.add_job('rounds:close-due', '{}'::json)")
        await until(
          async () =>
            (await count('SELECT count(*)::int FROM rankings WHERE contest_id = $1', [missed.contestId])) > 0,
        )
      } finally {
        // Or its timers keep the process alive.
        await worker.stop()
      }
    }
  })
})
