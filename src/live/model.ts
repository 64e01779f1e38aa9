/** What the live view counts (docs/rules/incidents.md, I-10). */
export const KINDS = ['start', 'save', 'submission'] as const
export type Kind = (typeof KINDS)[number]

/** Five seconds of one process. */
export type Sample = {
  /** By round: how many of each were taken, and how many were refused for which reason. */
  readonly rounds: Readonly<Record<string, RoundSample>>
  /** Answers of any route that said that there was too much to do, and those that were our fault. */
  readonly busy: number
  readonly errors: number
  /** How full the queues were, as a share of what they take. */
  readonly fullness: number
}
export type RoundSample = Readonly<Record<Kind, number>> & {
  readonly refused: Readonly<Record<string, number>>
}

export type StoredSample = { readonly seat: number; readonly at: Date; readonly figures: Sample }
export type Node = {
  readonly seat: number
  readonly seenMsAgo: number
  readonly heard: number
  readonly memoryMb: number
  readonly hasWorker: boolean
}

export const SLOT_MS = 5_000
/** Half an hour, round and round. */
export const SLOTS = 360
