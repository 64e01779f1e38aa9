/**
 * What arrives together becomes durable together.
 *
 * Deeds queue in lanes; each lane writes one batch at a time, in the order of arrival, and a batch is one
 * transaction. While it commits, the next batch gathers: the busier the server, the larger the batches, and an
 * idle one waits for nothing (there is no timer). Deeds on the same subject share a lane, so they never overtake
 * one another and two batches never lock the same rows in different orders.
 *
 * A batch that fails on its data is written again deed by deed: the bad one is refused alone. The queue is
 * bounded; past the bound the caller is told at once, before any work.
 */
export class Busy extends Error {}

export type Gatherer<Deed, Outcome> = {
  /** Resolves after the deed's transaction has committed. Rejects with Busy when the queue is full. */
  take(deed: Deed): Promise<Outcome>
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>
  readonly waiting: () => number
}

type Waiting<Deed, Outcome> = {
  deed: Deed
  since: number
  resolve: (outcome: Outcome) => void
  reject: (error: unknown) => void
}

export function createGatherer<Deed, Outcome>(options: {
  /** What a deed is about. Deeds on one subject are written in the order in which they came. */
  subjectOf: (deed: Deed) => string
  lanes: number
  batchAtMost: number
  /** Goes before the others where a lane cannot take all at once; what is older on the same subject goes along. */
  isUrgent?: (deed: Deed) => boolean
  waitingAtMost: number
  /** What has waited longer is refused as Busy: nobody writes down a paper's end while an older save waits. */
  oldestAtMostMs: number
  /** An outcome that is an Error is thrown to the one who asked for that deed, and to nobody else. */
  write: (deeds: Deed[]) => Promise<(Outcome | Error)[]>
}): Gatherer<Deed, Outcome> {
  const lanes = Array.from({ length: options.lanes }, () => ({
    queue: [] as Waiting<Deed, Outcome>[],
    busy: false,
  }))
  let waiting = 0
  let whenDrained: (() => void)[] = []

  const settle = async (batch: Waiting<Deed, Outcome>[]): Promise<void> => {
    try {
      const outcomes = await options.write(batch.map(({ deed }) => deed))
      if (outcomes.length !== batch.length) throw new Error('a batch must answer every deed')
      for (const [index, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[index] as Outcome | Error
        if (outcome instanceof Error) reject(outcome)
        else resolve(outcome)
      }
    } catch (error) {
      if (batch.length > 1 && isAboutTheData(error)) for (const one of batch) await settle([one])
      else for (const { reject } of batch) reject(error)
    }
  }

  const takeFrom = (lane: (typeof lanes)[number]): Waiting<Deed, Outcome>[] => {
    const { isUrgent, subjectOf, batchAtMost } = options
    if (!isUrgent || lane.queue.length <= batchAtMost) return lane.queue.splice(0, batchAtMost)
    const urgent = new Set(lane.queue.filter(({ deed }) => isUrgent(deed)).map(({ deed }) => subjectOf(deed)))
    const inOrder = [
      ...lane.queue.filter(({ deed }) => urgent.has(subjectOf(deed))),
      ...lane.queue.filter(({ deed }) => !urgent.has(subjectOf(deed))),
    ]
    lane.queue = inOrder.slice(batchAtMost)
    return inOrder.slice(0, batchAtMost)
  }

  const work = async (lane: (typeof lanes)[number]): Promise<void> => {
    while (lane.queue.length > 0) {
      const taken = takeFrom(lane)
      const tooOld = performance.now() - options.oldestAtMostMs
      const batch = taken.filter(({ since }) => since >= tooOld)
      for (const { since, reject } of taken) if (since < tooOld) reject(new Busy('waited too long'))
      if (batch.length > 0) await settle(batch)
      waiting -= taken.length
    }
    lane.busy = false
    if (waiting === 0) {
      for (const tell of whenDrained) tell()
      whenDrained = []
    }
  }

  return {
    take: (deed) =>
      new Promise((resolve, reject) => {
        if (waiting >= options.waitingAtMost) return reject(new Busy('too many requests are waiting'))
        const lane = lanes[laneOf(options.subjectOf(deed)) % lanes.length] as (typeof lanes)[number]
        lane.queue.push({ deed, since: performance.now(), resolve, reject })
        waiting += 1
        if (lane.busy) return
        lane.busy = true
        // One turn of the event loop, so that what the sockets already delivered goes along.
        setImmediate(() => void work(lane))
      }),
    drained: () => (waiting === 0 ? Promise.resolve() : new Promise((tell) => whenDrained.push(tell))),
    waiting: () => waiting,
  }
}

/** SQLSTATE classes 22 and 23: a value or a constraint, not the world. */
function isAboutTheData(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' && /^2[23]/.test(code)
}

/** A lane for a subject: what is equal gets equal lanes. */
function laneOf(id: string): number {
  let hash = 0
  for (let index = Math.max(0, id.length - 8); index < id.length; index++)
    hash = (hash * 31 + id.charCodeAt(index)) | 0
  return Math.abs(hash)
}
