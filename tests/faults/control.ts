/**
 * The control of the kills: PostgreSQL killed as before, but told beforehand not to wait for the disk. The server refuses to
 * start on such a database, so it is made so behind its back, by the superuser, while it runs.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { compare } from './compare.ts'
import { diceOf } from './dice.ts'
import { countUp, type Fault, findAll } from './fault.ts'
import { Ground } from './ground.ts'
import { readHeld, readKeysOf } from './read-held.ts'

export const killControl: Fault = {
  name: 'control-kill',
  says: 'kill -9 of PostgreSQL with synchronous_commit = off: the comparison must find losses',
  rounds: { full: 3, quick: 1 },
  isControl: true,
  run: async (run) => {
    for (let round = 1; round <= run.rounds; round++) {
      const seed = `${run.seed}/${round}`
      await using own = new AsyncDisposableStack()
      const ground = await Ground.open(own, { base: await run.base(), own: {} })
      const keys = await readKeysOf(ground)
      await ground.layPeople(1500)
      for (const careless of CARELESS) await ground.query(careless)
      const storm = ground.storm({ seed })
      await storm.untilAcknowledged(400)
      await sleep(diceOf(seed).between(200, 1000))
      await Promise.all([ground.killPostgres(), ground.killServer()])
      await storm.abandon()
      const data = await Ground.openData(own, ground.home)
      if (!data) throw new Error('PostgreSQL did not recover')
      findAll(run.result, compare(storm.told, await readHeld(data, storm.told, false, keys)))
      countUp(run.result, storm)
      run.result.rounds += 1
      run.say(
        `  ${round}/${run.rounds}: ${storm.counts.acknowledged} acknowledged, ${run.result.findings.length} findings`,
      )
    }
  },
}

/** Slow to write by itself, too, so that a loss is a matter of seconds and not of luck. */
const CARELESS = [
  `ALTER ROLE hoithi IN DATABASE hoithi SET synchronous_commit = off`,
  `ALTER SYSTEM SET wal_writer_delay = '10s'`,
  `ALTER SYSTEM SET wal_writer_flush_after = '1GB'`,
  'SELECT pg_reload_conf()',
  // Who is connected keeps what it connected with.
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'hoithi'`,
]
