/**
 * Clients that cost us a socket and nothing else: one byte a second, a reply that is never read, a connection on which
 * nothing is ever said (R-P6). What is counted are the sockets that our own process holds, as the kernel knows them.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

export type Kind = 'head' | 'body' | 'unread' | 'ahead' | 'idle'
export type Held = {
  opened: number
  /** From the moment when all were open until the server had let go of the last; null: it had not. */
  goneAfterMs: number | null
  /** How many the server held at the end. */
  left: number
  /** The most that the server's process grew by meanwhile. */
  grewMb: number
}

export const KINDS: readonly { kind: Kind; says: string; full: number; quick: number }[] = [
  { kind: 'head', says: 'a head, one byte a second', full: 500, quick: 100 },
  { kind: 'body', says: 'a body, one byte a second', full: 500, quick: 100 },
  { kind: 'unread', says: 'answers that are never read', full: 500, quick: 50 },
  { kind: 'ahead', says: '900 requests at once, and never an answer read', full: 100, quick: 20 },
  { kind: 'idle', says: 'connections on which nothing is said', full: 10_000, quick: 500 },
]

/** Above every time limit of the server, on a machine that has other things to do. */
const GIVES_UP_AFTER_MS = 90_000

/** Why it cannot be tried on this machine, or null. */
export function whyNotHere(count: number, serverPid: number): string | null {
  if (!existsSync('/proc/net/tcp'))
    return 'the sockets of a process are counted in /proc/net/tcp, which is missing'
  // Node raises its own limit as far as it may.
  const limit = Number(
    /Max open files\s+\d+\s+(\d+)/.exec(readFileSync(`/proc/${serverPid}/limits`, 'utf8'))?.[1],
  )
  return limit < count + 500 ? `only ${limit} open files are allowed, and ${count} sockets are wanted` : null
}

/** Holds so many sockets of a kind until the server has let go of all of them, or of none. */
export async function holdSockets(
  kind: Kind,
  { count, port, pid }: { count: number; port: number; pid: number },
): Promise<Held> {
  const before = memoryOf(pid)
  const driver = spawn(
    process.execPath,
    [join(import.meta.dirname, 'hold-sockets.ts'), kind, String(count), String(port)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const ended = once(driver, 'exit')
  try {
    const [line] = await Promise.race([
      once(createInterface(driver.stdout), 'line'),
      ended.then(() => ['[]']),
    ])
    const theirs = new Set(JSON.parse(line) as (number | undefined)[])
    const begun = performance.now()
    let grewMb = 0
    for (;;) {
      const left = socketsOn(port, theirs)
      const tookMs = performance.now() - begun
      grewMb = Math.max(grewMb, memoryOf(pid) - before)
      if (left === 0) return { opened: theirs.size, goneAfterMs: tookMs, left: 0, grewMb }
      if (tookMs > GIVES_UP_AFTER_MS) return { opened: theirs.size, goneAfterMs: null, left, grewMb }
      await sleep(1000)
    }
  } finally {
    driver.stdin.end()
    await ended
  }
}

/** Of these clients, how many the process behind a port still holds: established, or given up by the other side alone. */
function socketsOn(port: number, theirs: ReadonlySet<number | undefined>): number {
  const portOf = (address = '') => Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16)
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, local, remote, state]) =>
        portOf(local) === port && theirs.has(portOf(remote)) && HELD.has(state ?? ''),
    ).length
}

/** ESTABLISHED and CLOSE_WAIT, as /proc/net/tcp has them. */
const HELD = new Set(['01', '08'])

function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
}
