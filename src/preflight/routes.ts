import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { slugParams } from '../contests/contract.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import type { Contest } from '../rounds/model.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import * as contract from './contract.ts'
import { type FactNeeds, gatherFacts } from './gather-facts.ts'
import { openContest } from './open-contest.ts'
import { judgeFacts } from './rules.ts'
import { findOpening } from './store.ts'

type Needs = FactNeeds & {
  calendar: Calendar
  desk: { seenOf(request: FastifyRequest): { officer: Officer } }
}

const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem }

/** Is it ready, and the decision that it is (docs/rules/preflight.md). */
export function preflightRoutes(app: FastifyInstance, needs: Needs): void {
  const { calendar, desk, keeper } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: before the opening']

  const contestOf = (request: FastifyRequest, slug: string): Contest | null => {
    const contest = calendar.contestOf(slug)
    return contest && reaches(desk.seenOf(request).officer, contest.authorityId) ? contest : null
  }
  const look = async (contest: Contest, at: Date): Promise<contract.PreflightView> => {
    const findings = judgeFacts(await gatherFacts(needs, contest, at))
    const { openedAt, reason, decidedByName, preflight } = await findOpening(keeper, contest.id)
    return {
      lookedAt: at.toISOString(),
      findings,
      opening: openedAt && {
        openedAt: openedAt.toISOString(),
        decidedBy: decidedByName,
        reason,
        findings: preflight,
      },
    }
  }

  routes.get(
    '/api/v1/console/contests/:slug/preflight',
    {
      schema: {
        tags,
        summary: 'Is the contest ready to be opened: everything is looked at now',
        params: slugParams,
        response: { 200: contract.preflight, ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      return contest ? look(contest, request.arrivedAt) : sendProblem(reply, 'not-found')
    },
  )

  routes.put(
    '/api/v1/console/contests/:slug/opening',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Open it: from now on it is there for the public',
        params: slugParams,
        body: contract.openingRequest,
        response: { 200: contract.preflight, ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      const shape = readBody(contract.openingRequest, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const at = request.arrivedAt
      const findings = judgeFacts(await gatherFacts(needs, contest, at))
      const { officer: by } = desk.seenOf(request)
      const outcome = await openContest(needs, { contest, findings, reason: shape.body.reason, by, at })
      if (!outcome.ok && outcome.reason === 'reason-needed')
        return sendMalformed(reply, [
          { pointer: '/reason', expected: 'why it is opened although something is not met' },
        ])
      if (!outcome.ok) return sendProblem(reply, 'already-decided')
      await calendar.refresh()
      return look(contest, at)
    },
  )
}
