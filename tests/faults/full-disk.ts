/** The disk fills up under load, and is given room again: in the tables, and in every second round in the log as well. */
import { chmodSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Disk, makeDisk } from './disk.ts'
import { type Fault, findAll, storming } from './fault.ts'
import { copyFolder, Ground } from './ground.ts'
import { NotHere, tool, until } from './processes.ts'

const MEGABYTES = 500
const BACK_WITHIN_MS = 90_000

export const fullDisk: Fault = {
  name: 'full-disk',
  says: 'the disk is full under load, and then has room again',
  rounds: { full: 5, quick: 1 },
  run: async (run) => {
    if (process.platform !== 'linux') throw new NotHere('loop images are Linux')
    const disk = makeDisk(run.stack, MEGABYTES)
    chmodSync(disk.folder, 0o755)
    const home = join(disk.folder, 'home')
    copyFolder(await run.base(), home)
    const ground = await Ground.open(run.stack, { home })
    await ground.layPeople(4000)
    await storming(run, ground, async ({ storm, round }) => {
      const refusedBefore = storm.counts.refused
      fill(disk)
      if (round % 2 === 0) await useUpTheLog(ground)
      const isFelt = await until('a refusal', 20_000, () =>
        storm.counts.refused > refusedBefore ? true : null,
      ).catch(() => false)
      if (!isFelt)
        findAll(run.result, [{ kind: 'answer', what: 'nobody felt the full disk: this showed nothing' }])
      await sleep(2_000)
      const page = await fetch(`http://127.0.0.1:${ground.port}/contests/demo`).catch(() => null)
      if (page?.status !== 200)
        findAll(run.result, [
          { kind: 'answer', what: `a page on a full disk: ${page?.status ?? 'no answer'}` },
        ])
      rmSync(join(disk.folder, 'ballast'), { recursive: true })
      const [begun, acknowledged] = [performance.now(), storm.counts.acknowledged]
      await until(
        'an acknowledgement',
        BACK_WITHIN_MS,
        () => (storm.counts.acknowledged > acknowledged ? true : null),
        20,
      )
      return { figures: { writes_again_ms: performance.now() - begun } }
    })
  },
}

/** To the last block. */
function fill(disk: Disk): void {
  const ballast = join(disk.folder, 'ballast')
  tool('mkdir', '-p', ballast)
  let files = 0
  for (const size of ['64M', '8M', '1M', '64K', '4K'])
    for (;;) {
      try {
        tool('fallocate', '-l', size, join(ballast, String(files++)))
      } catch (error) {
        if (/No space left/.test((error as Error).message)) break
        throw error
      }
    }
}

/** Segments of the log that lie ready are used up, until one would have to be made. */
async function useUpTheLog(ground: Ground): Promise<void> {
  for (let turn = 0; turn < 40; turn++) {
    const isDone = await Promise.race([
      ground
        .query(`SELECT pg_logical_emit_message(false, 'faults', 'x'), pg_switch_wal()`)
        .then(() => false)
        .catch(() => true),
      sleep(3_000, true),
    ])
    if (isDone) return
  }
}
