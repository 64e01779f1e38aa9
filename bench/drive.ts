/** The driver as the benches use it: one or more threads that share a window's connections and rate, and one result. */
import { join } from 'node:path'
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import type { Histograms, Measured, Window } from './driver.ts'
import type { Kind, Told } from './story.ts'

export type Driver = { run(window: Window): Promise<Measured> }

/** One thread is enough on two cores: it drives tens of thousands of requests a second, and a second one costs more. */
export function openDriver(stack: AsyncDisposableStack, threads = 1): Driver {
  const workers = Array.from({ length: threads }, () => new Worker(join(import.meta.dirname, 'driver.ts')))
  stack.defer(async () => void (await Promise.all(workers.map((worker) => worker.terminate()))))
  return {
    run: async (window) => {
      const parts = await Promise.all(
        workers.map((worker, index) => inWorker(worker, partOf(window, index, threads))),
      )
      return merge(parts)
    },
  }
}

function partOf(window: Window, index: number, of: number): Window {
  if (of === 1) return window
  const { connections, requestsPerSecond } = window
  return {
    ...window,
    told: toldTo(window.told, index, of),
    connections: Math.floor((connections + index) / of),
    requestsPerSecond: requestsPerSecond && requestsPerSecond / of,
  }
}

/** No two threads play the same person. */
function toldTo(told: Told, index: number, of: number): Told {
  if (!('stage' in told)) return told
  if (told.story === 'submissions')
    return { ...told, begun: told.begun.filter((_, each) => each % of === index) }
  const { people } = told.stage
  const share = Math.floor(people.count / of)
  const own = { ...people, first: people.first + index * share, count: share }
  return { ...told, stage: { ...told.stage, people: own } }
}

function inWorker(worker: Worker, window: Window): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => () => {
      worker.removeAllListeners('message').removeAllListeners('error')
      act()
    }
    worker.once('message', (measured: Measured) => settle(() => resolve(measured))())
    worker.once('error', (error) => settle(() => reject(error))())
    worker.postMessage(window)
  })
}

export function merge(parts: readonly Measured[]): Measured {
  const counts: Partial<Record<Kind, number>> = {}
  const histograms: Histograms = {}
  const unexpected: Record<string, number> = {}
  for (const part of parts) {
    for (const [kind, count] of Object.entries(part.counts) as [Kind, number][]) {
      counts[kind] = (counts[kind] ?? 0) + count
      histograms[kind] = addTo(histograms[kind], part.histograms[kind]!)
    }
    for (const [what, count] of Object.entries(part.unexpected))
      unexpected[what] = (unexpected[what] ?? 0) + count
  }
  const answered = (part: Measured) => Object.values(part.counts).reduce((sum, count) => sum + count, 0)
  const all = parts.reduce((sum, part) => sum + answered(part), 0)
  return {
    seconds: parts[0]!.seconds,
    counts,
    histograms,
    lateness: parts.reduce<RecordableHistogram>(
      (sum, { lateness }) => addTo(sum, lateness),
      createHistogram({ figures: 3 }),
    ),
    heard: parts.flatMap(({ heard }) => heard),
    guests: parts.reduce((sum, { guests }) => sum + guests, 0),
    unexpected,
    cpuMicrosPerRequest:
      parts.reduce((sum, part) => sum + part.cpuMicrosPerRequest * answered(part), 0) / Math.max(1, all),
  }
}

/** What comes over from a thread can be read and not written, so it is added to one of our own. */
export function addTo(sum: RecordableHistogram | undefined, more: RecordableHistogram): RecordableHistogram {
  const whole = sum ?? createHistogram({ figures: 3 })
  if (more.count > 0) whole.add(more)
  return whole
}

const HOT: readonly Kind[] = ['start', 'save', 'submit']

/** Requests a second: of the kinds that are wanted, or all of them. */
export function perSecond({ counts, seconds }: Measured, wanted?: readonly Kind[]): number {
  const kinds = wanted ?? (Object.keys(counts) as Kind[])
  return kinds.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0) / seconds
}

export const hotPerSecond = (measured: Measured): number => perSecond(measured, HOT)

/** In milliseconds. */
export function percentile(histogram: RecordableHistogram | undefined, at: number): number {
  return histogram && histogram.count > 0 ? histogram.percentile(at) / 1000 : Number.NaN
}
