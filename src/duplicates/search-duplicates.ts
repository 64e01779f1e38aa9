import { inTransaction, type Pool } from '../platform/db.ts'
import type { Contest } from '../rounds/model.ts'
import { SUSPECT, weighPair } from './rules.ts'
import { endSearch, findCandidates, giveUpSearch, type Suspect, tellSearch, writePairs } from './store.ts'

/** So many at a time; what was decided makes room for the next. */
const MOST = 5_000
/** One after the other, by the last sign of who has the smaller id, so that a long search can say how far it is. */
const SLICES = [...'0123456789abcdef']

type Needs = { keeper: Pool; log: (line: string) => void }
type Sought = { contest: Pick<Contest, 'id' | 'authorityId'>; at: Date }

/** N-12. Looks for people who stand in a contest twice, and lays what it suspects on the desk. Returns how many pairs that are. */
export async function searchDuplicates(needs: Needs, { contest, at }: Sought): Promise<number> {
  const { keeper, log } = needs
  try {
    let suspects: Suspect[] = []
    for (const [index, slice] of SLICES.entries()) {
      const candidates = await findCandidates(keeper, contest.id, { slice, atMost: MOST })
      const weighed = candidates.map(({ oneId, otherId, ...facts }) => ({
        oneId,
        otherId,
        ...weighPair(facts),
      }))
      suspects = [...suspects, ...weighed.filter(({ score }) => score >= SUSPECT)]
        .sort((one, other) => other.score - one.score)
        .slice(0, MOST)
      await tellSearch(keeper, contest.id, Math.floor((100 * (index + 1)) / SLICES.length))
    }
    await inTransaction(keeper, async (tx) => {
      await writePairs(tx, contest, suspects, at)
      await endSearch(tx, contest.id, suspects.length)
    })
    return suspects.length
  } catch (error) {
    await giveUpSearch(keeper, contest.id).catch((fault: Error) => log(`duplicates: ${fault.message}`))
    throw error
  }
}
