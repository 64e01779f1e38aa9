import { createGatherer } from '../platform/group-commit.ts'
import { keepOpenPapers } from './keep-open-papers.ts'
import { type Start, type StartOutcome, startAttempts, type Unsettled } from './start-attempts.ts'
import { type AskedDeed, type PaperNeeds, type PaperOutcome, writeDownPapers } from './write-down-papers.ts'

/** Queues are bounded: what cannot be written within seconds is refused at once (503 with Retry-After). */
export const QUEUE = { batchAtMost: 256, waitingAtMost: 8_000, oldestAtMostMs: 8_000, lanes: 1 }
/** Each deed a transaction by itself, on as many connections: for comparing. */
const ALONE = { ...QUEUE, lanes: 10 }

export type Lanes = {
  start(start: Start): Promise<Exclude<StartOutcome, Unsettled>>
  /** Deeds on one attempt are written in the order in which they were asked for. */
  write(deed: AskedDeed): Promise<PaperOutcome>
  /** The fuller of the two queues, as a share of what it takes. */
  fullness(): number
  drained(): Promise<unknown>
}

/** The hot path: what people do once arrives one by one and is written in batches. */
export function openLanes(house: PaperNeeds & { batchAtMost?: number | undefined }): Lanes {
  const { batchAtMost = QUEUE.batchAtMost } = house
  const queue = { ...(batchAtMost === 1 ? ALONE : QUEUE), batchAtMost }
  const needs = { ...house, openPapers: keepOpenPapers() }
  const starts = createGatherer<Start, StartOutcome>({
    ...queue,
    subjectOf: ({ contestantId }) => contestantId,
    write: (batch) => startAttempts(needs, batch),
  })
  const papers = createGatherer<AskedDeed, PaperOutcome>({
    ...queue,
    subjectOf: ({ attemptId }) => attemptId,
    isUrgent: ({ deed }) => deed.kind === 'submission',
    write: (batch) => writeDownPapers(needs, batch),
  })
  return {
    start: async (start) => {
      for (;;) {
        const outcome = await starts.take(start)
        if (outcome.ok || outcome.reason !== 'unsettled') return outcome
        const { attemptId } = outcome
        await papers.take({ attemptId, by: null, deed: { kind: 'expiry', arrivedAt: start.arrivedAt } })
      }
    },
    write: (deed) => papers.take(deed),
    fullness: () => Math.max(starts.waiting(), papers.waiting()) / QUEUE.waitingAtMost,
    drained: () => Promise.all([starts.drained(), papers.drained()]),
  }
}
