/**
 * The first of several processes. It takes no requests: it keeps the database, starts the others, starts again
 * whoever dies, and lets them be replaced one by one without anybody being turned away.
 */
import cluster, { type Worker as Child } from 'node:cluster'
import { setTimeout as sleep } from 'node:timers/promises'
import { AggregatorRegistry } from 'prom-client'
import type { Anchor } from '../platform/clock.ts'

/** What a child is told when it is started. */
export type Orders = {
  readonly port: number
  readonly withWorker: boolean
  readonly anchor: Anchor
}
export type FromChild = { kind: 'ready' } | { kind: 'metrics?'; id: number }
export type ToChild = { kind: 'hand-over' } | { kind: 'metrics'; id: number; text: string }

export type Lead = {
  /** Replaces the processes one by one: the next is ready before the one before it goes. */
  replaceAll(): Promise<void>
  stop(): Promise<void>
}

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 10_000
/** Who lived this long before it died did not die of the start. */
const SETTLED_MS = 60_000
/** Longer than any request may take (15 s) and any batch after it. */
const GONE_WITHIN_MS = 40_000

type Slot = { readonly no: number; child: Child | null; failures: number; bornAt: number }

export async function leadProcesses(needs: {
  count: number
  port: number
  anchor: () => Anchor
  log: (line: string) => void
}): Promise<Lead> {
  const { count, port, log } = needs
  let isStopping = false
  let replacing: Promise<void> | null = null
  const slots: Slot[] = Array.from({ length: count }, (_, index) => ({
    no: index + 1,
    child: null,
    failures: 0,
    bornAt: 0,
  }))
  cluster.setupPrimary({ serialization: 'json' })
  const metrics = new AggregatorRegistry()

  /** A new process in its place; resolves when it takes requests. */
  const start = (slot: Slot): Promise<Child> => {
    // One process of the machine runs the jobs: the others keep their core for requests.
    const orders: Orders = { port, withWorker: slot.no === 1, anchor: needs.anchor() }
    const child = cluster.fork({ HOITHI_CHILD: JSON.stringify(orders) })
    return new Promise((resolve, reject) => {
      child.on('message', (message: FromChild) => {
        if (message.kind === 'metrics?') void answerMetrics(child, message.id)
        if (message.kind !== 'ready') return
        Object.assign(slot, { child, bornAt: performance.now() })
        resolve(child)
      })
      child.once('exit', (code, signal) => {
        reject(new Error(`process ${slot.no} ended (${signal ?? code}) before it was ready`))
        if (slot.child !== child) return
        slot.child = null
        if (isStopping) return
        log(`tiến trình ${slot.no} đã dừng / process ${slot.no} ended (${signal ?? code}); starting another`)
        if (performance.now() - slot.bornAt > SETTLED_MS) slot.failures = 0
        void revive(slot)
      })
    })
  }
  const answerMetrics = async (child: Child, id: number) => {
    const text = await metrics.clusterMetrics().catch((error: Error) => `# ${error.message}\n`)
    if (child.isConnected()) child.send({ kind: 'metrics', id, text } satisfies ToChild)
  }
  const revive = async (slot: Slot): Promise<void> => {
    while (!isStopping && slot.child === null) {
      await sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** slot.failures++))
      if (isStopping) return
      await start(slot).catch((error: Error) => log(error.message))
    }
  }
  const letGo = async (child: Child): Promise<void> => {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    if (child.isDead()) return
    child.process.kill('SIGTERM')
    const late = setTimeout(() => child.process.kill('SIGKILL'), GONE_WITHIN_MS)
    await gone
    clearTimeout(late)
  }
  const replaceOneByOne = async () => {
    for (const slot of slots) {
      const before = slot.child
      // One that has just died is being started anew as it is.
      if (isStopping || !before) continue
      await start(slot)
      if (before.isConnected()) before.send({ kind: 'hand-over' } satisfies ToChild)
      await letGo(before)
    }
  }
  const stop = async () => {
    isStopping = true
    await Promise.all(Object.values(cluster.workers ?? {}).map((child) => child && letGo(child)))
  }

  try {
    await Promise.all(slots.map(start))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    replaceAll: () => {
      replacing ??= replaceOneByOne().finally(() => {
        replacing = null
      })
      return replacing
    },
    stop,
  }
}
