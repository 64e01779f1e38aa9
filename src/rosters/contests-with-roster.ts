import type { Contest } from '../rounds/model.ts'

/** Whoever comes into a roster late is still known in the newest of them; older ones are not asked. */
const MOST = 6

/** Contests of an authority whose rulebook looks for people on the roster. */
export function contestsWithRoster(contests: readonly Contest[], authorityId: string): Contest[] {
  const last = ({ rounds }: Contest) => rounds.at(-1)?.closesAt.getTime() ?? 0
  return contests
    .filter(
      (contest) => contest.authorityId === authorityId && contest.rules.streams.some(({ roster }) => roster),
    )
    .sort((a, b) => last(b) - last(a))
    .slice(0, MOST)
}
