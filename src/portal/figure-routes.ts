import type { FastifyInstance } from 'fastify'
import { ranking } from '../rankings/contract.ts'
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
    const isOver = contest.rounds.every(({ phase }) => phase === 'published')
    const which = isOver && contest.rounds.length > 1 ? 'final' : (published ?? latest)?.no
    return reply.redirect(`/contests/${contest.slug}/rankings/${which ?? 'final'}`, 303)
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
        const found = await desk.ask(
          request,
          ranking,
          'GET',
          `/api/v1/contests/${contest.slug}/rankings/${which}`,
        )
        if (!found.ok && found.reason !== 'not-published') {
          desk.showProblem(request, reply, found, contest)
          return null
        }
        const all = found.ok ? found.value.rows : []
        const pageCount = Math.max(1, Math.ceil(all.length / ROWS_PER_PAGE))
        const page = Math.min(Math.max(1, Math.trunc(Number(request.query.page)) || 1), pageCount)
        return {
          contest,
          which,
          ranking: found.ok ? found.value : null,
          rows: all.slice((page - 1) * ROWS_PER_PAGE, page * ROWS_PER_PAGE),
          count: all.length,
          page,
          pageCount,
        }
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
