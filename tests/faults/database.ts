/** PostgreSQL is restarted by its administrator, or goes away in the middle of a batch. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, findAll, type Run, storming } from './fault.ts'
import { Ground } from './ground.ts'
import { Wire } from './wire.ts'

export const postgresRestart: Fault = {
  name: 'postgres-restart',
  says: 'pg_ctl restart under load, fast and immediate in turn',
  rounds: { full: 5, quick: 1 },
  run: async (run) => {
    const ground = await Ground.open(run.stack, { base: await run.base(), own: {} })
    await storming(run, ground, async ({ dice, round }) => {
      await sleep(dice.between(300, 1500))
      const begun = performance.now()
      await ground.restartPostgres(round % 2 === 1 ? 'immediate' : 'fast')
      await ground.untilReady()
      return { figures: { postgres_ready_ms: performance.now() - begun } }
    })
  },
}

const CUTS = ['at-commit', 'in-batch', 'all', 'terminated', 'silence'] as const

export const connectionCut: Fault = {
  name: 'connection-cut',
  says: 'the connections to PostgreSQL are cut: at a commit, in a batch, all, by PostgreSQL, silent for 5 s',
  rounds: { full: 5, quick: 2 },
  run: async (run) => {
    const wire = new Wire()
    const ground = await Ground.open(run.stack, {
      base: await run.base(),
      own: {},
      through: (port) => wire.open(run.stack, port),
    })
    await storming(run, ground, async ({ dice, round }) => {
      await sleep(dice.between(300, 1500))
      const cut = CUTS[(round - 1) % CUTS.length]!
      await make(cut, run, ground, wire)
      const begun = performance.now()
      await ground.untilReady()
      run.say(`  ${cut}`)
      return { figures: { ready_after_cut_ms: performance.now() - begun } }
    })
  },
}

async function make(cut: (typeof CUTS)[number], run: Run, ground: Ground, wire: Wire): Promise<void> {
  switch (cut) {
    case 'at-commit':
    case 'in-batch': {
      const isCut = await wire.cutAfter(cut === 'at-commit' ? 'commit' : 'write', 8_000)
      if (!isCut)
        findAll(run.result, [{ kind: 'answer', what: `${cut}: nothing was written that could be cut` }])
      return
    }
    case 'all':
      return wire.cut()
    case 'terminated':
      await ground.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'hoithi'`)
      return
    case 'silence':
      wire.silence(true)
      await sleep(5_000)
      wire.silence(false)
  }
}
