/** What an honest page of the console asks of the routes of the day itself. */
import { timeOrderedId } from '../../src/platform/ids.ts'
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
    'GET /api/v1/console/contests': asAnybody('/api/v1/console/contests'),
    [`GET ${ROUTE}`]: async () => asAnybody(contest())(),
    [`POST ${ROUTE}/rehearsals`]: async () => {
      await house.owner.query(
        `UPDATE rehearsals SET state = 'cancelled', ended_at = asked_at WHERE state = 'running'`,
      )
      return asAnybody(`${contest()}/rehearsals`, { people: 20, seed: 7 })()
    },
    [`GET ${ROUTE}/rehearsals`]: async () => asAnybody(`${contest()}/rehearsals?limit=2`)(),
    [`GET ${ROUTE}/rehearsals/{rehearsalId}`]: async () =>
      asAnybody(`${contest()}/rehearsals/${await aRehearsal(house)}`)(),
    [`PUT ${ROUTE}/rehearsals/{rehearsalId}/cancellation`]: async () =>
      asAnybody(`${contest()}/rehearsals/${await aRehearsal(house)}/cancellation`, {})(),
    [`GET ${ROUTE}/rehearsals/{rehearsalId}/pages/{page}`]: async () =>
      asAnybody(`${contest()}/rehearsals/${await aRehearsal(house)}/pages/contest`)(),
    [`GET ${ROUTE}/live`]: async () => asAnybody(`${contest()}/live`)(),
    [`GET ${ROUTE}/persons`]: async () => asAnybody(`${contest()}/persons?q=anh`)(),
  }
}

/** One that is over, with a page that it left. */
async function aRehearsal(house: TestHouse): Promise<string> {
  const { id: contestId, authorityId } = house.contest
  const [officer] = await house.rows<{ id: string }>('SELECT id FROM staff LIMIT 1')
  const id = timeOrderedId(house.clock.now())
  await house.owner.query(
    `INSERT INTO rehearsals (id, authority_id, contest_id, rule_version, people, seed, asked_by, asked_at, state, seen_at, ended_at, fault, pages)
     VALUES ($1, $2, $3, 1, 20, 7, coalesce($4, (SELECT id FROM staff LIMIT 1)), now(), 'failed', now(), now(), 'silent', '{"contest": "<p>…</p>"}')`,
    [id, authorityId, contestId, officer?.id ?? null],
  )
  return id
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
