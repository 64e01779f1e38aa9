/** kill -9: of the server, of PostgreSQL with everything below it, of both. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, type Run, storming } from './fault.ts'
import type { Ground } from './ground.ts'

const kills = {
  /** Started again at once, as a supervisor of the system does. */
  'kill-server': async (ground: Ground) => {
    await ground.killServer()
    return { app_ready_ms: await ground.startServer() }
  },
  /** Nobody starts it again but the server's own supervisor. */
  'kill-postgres': async (ground: Ground) => {
    const begun = performance.now()
    await ground.killPostgres()
    await ground.query('SELECT 1')
    const back = performance.now() - begun
    await ground.untilReady()
    return { postgres_back_ms: back, postgres_ready_ms: performance.now() - begun }
  },
  'kill-both': async (ground: Ground) => {
    await Promise.all([ground.killServer(), ground.killPostgres()])
    return { both_ready_ms: await ground.startServer() }
  },
}

export const killServer = kill('kill-server')
export const killPostgres = kill('kill-postgres')
export const killBoth = kill('kill-both')

function kill(name: keyof typeof kills): Fault {
  return {
    name,
    says: `kill -9 under load: ${name.slice(5)}`,
    rounds: { full: name === 'kill-both' ? 14 : 14, quick: 1 },
    run: async (run: Run) => {
      const ground = await run.embedded()
      await storming(run, ground, async ({ storm, dice }) => {
        await sleep(dice.between(300, 2500))
        const figures = await kills[name](ground)
        return { figures, storm }
      })
    },
  }
}
