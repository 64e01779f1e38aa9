import type { FastifyInstance } from 'fastify'
import { contest as contestShape, publicRulebook } from '../contests/contract.ts'
import { noticeView } from '../incidents/contract.ts'
import { statistics } from '../statistics/contract.ts'
import type { Desk } from './open-desk.ts'

/** The contests, one contest, its rules. */
export function contestRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/', (request, reply) =>
    desk.showPublic(request, reply, 'contests', async () => {
      const contests = await desk.ask(request, contestShape.array(), 'GET', '/api/v1/contests')
      if (contests.ok) return { contests: contests.value }
      desk.showProblem(request, reply, contests)
      return null
    }),
  )

  app.get('/contests', (_request, reply) => reply.redirect('/', 301))

  app.get('/contests/:slug', (request, reply) =>
    desk.showPublic(request, reply, 'contest', async () => {
      const contest = await desk.contestOf(request, reply)
      if (!contest) return null
      const base = `/api/v1/contests/${contest.slug}`
      const [rules, totals, notices] = await Promise.all([
        desk.ask(request, publicRulebook, 'GET', `${base}/rulebook`),
        desk.ask(request, statistics, 'GET', `${base}/statistics`),
        desk.ask(request, noticeView.array(), 'GET', `${base}/notices`),
      ])
      return {
        contest,
        rules: rules.ok ? rules.value : null,
        totals: totals.ok ? totals.value : null,
        notices: notices.ok ? notices.value : [],
      }
    }),
  )

  app.get('/contests/:slug/rules', (request, reply) =>
    desk.showPublic(request, reply, 'rules', async () => {
      const contest = await desk.contestOf(request, reply)
      if (!contest) return null
      const path = `/api/v1/contests/${contest.slug}/rulebook`
      const rules = await desk.ask(request, publicRulebook, 'GET', path)
      if (rules.ok) return { contest, rules: rules.value }
      desk.showProblem(request, reply, rules, contest)
      return null
    }),
  )
}
