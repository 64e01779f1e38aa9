/** Task names live in the queue: rename one and the jobs already waiting are lost. */
import type { Pool } from '../platform/db.ts'
import type { Banks } from '../questions/keep-banks.ts'
import { listContests } from '../rounds/store.ts'
import { measureRound } from './measure-round.ts'

export const MEASURE_ROUNDS = 'banks:measure-rounds'

/** Nobody waits for it: an hour after the books are closed is soon enough, and what was missed is found. */
export const bankCrontab = `17 * * * * ${MEASURE_ROUNDS} ?id=measure-rounds&jobKey=measure-rounds&max=3`

/** Every round whose books are closed and that nobody has measured yet; done twice, it is done once. */
export async function measureRounds(needs: { keeper: Pool; banks: Banks }, at: Date): Promise<number> {
  let measured = 0
  for (const contest of await listContests(needs.keeper, at))
    for (const round of contest.rounds) if (await measureRound(needs, { contest, round, at })) measured += 1
  return measured
}
