/** Processes that the bench starts, and folders it makes: all of them gone when it ends, however it ends. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const STOP_PATIENCE_MS = 20_000

export function makeFolder(stack: AsyncDisposableStack): string {
  refuseAfterTheEnd(stack)
  const folder = mkdtempSync(join(tmpdir(), 'hoithi-bench-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** A process in a group of its own, so that Ctrl+C reaches it through us, and its children with it. */
export function startProcess(
  stack: AsyncDisposableStack,
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  refuseAfterTheEnd(stack)
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true, ...options })
  child.on('error', () => {})
  stack.defer(() => stopProcess(child))
  return child
}

/** An interrupt has taken everything down: nothing new may be begun that nobody would take down any more. */
function refuseAfterTheEnd(stack: AsyncDisposableStack): void {
  if (stack.disposed) throw new Error('the bench was interrupted')
}

/** Asks it to stop, and after a while makes it. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  signalGroup(child.pid, 'SIGTERM')
  const patience = new AbortController()
  await Promise.race([ended, sleep(STOP_PATIENCE_MS, null, { signal: patience.signal }).catch(() => {})])
  patience.abort()
  if (child.exitCode === null && child.signalCode === null) signalGroup(child.pid, 'SIGKILL')
  await ended
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // It has just gone by itself.
  }
}

/** Its last words, and how it ended. */
export function ending(child: ChildProcess): Promise<{ code: number | null; words: string }> {
  let words = ''
  child.stderr?.on('data', (bytes: Buffer) => {
    words = (words + bytes.toString('utf8')).slice(-4000)
  })
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, words })))
}

/** Resolves when the address answers 200; asks every few milliseconds. */
export async function untilReady(url: string, child: ChildProcess, withinMs: number): Promise<void> {
  const begun = performance.now()
  const gone = ending(child)
  let ended: string | null = null
  void gone.then(({ words }) => {
    ended = words
  })
  for (;;) {
    if (ended !== null) throw new Error(`the server ended before it was ready:\n${ended}`)
    if (performance.now() - begun > withinMs) throw new Error(`${url} did not answer within ${withinMs} ms`)
    try {
      const { status } = await fetch(url, { signal: AbortSignal.timeout(2000) })
      if (status === 200) return
    } catch {
      // Not yet.
    }
    await sleep(20)
  }
}

export type Usage = { readonly cpuSeconds: number; readonly rssMb: number; readonly pssMb: number }

const TICKS_PER_SECOND = 100

/** A process and everything below it, from /proc; zeros where there is no /proc. */
export function usageOf(pid: number, whole = true): Usage {
  const all = whole ? [pid, ...descendantsOf(pid)] : [pid]
  const each = all.map((one) => {
    const [, utime = 0, stime = 0] = statOf(one)
    const status = read(`/proc/${one}/status`)
    const rollup = read(`/proc/${one}/smaps_rollup`)
    const kb = (text: string, name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0)
    return {
      cpu: (utime + stime) / TICKS_PER_SECOND,
      rss: kb(status, 'VmRSS') / 1024,
      pss: kb(rollup, 'Pss') / 1024,
    }
  })
  const sum = (of: (one: (typeof each)[number]) => number) => each.reduce((total, one) => total + of(one), 0)
  return { cpuSeconds: sum(({ cpu }) => cpu), rssMb: sum(({ rss }) => rss), pssMb: sum(({ pss }) => pss) }
}

export function descendantsOf(pid: number): number[] {
  const below = new Map<number, number[]>()
  for (const name of list('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const [parent = 0] = statOf(Number(name))
    below.set(parent, [...(below.get(parent) ?? []), Number(name)])
  }
  const found = [...(below.get(pid) ?? [])]
  for (const each of found) found.push(...(below.get(each) ?? []))
  return found
}

export function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
}

/** CPU of those children of a process that have ended. */
export function cpuOfTheEnded(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)!.split(' ')
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / TICKS_PER_SECOND
}

/** CPU seconds that the host of a virtual machine has kept from it since it started; 0 where nobody says. */
export function stolenSeconds(): number {
  const [, ticks] = /^cpu +(?:\d+ ){7}(\d+)/m.exec(read('/proc/stat')) ?? []
  return Number(ticks ?? 0) / TICKS_PER_SECOND
}

/** Parent, and ticks in user and system mode. */
function statOf(pid: number): number[] {
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)!.split(' ')
  return [Number(fields[1]), Number(fields[11] ?? 0), Number(fields[12] ?? 0)]
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
