import type { FastifyInstance } from 'fastify'
import { publicRulebook } from '../contests/contract.ts'
import { ranking, rankingVersion } from '../rankings/contract.ts'
import { statistics } from '../statistics/contract.ts'
import type { Desk } from './open-desk.ts'
import { unitsShown } from './rules.ts'

const ROWS_PER_PAGE = 100

/** Standings and statistics: published snapshots, as pages. */
export function figureRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/contests/:slug/rankings', async (request, reply) => {
    const contest = await desk.contestOf(request, reply)
    if (!contest) return reply
    const published = contest.rounds.findLast(({ phase }) => phase === 'published')
    const latest = contest.rounds.findLast(({ phase }) => phase !== 'upcoming') ?? contest.rounds[0]
    return reply.redirect(`/contests/${contest.slug}/rankings/${(published ?? latest)?.no ?? 1}`, 303)
  })

  app.get<{ Params: { which: string }; Querystring: { page?: string } }>(
    '/contests/:slug/rankings/:which',
    (request, reply) =>
      desk.showPublic(request, reply, 'standings', async () => {
        const contest = await desk.contestOf(request, reply)
        if (!contest) return null
        const round = contest.rounds.find(({ no }) => String(no) === request.params.which)
        if (!round && request.params.which !== 'final') {
          desk.showProblem(request, reply, { status: 404, reason: 'no-such-round', reference: null }, contest)
          return null
        }
        const which = round?.no ?? 'final'
        const page = Math.min(Math.max(1, Math.trunc(Number(request.query.page)) || 1), 100_000)
        const part = `from=${(page - 1) * ROWS_PER_PAGE + 1}&limit=${ROWS_PER_PAGE}`
        const base = `/api/v1/contests/${contest.slug}`
        const [found, rules] = await Promise.all([
          desk.ask(request, ranking, 'GET', `${base}/rankings/${which}?${part}`),
          desk.ask(request, publicRulebook, 'GET', `${base}/rulebook`),
        ])
        if (!found.ok && found.reason !== 'not-published') {
          desk.showProblem(request, reply, found, contest)
          return null
        }
        const published = found.ok ? found.value : null
        const pageCount = Math.max(1, Math.ceil((published?.placed ?? 0) / ROWS_PER_PAGE))
        const hasFinal = rules.ok && rules.value.cumulative !== null
        const isOneOfSeveral = published !== null && published.version > 1
        const all = isOneOfSeveral
          ? await desk.ask(request, rankingVersion.array(), 'GET', `${base}/rankings/${which}/versions`)
          : null
        const versions = all?.ok ? all.value : []
        return { contest, which, ranking: published, versions, hasFinal, page, pageCount }
      }),
  )

  app.get<{ Querystring: { round?: string; parent?: string } }>(
    '/contests/:slug/statistics',
    (request, reply) =>
      desk.showPublic(request, reply, 'statistics', async () => {
        const contest = await desk.contestOf(request, reply)
        if (!contest) return null
        const path = `/api/v1/contests/${contest.slug}/statistics${roundQuery(request.query.round)}`
        const found = await desk.ask(request, statistics, 'GET', path)
        if (found.ok)
          return { contest, statistics: found.value, ...unitsShown(found.value.units, request.query.parent) }
        desk.showProblem(request, reply, found, contest)
        return null
      }),
  )
}

function roundQuery(round: string | undefined): string {
  return round === undefined || round === '' ? '' : `?round=${encodeURIComponent(round)}`
}
