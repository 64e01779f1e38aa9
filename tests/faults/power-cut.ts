/**
 * A power cut: the data lie on a disk of their own, everybody who writes is stopped under load, and the disk is copied as it
 * is, with what was flushed and nothing else. A house is opened on the copy, recovers, and must hold every word.
 */
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { compare } from './compare.ts'
import { diceOf } from './dice.ts'
import { copyImage, makeDisk, mountDisk } from './disk.ts'
import { countUp, type Fault, findAll, note, type Run } from './fault.ts'
import { copyFolder, Ground } from './ground.ts'
import { makeFolder, NotHere, signal, tool } from './processes.ts'
import { readHeld, readKeysOf } from './read-held.ts'

const MEGABYTES = 700
/** Younger pages are not written back by the kernel's own clock (dirty_expire_centisecs). */
const YOUNG_MS = 25_000

export const powerCut: Fault = {
  name: 'power-cut',
  says: 'the power goes under load; only what was flushed is left',
  rounds: { full: 20, quick: 1 },
  run: (run) => cutRounds(run, true),
}

/** The same, with the one promise taken away that it rests on. */
export const powerCutControl: Fault = {
  name: 'control-power-cut',
  says: 'the same with fsync = off: the comparison must find losses',
  rounds: { full: 3, quick: 1 },
  isControl: true,
  run: (run) => cutRounds(run, false),
}

async function cutRounds(run: Run, isSafe: boolean): Promise<void> {
  if (process.platform !== 'linux') throw new NotHere('loop images are Linux')
  const disk = makeDisk(run.stack, MEGABYTES)
  chmodSync(disk.folder, 0o755)
  copyFolder(await run.base(), join(disk.folder, 'home'))
  disk.unmount()
  for (let round = 1; round <= run.rounds; round++) {
    await using own = new AsyncDisposableStack()
    await cutOnce({ ...run, stack: own, seed: `${run.seed}/${round}` }, disk.image, isSafe, round)
  }
}

async function cutOnce(run: Run, original: string, isSafe: boolean, round: number): Promise<void> {
  const image = join(makeFolder(run.stack), 'before.img')
  tool('cp', '--sparse=always', '--reflink=auto', original, image)
  const disk = mountDisk(run.stack, image)
  const begun = performance.now()
  const dice = diceOf(run.seed)
  const ground = await Ground.open(run.stack, {
    home: join(disk.folder, 'home'),
    // The embedded one cannot be told to be careless, so the control has one of its own, made careless after the start.
    ...(!isSafe && { own: {} }),
  })
  if (!isSafe) {
    await ground.query('ALTER SYSTEM SET fsync = off')
    await ground.query('SELECT pg_reload_conf()')
  }
  const keys = await readKeysOf(ground)
  await ground.layPeople(1500)
  const storm = ground.storm({ seed: run.seed })
  await storm.untilAcknowledged(100)
  await sleep(dice.between(500, 3000))
  // Nobody writes from here on, and nobody is told anything.
  for (const pid of [...ground.postgresFamily, ground.server.pid]) signal(pid, 'SIGSTOP')
  const age = performance.now() - begun
  const left = join(makeFolder(run.stack), 'after.img')
  copyImage(disk, left)
  if (age > YOUNG_MS)
    run.say(`  ${round}: ${Math.round(age)} ms since the first write; the kernel may have written more`)
  await Promise.all([ground.killServer(), ground.killPostgres()])
  disk.unmount()

  const mended = mountDisk(run.stack, left)
  const home = join(mended.folder, 'home')
  if (isSafe) {
    const again = performance.now()
    const after = await Ground.open(run.stack, { home, port: ground.port })
    note(run.result, { ready_after_cut_ms: performance.now() - again })
    await storm.hold()
    findAll(run.result, compare(storm.told, await readHeld(after, storm.told, false)))
    await storm.finish()
    findAll(run.result, compare(storm.told, await readHeld(after, storm.told, true)))
  } else {
    await storm.abandon()
    const after = await Ground.openData(run.stack, home)
    const held = after && (await readHeld(after, storm.told, false, keys))
    findAll(
      run.result,
      held ? compare(storm.told, held) : [{ kind: 'lost', what: 'everything: PostgreSQL cannot read it' }],
    )
  }
  countUp(run.result, storm)
  run.result.rounds += 1
  const { acknowledged, unanswered } = storm.counts
  run.say(
    `  ${round}/${run.rounds}: ${acknowledged} acknowledged, ${unanswered} unanswered, ${run.result.findings.length} findings`,
  )
}
