/** Contests as officers see them: those of their authority, also the ones that nobody has opened yet (O-11). */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as contract from '../contests/contract.ts'
import { sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import type { Calendar } from './keep-calendar.ts'
import type { Contest } from './model.ts'
import { presentContest } from './routes.ts'

type Needs = { calendar: Calendar; desk: { seenOf(request: FastifyRequest): { officer: Officer } } }

export function consoleContestRoutes(app: FastifyInstance, { calendar, desk }: Needs): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: contests']
  const present = (contest: Contest, at: Date): contract.OwnContestView => ({
    ...presentContest(contest, at),
    openedAt: contest.openedAt?.toISOString() ?? null,
  })

  routes.get(
    '/api/v1/console/contests',
    {
      schema: {
        tags,
        summary: 'The contests of one’s authority, also those that are not public yet',
        response: { 200: contract.ownContest.array(), 401: problem, 403: problem },
      },
    },
    async (request) => {
      const { officer } = desk.seenOf(request)
      return calendar
        .contests()
        .filter(({ authorityId }) => reaches(officer, authorityId))
        .map((contest) => present(contest, request.arrivedAt))
    },
  )

  routes.get(
    '/api/v1/console/contests/:slug',
    {
      schema: {
        tags,
        summary: 'One of them',
        params: contract.slugParams,
        response: { 200: contract.ownContest, 401: problem, 403: problem, 404: problem },
      },
    },
    async (request, reply) => {
      const contest = calendar.contestOf(request.params.slug)
      if (!contest || !reaches(desk.seenOf(request).officer, contest.authorityId))
        return sendProblem(reply, 'no-such-contest')
      return present(contest, request.arrivedAt)
    },
  )
}
