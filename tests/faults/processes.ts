/** Processes and folders of a run: all of them gone when it ends, however it ends. */
import { type ChildProcess, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export const root = join(import.meta.dirname, '..', '..')

/** One that the database's own user can reach too. */
export function makeFolder(stack: AsyncDisposableStack): string {
  const folder = mkdtempSync(join(tmpdir(), 'hoithi-faults-'))
  chmodSync(folder, 0o755)
  stack.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }))
  return folder
}

export function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(pid, name)
  } catch {
    // It has just gone by itself.
  }
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Resolves with the exit code; null after a signal. */
export function ending(child: ChildProcess): Promise<number | null> {
  if (hasEnded(child)) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)))
}

export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** Itself and everything below it. */
export function familyOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(name)] as const)
  const family = [pid]
  for (const each of family)
    family.push(...parents.filter(([, parent]) => parent === each).map(([own]) => own))
  return family
}

function parentOf(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[1])
  } catch {
    return 0
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** Asks again and again until there is an answer that is not null. */
export async function until<Found>(
  what: string,
  withinMs: number,
  look: () => Promise<Found | null> | Found | null,
  everyMs = 50,
): Promise<Found> {
  const begun = performance.now()
  let last = ''
  while (performance.now() - begun < withinMs) {
    try {
      const found = await look()
      if (found !== null) return found
    } catch (error) {
      last = `: ${(error as Error).message}`
    }
    await sleep(everyMs)
  }
  throw new Error(`${what} did not come within ${withinMs} ms${last}`)
}

/** Why the machine at hand cannot make a fault. It is reported as not run, never as passed. */
export class NotHere extends Error {}

/** Runs a tool of the system; one that is missing or refuses says what cannot be done here. */
export function tool(command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (error) throw new NotHere(`${command} is missing (${error.message})`)
  if (status !== 0) throw new NotHere(`${command} ${args.join(' ')}: ${stderr.trim() || `exit ${status}`}`)
  return stdout
}
