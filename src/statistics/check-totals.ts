import type { Tx } from '../platform/db.ts'
import type { Contest, Round } from '../rounds/model.ts'
import { findFold, listTallies, listTotals } from './fold-store.ts'
import { changesOf } from './rules.ts'
import { countAgain, lockSnapshots } from './store.ts'

/**
 * Holds the folded totals of a round against a count of the ledger itself, line by line, over the same lines. Returns the
 * units at which they differ. It reads the whole round: for the closing, and for whoever wants to know.
 */
export async function checkTotals(tx: Tx, contest: Contest, round: Round): Promise<string[]> {
  // Nobody folds meanwhile: what is compared are the same lines.
  await lockSnapshots(tx, contest.id)
  const fold = await findFold(tx, round.id)
  const tally = (await listTallies(tx, contest.id)).find(({ roundNo }) => roundNo === round.no)
  // With lines of another PostgreSQL everything is counted again each time; with a new void it will be.
  if (!fold || !tally || fold.hasForeignLines || fold.voidsNow !== fold.voids) return []
  const totals = await listTotals(tx, contest.id, round.no)
  const counted = await countAgain(tx, { ...tally, below: fold.foldedBelow })
  return [...changesOf(totals, counted).keys()]
}
