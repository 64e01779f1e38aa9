/**
 * A server that nobody has used yet is the slowest there is, and a round opens with everybody at once. So a server does its
 * work for nobody before it says that it is ready, and once more shortly before a round opens: connections are opened and
 * their statements planned; papers of the round drawn, graded and signed into nothing; requests go the whole way for attempts
 * that do not exist. Nothing of it is in the database afterwards, and nothing in the figures of /metrics.
 */
import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { practisePapers } from '../attempts/practise-papers.ts'
import type { ContestantId } from '../contestants/model.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { openConnections } from '../platform/open-connections.ts'
import { statementsOf } from '../platform/sql.ts'
import type { Contest, Round } from '../rounds/model.ts'
import { phaseOf } from '../rounds/rules.ts'
import { openGates } from './gates.ts'
import type { House } from './house.ts'
import { WARMING } from './watch.ts'

const PAPERS = 300
const PERSONS = 400
const AT_ONCE = 40
/** A slow machine is not kept from starting by its own warming. */
const AT_MOST_MS = 5_000
/** After a kill in the middle of a round people wait for any answer at all. */
const AT_MOST_WHILE_OPEN_MS = 1_000
const BEFORE_OPENING_MS = 2 * 60_000
const LOOK_EVERY_MS = 15_000

export async function warmUp(house: House, app: FastifyInstance): Promise<void> {
  const now = house.clock.now()
  const isOpen = ({ rounds }: Contest) =>
    rounds.some(({ opensAt, closesAt }) => opensAt <= now && now < closesAt)
  const atMostMs = house.calendar.contests().some(isOpen) ? AT_MOST_WHILE_OPEN_MS : AT_MOST_MS
  const giveUpAt = performance.now() + atMostMs
  await Promise.all([
    openConnections(house.pool, statementsOf('attempts')),
    openConnections(house.keeper, []),
  ])
  const at = house.clock.now()
  const rounds = roundsToCome(house, at)
  for (const { contest, round } of rounds)
    if (performance.now() < giveUpAt) await practisePapers(house, { contest, round }, { times: PAPERS, at })
  const [next] = rounds
  if (!next) return
  for (let persons = 0; persons < PERSONS && performance.now() < giveUpAt; persons += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, () => pretendPerson(house, app, next.contest)))
  const { slug } = next.contest
  for (const path of ['/', `/${slug}`, '/api/v1/contests', `/api/v1/contests/${slug}`])
    for (let time = 0; time < 10 && performance.now() < giveUpAt; time++) await ask(app, 'GET', path)
}

/** Looks ahead, and warms up again for what opens next: connections close and memory cools down in a quiet night. */
export function warmUpBeforeOpenings(house: House, app: FastifyInstance): { stop(): void } {
  const warmed = new Set<Round['id']>()
  const timer = setInterval(() => {
    const at = house.clock.now()
    const soon = new Date(at.getTime() + BEFORE_OPENING_MS)
    const opening = house.calendar
      .contests()
      .flatMap(({ rounds }) => rounds)
      .filter(({ id, opensAt }) => opensAt > at && opensAt <= soon && !warmed.has(id))
    if (opening.length === 0) return
    for (const { id } of opening) warmed.add(id)
    warmUp(house, app).catch((error: Error) => house.log(`warming up: ${error.message}`))
  }, LOOK_EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/** What is open, and what opens next; the soonest first. */
function roundsToCome(house: House, at: Date): { contest: Contest; round: Round }[] {
  return house.calendar
    .contests()
    .flatMap((contest) => contest.rounds.map((round) => ({ contest, round })))
    .filter(({ round }) => round.closesAt > at)
    .sort((one, other) => one.round.opensAt.getTime() - other.round.opensAt.getTime())
    .slice(0, 3)
}

/** Somebody whose token is good and who does not exist: every request ends at the row that is not there. */
async function pretendPerson(house: House, app: FastifyInstance, contest: Contest): Promise<void> {
  const at = house.clock.now()
  const contestantId = timeOrderedId(at) as ContestantId
  const { token } = openGates(house.sessionKey, null).signIn(contest, contestantId, at)
  const attempt = `/api/v1/attempts/${timeOrderedId(at)}`
  const paper = { answers: { '1': [1], '2': [2], '3': [3] }, prediction: 1234 }
  // A start is not asked for in a round that is open, where it might take somebody's place in the waiting room.
  const notOpen = contest.rounds.find((round) => phaseOf(round, at, contest.rules.zone) !== 'open')
  const nonce = randomBytes(16).toString('hex')
  if (notOpen) await ask(app, 'POST', `/api/v1/rounds/${notOpen.id}/attempts`, token, { nonce })
  await ask(app, 'PUT', `${attempt}/answers`, token, { sequence: 1, ...paper })
  await ask(app, 'POST', `${attempt}/submission`, token, paper)
  await ask(app, 'GET', attempt, token)
}

async function ask(
  app: FastifyInstance,
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  token?: string,
  body?: object,
): Promise<void> {
  await app.inject({
    method,
    url,
    remoteAddress: WARMING,
    headers: { ...(token && { authorization: `Bearer ${token}` }), 'accept-encoding': 'br, gzip' },
    ...(body && { payload: body }),
  })
}
