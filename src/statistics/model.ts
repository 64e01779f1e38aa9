import type { ContestantId } from '../contestants/model.ts'
import type { AuthorityId, ContestId } from '../contests/model.ts'
import type { RoundId } from '../rounds/model.ts'
import type { UnitId } from '../units/model.ts'

/** A line of the participation ledger: one finished attempt. */
export type Participation = {
  readonly attemptId: string
  readonly authorityId: AuthorityId
  readonly contestId: ContestId
  readonly roundId: RoundId
  readonly unitId: UnitId
  readonly contestantId: ContestantId
  /** False: the time ran out with nothing saved. It counts as an attempt (lượt), not as a person (người). */
  readonly participated: boolean
  readonly finishedAt: Date
}
