import type { ContestantId } from '../contestants/model.ts'
import type { AuthorityId, ContestId, RankingKey } from '../contests/model.ts'
import type { Brand } from '../platform/brand.ts'
import type { UnitId } from '../units/model.ts'

export type RankingId = Brand<string, 'RankingId'>

/** An attempt that is over and not void, as of the closing of the books. */
export type FinishedAttempt = {
  readonly attemptId: string
  readonly contestantId: ContestantId
  readonly unitId: UnitId
  readonly attemptNo: number
  /** False: the time ran out with nothing saved. */
  readonly participated: boolean
  readonly score: number
  readonly total: number
  readonly prediction: number | null
  readonly startedAt: Date
  readonly submittedAt: Date
  readonly durationMs: number
}

/** What stands for one person: the attempt that counts and, in the final standings, all rounds in one. */
export type Entry = Omit<FinishedAttempt, 'attemptNo'> & {
  /** |prediction − actual| in the smallest step that a prediction may have; null: there is none. */
  readonly distance: number | null
  readonly perfectAttempts: number
}

/** A figure with so many decimals, held as a whole number: 87,65 with 2 decimals is 8765. */
export type Scaled = { readonly units: number; readonly decimals: number }

/** What anybody needs to recompute a draw: docs/rules/rankings.md, R-7. */
export type Draw = { readonly seed: string; readonly round: number | 'final' }

export type Standing = {
  readonly entry: Entry
  readonly position: number
  /** Null: not placed. */
  readonly place: number | null
  /** The key that set this row apart from the row above; null for the first and for a shared place. */
  readonly decidedBy: RankingKey | null
  /** The value of each key, in their order. */
  readonly trace: readonly string[]
}

/** The head of one version of the standings of a round, or (roundNo null) of the contest. */
export type Ranking = {
  readonly id: RankingId
  readonly authorityId: AuthorityId
  readonly contestId: ContestId
  readonly roundNo: number | null
  readonly version: number
  readonly ruleVersion: number
  readonly keys: readonly RankingKey[]
  readonly actual: number | null
  readonly drawSeed: string | null
  readonly placed: number
  readonly closedAt: Date
  readonly publishedAt: Date | null
}
