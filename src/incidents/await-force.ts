import { setTimeout as sleep } from 'node:timers/promises'
import { moveDeadlines } from '../attempts/move-deadlines.ts'
import type { Pool } from '../platform/db.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import { countIncidents, listHeard } from './store.ts'
import type { Taken } from './take-decision.ts'

/** What a process has heard it writes down every two seconds; one that says nothing for longer is not waited for. */
const WAIT_AT_MOST_MS = 8_000
const LOOK_EVERY_MS = 250

export type Force = {
  /** Processes that are alive, and how many of them have heard of it. */
  readonly processes: number
  readonly heard: number
  /** Open attempts whose deadline was moved. */
  readonly moved: number
}

/**
 * I-2. A decision is acknowledged when every living process judges by it; or it is said how many do not yet. Deadlines are
 * moved at once, and once more when nobody can start by what was before.
 */
export async function awaitForce(
  needs: { keeper: Pool; calendar: Calendar; leadMs: number },
  { rounds, inForceAt }: Pick<Taken, 'rounds' | 'inForceAt'>,
): Promise<Force> {
  const inForceBy = performance.now() + needs.leadMs
  await needs.calendar.refresh()
  const move = async () => {
    let moved = 0
    for (const { id } of rounds.filter(
      ({ opensAt, closesAt }) => opensAt <= inForceAt && inForceAt < closesAt,
    ))
      moved += await moveDeadlines(needs, { roundId: id, runningAt: inForceAt })
    return moved
  }
  const first = await move()
  const expected = await countIncidents(needs.keeper)
  const giveUpAt = performance.now() + WAIT_AT_MOST_MS
  let heard = await listHeard(needs.keeper)
  while (heard.some((each) => each < expected) && performance.now() < giveUpAt) {
    await sleep(LOOK_EVERY_MS)
    heard = await listHeard(needs.keeper)
  }
  await sleep(Math.max(0, inForceBy - performance.now()))
  return {
    processes: Math.max(1, heard.length),
    heard: heard.length === 0 ? 1 : heard.filter((each) => each >= expected).length,
    moved: first + (await move()),
  }
}
