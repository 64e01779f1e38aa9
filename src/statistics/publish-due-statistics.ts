import { inTransaction, type Pool } from '../platform/db.ts'
import { listContests } from '../rounds/store.ts'
import { foldLedger } from './fold-ledger.ts'
import { publishSnapshots } from './publish-snapshots.ts'

/**
 * Folds what is new in the ledger and publishes the figures of every contest that has begun: of those with open books each time, of the others only when
 * `sweep` asks for them too, because only a void can have changed them (S-12). Says whether any books are open.
 */
export async function publishDueStatistics(
  needs: { pool: Pool; log: (line: string) => void },
  { at, sweep }: { at: Date; sweep: boolean },
): Promise<{ published: number; isAnyOpen: boolean }> {
  const contests = (await listContests(needs.pool, at)).map(({ id, rounds }) => {
    const begun = rounds.filter(({ opensAt }) => opensAt <= at)
    return { id, hasBegun: begun.length > 0, isOpen: begun.some(({ booksClosedAt }) => !booksClosedAt) }
  })
  let published = 0
  for (const { id } of contests.filter(({ hasBegun, isOpen }) => isOpen || (sweep && hasBegun))) {
    await foldLedger(needs, { contestId: id, at })
    published += await inTransaction(needs.pool, (tx) =>
      publishSnapshots(tx, { contestId: id, at, pages: 'all' }),
    )
  }
  return { published, isAnyOpen: contests.some(({ isOpen }) => isOpen) }
}
