/**
 * The contests and their rounds, in memory, so that no request asks the database what the rules are. Every process
 * looks for a change once a second; whoever makes one refreshes at once.
 */
import type { Clock } from '../platform/clock.ts'
import type { Pool } from '../platform/db.ts'
import type { Contest, Round } from './model.ts'
import { findCalendarToken, listContests } from './store.ts'

export type Calendar = {
  contests(): readonly Contest[]
  contestOf(slug: string): Contest | undefined
  roundOf(id: string): { contest: Contest; round: Round } | undefined
  /** Resolves when what has been committed is what the calendar says. */
  refresh(): Promise<void>
  /** Of how many incidents this process knows: it judges by them (docs/rules/incidents.md, I-2). */
  heard(): number
  stop(): void
}

export async function keepCalendar(needs: {
  pool: Pool
  clock: Clock
  log: (line: string) => void
}): Promise<Calendar> {
  let token = ''
  let heard = 0
  let contests: readonly Contest[] = []
  let bySlug = new Map<string, Contest>()
  let byRound = new Map<string, { contest: Contest; round: Round }>()

  const look = async () => {
    const at = needs.clock.now()
    const { token: now, incidents } = await findCalendarToken(needs.pool, at)
    if (now === token) return
    contests = await listContests(needs.pool, at)
    bySlug = new Map(contests.map((contest) => [contest.slug, contest]))
    byRound = new Map(
      contests.flatMap((contest) => contest.rounds.map((round) => [round.id, { contest, round }])),
    )
    token = now
    heard = incidents
  }

  // One look at a time: an older one that ended later would put back what a newer one had replaced.
  let looking: Promise<void> = Promise.resolve()
  let isLooking = false
  const refresh = (): Promise<void> => {
    looking = looking
      .catch(() => {})
      .then(() => {
        isLooking = true
        return look()
      })
      .finally(() => {
        isLooking = false
      })
    return looking
  }

  await refresh()
  const timer = setInterval(() => {
    if (isLooking) return
    // The database may be away for a moment; what is known stays true until it says otherwise.
    refresh().catch((error: Error) => needs.log(`the calendar could not be refreshed: ${error.message}`))
  }, 1000)
  timer.unref()

  return {
    contests: () => contests,
    contestOf: (slug) => bySlug.get(slug),
    roundOf: (id) => byRound.get(id),
    refresh,
    heard: () => heard,
    stop: () => clearInterval(timer),
  }
}
