/** What an honest page of the console asks of the routes of the day itself. */
import { loadContest } from '../../src/setup/load-contest.ts'
import type { Ask, TestHouse } from './a-house.ts'
import { aContest } from './contest-of-every-kind.ts'
import { register } from './people.ts'

type Request = [url: string, with_?: Ask]
type AsAnybody = (url: string, body?: unknown) => () => Promise<Request>

export function honestDay(house: TestHouse, asAnybody: AsAnybody): Record<string, () => Promise<Request>> {
  const slug = () => house.contest.slug
  const contest = () => `/api/v1/console/contests/${slug()}`
  const ROUTE = '/api/v1/console/contests/{slug}'
  return {
    'GET /api/v1/contests/{slug}/notices': async () => [`/api/v1/contests/${slug()}/notices`],
    'GET /api/v1/rounds/{roundId}/bulletin': async () => [`/api/v1/rounds/${house.round().id}/bulletin`],
    [`GET ${ROUTE}/incidents`]: async () => asAnybody(`${contest()}/incidents?limit=3`)(),
    [`POST ${ROUTE}/incidents`]: async () =>
      asAnybody(`${contest()}/incidents`, {
        kind: 'announcement',
        roundNo: 1,
        text: { vi: 'Hệ thống vẫn hoạt động bình thường.' },
        reason: 'trấn an thí sinh',
      })(),
    [`POST ${ROUTE}/time-changes`]: async () =>
      asAnybody(`${contest()}/time-changes`, {
        kind: 'extra-time',
        contestantId: (await register(house)).contestantId,
        percent: 150,
        reason: 'người khuyết tật',
      })(),
    [`GET ${ROUTE}/preflight`]: async () => asAnybody(`${contest()}/preflight`)(),
    [`PUT ${ROUTE}/opening`]: async () => {
      const slug = await anUnopened(house)
      return asAnybody(`/api/v1/console/contests/${slug}/opening`, { reason: 'đã xem từng mục' })()
    },
    [`GET ${ROUTE}/live`]: async () => asAnybody(`${contest()}/live`)(),
    [`GET ${ROUTE}/persons`]: async () => asAnybody(`${contest()}/persons?q=anh`)(),
  }
}

let made = 0

/** A contest that was made in the console, and that nobody has opened. */
async function anUnopened(house: TestHouse): Promise<string> {
  const slug = `cho-mo-${++made}`
  const { identityKey } = house.house
  const file = aContest({ rules: { slug } })
  await loadContest({ owner: house.owner, identityKey }, { file, at: house.clock.now() })
  // As the keeper leaves it: only the owner can put a contest back.
  await house.owner.query('ALTER TABLE contests DISABLE TRIGGER an_opened_contest_stays_open')
  await house.owner.query('UPDATE contests SET opened_at = NULL WHERE slug = $1', [slug])
  await house.owner.query('ALTER TABLE contests ENABLE TRIGGER an_opened_contest_stays_open')
  await house.house.calendar.refresh()
  return slug
}
