import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Attempt } from '../attempts/model.ts'
import { presentAttempt } from '../attempts/present-attempt.ts'
import { listAttemptsOf } from '../attempts/store.ts'
import type { ContestantId } from '../contestants/model.ts'
import { findContestant } from '../contestants/store.ts'
import { slugParams } from '../contests/contract.ts'
import type { ContestId } from '../contests/model.ts'
import type { Pool } from '../platform/db.ts'
import { sendProblem } from '../platform/http.ts'
import { keepBytes, shareAnswers } from '../platform/kept-bytes.ts'
import { problem } from '../platform/problem.ts'
import { refuse } from '../platform/refusal.ts'
import { sendKept } from '../platform/send-kept.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import type { Contest, Round } from '../rounds/model.ts'
import type { Worth } from '../rulings/model.ts'
import { listRegradings } from '../rulings/store.ts'
import { listMoved } from './compare-rankings.ts'
import * as contract from './contract.ts'
import type { PublishedRanking } from './model.ts'
import { presentPlace, presentRanking } from './present-ranking.ts'
import { presentMoved, presentVersion } from './present-version.ts'
import { findPublishedRanking, listPlacesOf, listVersions, type PlaceOf } from './store.ts'

type Needs = {
  pool: Pool
  calendar: Pick<Calendar, 'contestOf'>
  contestantsOf: (request: FastifyRequest) => readonly { contestId: ContestId; contestantId: ContestantId }[]
}

/** The standings of a province's week are about 8 MB; pages of them far less. */
const KEPT_BYTES = 32_000_000

