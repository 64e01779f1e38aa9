/** SIGTERM under load: what had arrived is answered, the process ends by itself with 0, and the next one goes on (R-P7). */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, findAll, storming } from './fault.ts'
import { ending, signal } from './processes.ts'

const ENDS_WITHIN_MS = 30_000

export const drain: Fault = {
  name: 'drain',
  says: 'SIGTERM under load: no request that was under way is dropped',
  rounds: { full: 5, quick: 1 },
  run: async (run) => {
    const ground = await run.embedded()
    await storming(run, ground, async ({ storm, dice }) => {
      await sleep(dice.between(300, 1500))
      const child = ground.server
      const before = storm.unansweredSince.length
      const told = performance.now()
      signal(child.pid, 'SIGTERM')
      const code = await Promise.race([ending(child), sleep(ENDS_WITHIN_MS, 'hangs' as const)])
      const took = performance.now() - told
      if (code !== 0)
        findAll(run.result, [{ kind: 'answer', what: `after SIGTERM the server ended with ${code}` }])
      // Sent before the signal, and nobody answered.
      const dropped = storm.unansweredSince.slice(before).filter((sentAt) => sentAt < told).length
      if (dropped > 0)
        findAll(run.result, [{ kind: 'answer', what: `${dropped} requests under way were dropped` }])
      if (code === 'hangs') await ground.killServer()
      const ready = await ground.startServer()
      return { figures: { drained_ms: took, dropped, app_ready_ms: ready } }
    })
  },
}
