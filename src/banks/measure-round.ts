import { setImmediate as pause } from 'node:timers/promises'
import { inTransaction, type Pool } from '../platform/db.ts'
import { type Banks, paperOf } from '../questions/keep-banks.ts'
import type { Contest, Round } from '../rounds/model.ts'
import { insertMeasurement, isMeasured, listFirstPapers } from './figure-store.ts'
import { tallyPapers } from './tally-papers.ts'

/** Papers are drawn again a thousand at a time: a round has hundreds of thousands. */
const AT_ONCE = 1000

/**
 * K-11. Measured once, after the books of a round are closed, from everybody's first paper of it (later ones have seen some of
 * the questions). In the keeper's role, since papers are drawn again with the round's secret and graded by its keys.
 */
export async function measureRound(
  { keeper, banks }: { keeper: Pool; banks: Banks },
  { contest, round, at }: { contest: Contest; round: Round; at: Date },
): Promise<boolean> {
  if (!round.booksClosedAt || (await isMeasured(keeper, round.id))) return false
  const bank = await banks.ofRound(round.id)
  const tally = tallyPapers()
  for (let after: string | null = null; ; ) {
    const papers = await listFirstPapers(keeper, round.id, after, AT_ONCE)
    for (const { id, nonce, ruleVersion, answers } of papers) {
      const rules = contest.paperRules[ruleVersion]
      if (rules) tally.add(paperOf(bank, rules, { id, nonce }), answers)
    }
    if (papers.length < AT_ONCE) break
    after = papers.at(-1)!.contestantId
    // The process may be taking requests as well.
    await pause()
  }
  return inTransaction(keeper, (tx) =>
    insertMeasurement(tx, {
      roundId: round.id,
      authorityId: contest.authorityId,
      papers: tally.papers(),
      figures: tally.figures(),
      at,
    }),
  )
}
