import type { ContestantId } from '../contestants/model.ts'
import type { AuthorityId, ContestId, RankingKey } from '../contests/model.ts'
import type { Brand } from '../platform/brand.ts'
import type { RulingId } from '../rulings/model.ts'
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

/** One version in the list of them; what it changed against the one before. */
export type Version = Pick<
  Ranking,
  'id' | 'roundNo' | 'version' | 'placed' | 'actual' | 'closedAt' | 'publishedAt'
> & {
  readonly withdrawnAt: Date | null
  readonly reason: string | null
  readonly notice: string | null
  readonly diff: Diff | null
  readonly rulingId: RulingId | null
}
/** What is shown of the newest that is published. */
export type PublishedRanking = Ranking & Pick<Version, 'reason' | 'notice' | 'diff'>

type Change<Value> = { readonly from: Value; readonly to: Value }

/** What another version changes (docs/rules/rankings.md, R-15). */
export type Diff = {
  readonly previous: number
  readonly people: Change<number>
  readonly placed: Change<number>
  readonly actual: Change<number | null>
  /** Placed in both and elsewhere; placed only now; placed only before; another number of right answers or of questions. */
  readonly moved: number
  readonly entered: number
  readonly left: number
  readonly rescored: number
  readonly prizes: readonly PrizeChange[]
  readonly units: readonly UnitChange[]
}

export type Holder = {
  readonly contestantId: string
  readonly fullName: string
  readonly unit: string
  readonly place: number
}
/** Who holds a prize only before, and only now. */
export type PrizeChange = {
  readonly name: { readonly vi: string; readonly en: string }
  readonly stream: string | null
  readonly loses: readonly Holder[]
  readonly gains: readonly Holder[]
}
/** Of one unit: people who took part, and those of them with every answer right. */
export type UnitChange = {
  readonly unit: string
  readonly people: Change<number>
  readonly perfect: Change<number>
}
/** A prize by its places: the `from`-th to the `to`-th of the standings, or of one stream. */
export type PrizeSpan = Pick<PrizeChange, 'name' | 'stream'> & { readonly from: number; readonly to: number }
