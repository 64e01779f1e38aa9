import { fits, isValid, type RoundDays } from '../contests/check-paper.ts'
import type { AuthorityId, BlueprintRow, ContestId } from '../contests/model.ts'
import type { Tx } from '../platform/db.ts'
import { localDateOf } from '../platform/zone.ts'
import { type BankAddition, insertRoundPool } from '../questions/store.ts'
import type { RoundId } from '../rounds/model.ts'

type Window = { readonly no: number; readonly opensAt: Date; readonly closesAt: Date }

/** Puts into the pool of each round whatever may be drawn in it: what the blueprint asks for, valid on all its days. */
export async function fillRoundPools(
  tx: Tx,
  contest: { id: ContestId; authorityId: AuthorityId },
  rules: { readonly paper: { readonly blueprint: readonly BlueprintRow[] }; readonly zone: string },
  rounds: readonly (Window & { readonly id: RoundId })[],
  bank: readonly BankAddition[],
): Promise<void> {
  for (const round of rounds) {
    const days = daysOf(round, rules)
    const pool = bank.filter(
      (question) =>
        !question.practice &&
        isValid(question, days) &&
        rules.paper.blueprint.some((row) => fits(question, row)),
    )
    await insertRoundPool(
      tx,
      contest.authorityId,
      round.id,
      pool.map(({ id }) => id),
    )
  }
}

export function daysOf({ no, opensAt, closesAt }: Window, { zone }: { readonly zone: string }): RoundDays {
  return { no, first: localDateOf(opensAt, zone), last: localDateOf(new Date(closesAt.getTime() - 1), zone) }
}
