/** Sockets that cost nothing to hold: everybody else is served, and they are let go of (R-P6). */
import { holdSockets, KINDS, whyNotHere } from '../slow-clients/slow-clients.ts'
import { type Fault, findAll, storming } from './fault.ts'
import { NotHere } from './processes.ts'

/** Ten thousand connections cost about 20 kB each, and one that reads nothing a few hundred. */
const GROWS_AT_MOST_MB = 600

export const slowClients: Fault = {
  name: 'slow-clients',
  says: 'a byte a second × 500, answers never read, 900 requests ahead, 10,000 idle connections',
  rounds: { full: 1, quick: 1 },
  run: async (run) => {
    const ground = await run.embedded()
    await storming(run, ground, async ({ storm }) => {
      const before = { ...storm.counts }
      const figures: Record<string, number> = {}
      // In the quick form only those that are gone within seconds; the test beside the scenario has the others.
      for (const { kind, says, full, quick } of KINDS) {
        if (run.quick && kind !== 'head' && kind !== 'ahead') continue
        const count = run.quick ? quick : full
        const pid = ground.server.pid!
        const why = whyNotHere(count, pid)
        if (why) throw new NotHere(why)
        const held = await holdSockets(kind, { count, port: ground.port, pid })
        run.say(`  ${says} × ${held.opened}: ${JSON.stringify(held)}`)
        if (held.goneAfterMs === null)
          findAll(run.result, [{ kind: 'answer', what: `${says}: ${held.left} of ${count} are still held` }])
        if (held.grewMb > GROWS_AT_MOST_MB)
          findAll(run.result, [{ kind: 'answer', what: `${says}: the server grew by ${held.grewMb} MB` }])
        figures[`${kind}_held`] = held.opened
        figures[`${kind}_gone_ms`] = held.goneAfterMs ?? -1
        figures[`${kind}_grew_mb`] = held.grewMb
      }
      const unserved = storm.counts.unanswered + storm.counts.refused - before.unanswered - before.refused
      if (unserved > 0)
        findAll(run.result, [
          { kind: 'answer', what: `${unserved} honest requests were not served meanwhile` },
        ])
      return { figures }
    })
  },
}
