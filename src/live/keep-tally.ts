import type { Kind, Sample } from './model.ts'

export type Tally = {
  /** `reason` null: it was taken. */
  note(roundId: string, kind: Kind, reason: string | null): void
  noteStatus(status: number): void
  /** What was counted since the last time. */
  take(fullness: number): Sample
}

type Counted = { start: number; save: number; submission: number; refused: Record<string, number> }

/** Counts in memory, and costs a look into a map: it stands on the path of every paper. */
export function keepTally(): Tally {
  let rounds = new Map<string, Counted>()
  let busy = 0
  let errors = 0
  return {
    note: (roundId, kind, reason) => {
      let counted = rounds.get(roundId)
      if (!counted) {
        counted = { start: 0, save: 0, submission: 0, refused: {} }
        rounds.set(roundId, counted)
      }
      if (reason === null) counted[kind] += 1
      else counted.refused[reason] = (counted.refused[reason] ?? 0) + 1
    },
    noteStatus: (status) => {
      if (status === 503) busy += 1
      else if (status >= 500) errors += 1
    },
    take: (fullness) => {
      const sample = { rounds: Object.fromEntries(rounds), busy, errors, fullness }
      rounds = new Map()
      busy = 0
      errors = 0
      return sample
    },
  }
}
