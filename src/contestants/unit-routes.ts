import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { slugParams } from '../contests/contract.ts'
import type { Pool } from '../platform/db.ts'
import { sendMalformed, sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import { localDateOf } from '../platform/zone.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import { unitChoice, unitsQuery } from '../units/contract.ts'
import { searchUnits } from '../units/store.ts'

/** The units a contestant of a contest may choose. */
export function unitRoutes(app: FastifyInstance, needs: { pool: Pool; calendar: Calendar }): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/contests/:slug/units',
    {
      attachValidation: true,
      schema: {
        tags: ['Units'],
        summary: 'Units a contestant may choose',
        params: slugParams,
        querystring: unitsQuery,
        response: { 200: unitChoice.array(), 400: problem, 404: problem },
      },
    },
    async (request, reply) => {
      const contest = needs.calendar.contestOf(request.params.slug)
      if (!contest) return sendProblem(reply, 'no-such-contest')
      const search = unitsQuery.safeParse(request.query)
      if (!search.success)
        return sendMalformed(reply, [{ pointer: '/query', expected: 'at most 200 characters' }])
      reply.header('cache-control', 'public, max-age=60')
      return searchUnits(needs.pool, contest.id, {
        query: storable(search.data.query),
        parent: storable(search.data.parent),
        on: localDateOf(request.arrivedAt, contest.rules.zone),
        kinds: contest.rules.streams.find(({ code }) => code === search.data.stream)?.unitKinds ?? null,
      })
    },
  )
}

/** An address may hold what no text of PostgreSQL can. */
function storable(text = ''): string {
  return text.replaceAll('\0', '')
}