export function rankingRoutes(app: FastifyInstance, needs: Needs): void {
  const kept = keepBytes(KEPT_BYTES)
  const published = shareAnswers<PublishedRanking | null>()
  const routes = app.withTypeProvider<ZodTypeProvider>()

  routes.get(
    '/api/v1/contests/:slug/rankings/:round',
    {
      schema: {
        tags: ['Standings'],
        summary: 'The published standings of a round, or of the contest, each place with its reason',
        params: contract.rankingParams,
        querystring: contract.rankingQuery,
        response: { 200: contract.ranking, 304: z.null().describe('Nothing new'), 404: problem },
      },
    },
    async (request, reply) => {
      const contest = needs.calendar.contestOf(request.params.slug)
      if (!contest) return sendProblem(reply, 'no-such-contest')
      const roundNo = roundNoOf(contest, request.params.round)
      if (roundNo === undefined) return sendProblem(reply, 'no-such-round')
      const ranking = await published(`${contest.id}/${roundNo}`, () =>
        findPublishedRanking(needs.pool, contest.id, roundNo),
      )
      if (!ranking) return sendProblem(reply, 'not-published')
      // Everything at once is one document, made once; a part is never larger than a page of a thousand.
      const { from } = request.query
      const limit = from > 1 ? Math.min(request.query.limit ?? 1000, 1000) : request.query.limit
      const etag = `${ranking.id}-${contest.rules.publication.names}-${from}-${limit ?? 'all'}`
      return sendKept(request, reply, {
        etag,
        type: 'application/json; charset=utf-8',
        maxAgeSeconds: 30,
        bytes: () => kept.get(etag, () => presentRanking(needs.pool, contest, ranking, { from, limit })),
      })
    },
  )

  const versionsOf = async (slug: string, text: string) => {
    const contest = needs.calendar.contestOf(slug)
    if (!contest) return refuse('no-such-contest')
    const roundNo = roundNoOf(contest, text)
    if (roundNo === undefined) return refuse('no-such-round')
    const all = await listVersions(needs.pool, contest.id, roundNo)
    return { ok: true as const, contest, versions: all.filter(({ publishedAt }) => publishedAt !== null) }
  }

  routes.get(
    '/api/v1/contests/:slug/rankings/:round/versions',
    {
      schema: {
        tags: ['Standings'],
        summary: 'Every published version of these standings, the newest first, and why there is another',
        params: contract.rankingParams,
        response: { 200: z.array(contract.rankingVersion), 404: problem },
      },
    },
    async (request, reply) => {
      const found = await versionsOf(request.params.slug, request.params.round)
      if (!found.ok) return sendProblem(reply, found.reason)
      const { names } = found.contest.rules.publication
      return found.versions.map((version) => presentVersion(version, names))
    },
  )

  routes.get(
    '/api/v1/contests/:slug/rankings/:round/versions/:version/changes',
    {
      schema: {
        tags: ['Standings'],
        summary: 'Who moved between this version and the one before it',
        params: contract.versionParams,
        querystring: contract.changesQuery,
        response: { 200: z.array(contract.movedRow), 404: problem },
      },
    },
    async (request, reply) => {
      const found = await versionsOf(request.params.slug, request.params.round)
      if (!found.ok) return sendProblem(reply, found.reason)
      const after = found.versions.find(({ version }) => version === request.params.version)
      const before = found.versions.find(({ version }) => version === after?.diff?.previous)
      if (!after || !before) return sendProblem(reply, 'not-published')
      // What was taken back is not told person by person; that it was stays in the list of versions.
      if (found.versions[0]?.withdrawnAt) return sendProblem(reply, 'not-published')
      const page = { ...request.query, publicOnly: true }
      const rows = await listMoved(needs.pool, { before: before.id, after: after.id }, page)
      return rows.map((row) => presentMoved(row, found.contest.rules.publication.names))
    },
  )

  routes.get(
    '/api/v1/contests/:slug/contestants/me',
    {
      schema: {
        tags: ['Contestants'],
        summary: 'Own registration, attempts, and places with their reasons',
        params: slugParams,
        response: { 200: contract.contestantView, 401: problem, 404: problem },
      },
    },
    async (request, reply) => {
      const mine = needs.contestantsOf(request)
      if (mine.length === 0) return sendProblem(reply, 'not-signed-in')
      const contest = needs.calendar.contestOf(request.params.slug)
      if (!contest) return sendProblem(reply, 'no-such-contest')
      const me = mine.find(({ contestId }) => contestId === contest.id)
      const person = me && (await findContestant(needs.pool, me.contestantId))
      if (!person) return sendProblem(reply, 'not-signed-in')

      const rounds = new Map(contest.rounds.map((round) => [round.id, round]))
      const attempts = await listAttemptsOf(needs.pool, person.id, [...rounds.keys()])
      const places = await listPlacesOf(needs.pool, contest.id, person.id)
      const final = places.find((place) => place.roundNo === null)
      const regraded = await regradingsOf(needs.pool, attempts, rounds)
      reply.header('cache-control', 'private, no-store')
      return {
        contestantId: person.id,
        stream: person.stream,
        fullName: person.fullName,
        unit: { id: person.unitId, name: person.unitName, path: person.unitPath },
        ...(final && { final: presentPlace(final) }),
        attempts: attempts.map((attempt) => {
          const round = rounds.get(attempt.roundId)!
          const shown = presentAttempt(attempt, { contest, round, at: request.arrivedAt })
          // Nobody may have written down yet that its time ran out: it lasted until its deadline all the same.
          const untilDeadline = attempt.deadlineAt.getTime() - attempt.startedAt.getTime()
          const isOver = shown.submittedAt !== undefined
          return {
            ...shown,
            roundNo: round.no,
            attemptNo: attempt.attemptNo,
            ...(shown.score !== undefined && {
              total: attempt.sealed!.total,
              ...(regraded.has(attempt.id) && { regraded: regraded.get(attempt.id) }),
            }),
            ...(isOver && { durationMs: attempt.sealed?.durationMs ?? untilDeadline }),
            ...standingOf(
              places.find((place) => place.roundNo === round.no),
              attempt.id,
            ),
          }
        }),
      }
    },
  )
}

/** The number that the address names, null for "final"; undefined where the contest has no such standings. */
function roundNoOf(contest: Contest, text: string): number | null | undefined {
  if (text === 'final') return contest.rules.cumulative ? null : undefined
  return contest.rounds.find(({ no }) => String(no) === text)?.no
}

/** One attempt of a person counts; the others are told that they stand nowhere. */
function standingOf(place: PlaceOf | undefined, attemptId: string) {
  if (!place) return {}
  if (place.attemptId === attemptId) return { standing: presentPlace(place) }
  return { standing: { place: null, of: place.placed, decidedBy: null, trace: [] } }
}

/** V-5. Papers are graded again only once the books are closed; before that nobody is asked. */
async function regradingsOf(pool: Pool, attempts: readonly Attempt[], rounds: ReadonlyMap<string, Round>) {
  const closed = [...rounds.values()].filter(({ booksClosedAt }) => booksClosedAt).map(({ id }) => id)
  if (closed.length === 0) return new Map<string, Worth>()
  return listRegradings(
    pool,
    closed,
    attempts.map(({ id }) => id),
  )
}
