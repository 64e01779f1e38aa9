/** A disk that takes 50 to 500 ms for every flush (a shim between PostgreSQL and the C library, compiled here). */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, findAll, storming } from './fault.ts'
import { Ground } from './ground.ts'
import { makeFolder, NotHere, tool } from './processes.ts'

const SLOW = '50 500\n'
const LASTS_MS = 5_000

export const slowDisk: Fault = {
  name: 'slow-disk',
  says: 'every flush takes 50 to 500 ms for 5 s',
  rounds: { full: 5, quick: 1 },
  run: async (run) => {
    if (process.platform !== 'linux') throw new NotHere('the shim is for Linux')
    const folder = makeFolder(run.stack)
    const shim = join(folder, 'slow-sync.so')
    tool('cc', '-shared', '-fPIC', '-O1', '-o', shim, join(import.meta.dirname, 'slow-sync.c'), '-ldl')
    const [orders, count] = [join(folder, 'orders'), join(folder, 'orders.count')]
    writeFileSync(orders, '0 0\n')
    writeFileSync(count, '')
    chmodSync(count, 0o666)
    const ground = await Ground.open(run.stack, {
      base: await run.base(),
      own: { env: { LD_PRELOAD: shim, SLOW_SYNC_FILE: orders } },
    })
    await storming(run, ground, async ({ storm }) => {
      const before = storm.answersTook.length
      writeFileSync(orders, SLOW)
      await sleep(LASTS_MS)
      writeFileSync(orders, '0 0\n')
      const waits = existsSync(count) ? readFileSync(count).length : 0
      if (waits === 0)
        findAll(run.result, [{ kind: 'answer', what: 'no flush was made to wait: this showed nothing' }])
      const took = storm.answersTook.slice(before).sort((a, b) => a - b)
      await ground.untilReady()
      return { figures: { flushes_slowed: waits, answer_p99_ms: took[Math.floor(took.length * 0.99)] ?? 0 } }
    })
  },
}
