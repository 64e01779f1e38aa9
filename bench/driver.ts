/**
 * The driver: a worker thread with so many virtual contestants, each on a connection of its own, each asking again as
 * soon as it is answered (a closed loop). It keeps what it was told, to be compared with what the database holds.
 */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { parentPort } from 'node:worker_threads'
import { echo, type Kind, type Stage, takePart, timed } from './story.ts'
import { Line } from './wire.ts'

export type Window = {
  readonly what: 'attempts' | 'echo'
  readonly port: number
  readonly stage: Stage
  readonly contestants: number
  /** Nothing is counted in this time. */
  readonly settleMs: number
  readonly measureMs: number
  /** No two windows use the same telephone numbers. */
  readonly firstPhone: number
}

export type Seen = { count: number; p50: number; p95: number; p99: number; max: number }
export type Measured = {
  readonly seconds: number
  readonly kinds: Partial<Record<Kind, Seen>>
  readonly acknowledged: readonly string[]
  readonly phones: number
  /** What was answered otherwise than it should be, and how often. */
  readonly unexpected: Record<string, number>
}

const EXPECTED: Record<Kind, number> = { register: 201, start: 201, save: 200, submit: 201, echo: 200 }

export async function runWindow(window: Window): Promise<Measured> {
  const histograms = new Map<Kind, RecordableHistogram>()
  const unexpected: Record<string, number> = {}
  const acknowledged: string[] = []
  let phones = 0
  const from = performance.now() + window.settleMs
  const to = from + window.measureMs

  const note = (kind: Kind, status: number, begun: number) => {
    const ended = performance.now()
    if (status !== EXPECTED[kind]) tally(unexpected, `${kind} ${status}`)
    else if (ended >= from && ended < to) {
      if (!histograms.has(kind)) histograms.set(kind, createHistogram({ figures: 3 }))
      histograms.get(kind)!.record(Math.max(1, Math.round((ended - begun) * 1e6)))
    }
  }
  const live = async () => {
    let line = new Line(window.port)
    // Whoever has begun an attempt when the time is up finishes it, so that no answer is left in the air.
    while (performance.now() < to) {
      try {
        const ask = timed(line, note)
        if (window.what === 'echo') await echo(ask, window.stage)
        else {
          const phone = `0${window.firstPhone + phones++}`
          const attemptId = await takePart(ask, window.stage, phone)
          if (attemptId) acknowledged.push(attemptId)
        }
      } catch (error) {
        tally(unexpected, (error as Error).message)
        line.close()
        line = new Line(window.port)
      }
    }
    line.close()
  }
  await Promise.all(Array.from({ length: window.contestants }, live))
  const kinds = Object.fromEntries([...histograms].map(([kind, histogram]) => [kind, seen(histogram)]))
  return { seconds: window.measureMs / 1000, kinds, acknowledged, phones, unexpected }
}

function tally(counts: Record<string, number>, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1
}

function seen(histogram: RecordableHistogram): Seen {
  const ms = (percentile: number) => histogram.percentile(percentile) / 1e6
  return { count: histogram.count, p50: ms(50), p95: ms(95), p99: ms(99), max: histogram.max / 1e6 }
}

parentPort?.on('message', async (window: Window) => parentPort?.postMessage(await runWindow(window)))
