import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { SETTLING_MS } from '../src/attempts/write-down-expired.ts'
import { startWorker } from '../src/main/worker.ts'
import { systemClock } from '../src/platform/clock.ts'
import { checkSettings } from '../src/platform/safe-settings.ts'
import { closeRound } from '../src/rankings/close-round.ts'
import { TestHouse } from './support/a-house.ts'
import { brokenInvariants } from './support/invariants.ts'
import { aGoing, later, one, save, submit } from './support/people.ts'
import { noSystemPostgres, oldestVersion, startSystemPostgres } from './support/system-postgres.ts'

describe(`PostgreSQL ${oldestVersion ?? 15} of the system`, { skip: noSystemPostgres }, () => {
  let server: Awaited<ReturnType<typeof startSystemPostgres>>
  const house = new TestHouse({})
  before(async () => {
    server = await startSystemPostgres()
    process.env.HOITHI_TEST_DATABASE = server.url
    await house.open()
  })
  after(async () => {
    await house.close()
    await server.stop()
  })

  it('takes every migration, and its settings are judged', async () => {
    const codes = (await checkSettings(house.owner)).map(({ code }) => code)
    assert.deepEqual(codes.toSorted(), ['fsync-off', 'no-checksums'])
  })

  it('carries attempts from the start to the published standings', async () => {
    const crowd = Array.from({ length: 8 }, async () => {
      const going = await aGoing(house)
      await save(house, going, { sequence: 1, answers: one(going) })
      return submit(house, going, { answers: one(going) }, { at: later(going.startedAt, 60_000) })
    })
    for (const { status } of await Promise.all(crowd)) assert.equal(status, 201)
    const round = house.round()
    const at = later(round.closesAt.toISOString(), SETTLING_MS)
    const needs = { ...house.house, pool: house.house.keeper }
    assert.ok((await closeRound(needs, { roundId: round.id, at })).ok)
    assert.equal((await house.count('SELECT count(*) FROM standings WHERE score IS NOT NULL')) > 0, true)
    assert.deepEqual(await brokenInvariants(house), [])
  })

  it('runs the queue of jobs', async () => {
    const worker = await startWorker({ ...house.house, clock: systemClock }, house.url)
    assert.ok(worker.isRunning())
    await worker.stop()
  })
})
