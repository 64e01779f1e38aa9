/** kill -9: of the server, of PostgreSQL with everything below it, of both. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, type Run, storming } from './fault.ts'
import type { Ground } from './ground.ts'
import { until } from './processes.ts'
import type { Storm } from './storm.ts'

const kills = {
  /** Started again at once, as a supervisor of the system does. */
  'kill-server': async (ground: Ground, storm: Storm) => {
    await ground.killServer()
    const again = nextWord(storm)
    return { app_ready_ms: await ground.startServer(), answers_again_ms: await again }
  },
  /** Nobody starts it again but the server's own supervisor. */
  'kill-postgres': async (ground: Ground, storm: Storm) => {
    const begun = performance.now()
    await ground.killPostgres()
    const again = nextWord(storm)
    await ground.query('SELECT 1')
    const back = performance.now() - begun
    await ground.untilReady()
    const ready = performance.now() - begun
    return { postgres_back_ms: back, postgres_ready_ms: ready, answers_again_ms: await again }
  },
  'kill-both': async (ground: Ground, storm: Storm) => {
    await Promise.all([ground.killServer(), ground.killPostgres()])
    const again = nextWord(storm)
    return { both_ready_ms: await ground.startServer(), answers_again_ms: await again }
  },
}

/** From the kill until somebody is acknowledged something again, whatever /readyz says; pauses of the phones included. */
async function nextWord(storm: Storm): Promise<number> {
  const begun = performance.now()
  // What was acknowledged before may still be on its way.
  await sleep(100)
  const before = storm.counts.acknowledged
  await until('an acknowledgement', 120_000, () => (storm.counts.acknowledged > before ? true : null), 10)
  return performance.now() - begun
}

export const killServer = kill('kill-server')
export const killPostgres = kill('kill-postgres')
export const killBoth = kill('kill-both')

function kill(name: keyof typeof kills): Fault {
  return {
    name,
    says: `kill -9 under load: ${name.slice(5)}`,
    rounds: { full: 14, quick: 1 },
    run: async (run: Run) => {
      const ground = await run.embedded()
      await storming(run, ground, async ({ storm, dice }) => {
        await sleep(dice.between(300, 2500))
        const figures = await kills[name](ground, storm)
        return { figures, storm }
      })
    },
  }
}
