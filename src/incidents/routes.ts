import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { slugParams } from '../contests/contract.ts'
import type { Pool } from '../platform/db.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import type { Contest } from '../rounds/model.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import { awaitForce } from './await-force.ts'
import * as contract from './contract.ts'
import type { Decision } from './model.ts'
import { presentIncident } from './present-incident.ts'
import { listIncidents, listPersons } from './store.ts'
import { takeDecision } from './take-decision.ts'

type Needs = {
  keeper: Pool
  calendar: Calendar
  desk: { seenOf(request: FastifyRequest): { officer: Officer } }
  /** How long a decision is known before it is in force. */
  leadMs: number
}

const PERSONS_AT_MOST = 20
const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem }

/** What organisers decide on the day (docs/rules/incidents.md). */
export function incidentRoutes(app: FastifyInstance, needs: Needs): void {
  const { desk, calendar, keeper } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: the day itself']

  /** A contest of another authority is not found. */
  const contestOf = (request: FastifyRequest, slug: string): Contest | null => {
    const contest = calendar.contestOf(slug)
    return contest && reaches(desk.seenOf(request).officer, contest.authorityId) ? contest : null
  }

  const decide = async (
    request: FastifyRequest,
    reply: FastifyReply,
    slug: string,
    schema: z.ZodType<contract.DecisionRequest>,
  ) => {
    if (!contestOf(request, slug)) return sendProblem(reply, 'not-found')
    const shape = readBody(schema, request)
    if (!shape.ok) return sendMalformed(reply, shape.faults)
    const { officer: by } = desk.seenOf(request)
    const outcome = await takeDecision(needs, {
      slug,
      decision: decisionOf(shape.body),
      by,
      at: request.arrivedAt,
    })
    if (outcome.ok) {
      const { id, inForceAt, proposalId } = outcome
      const force = await awaitForce(needs, outcome)
      return reply.code(201).send({ id, inForceAt: inForceAt.toISOString(), ...force, proposalId })
    }
    if (outcome.reason === 'malformed') return sendMalformed(reply, outcome.faults)
    if (outcome.reason !== 'changed-meanwhile') return sendProblem(reply, outcome.reason)
    await calendar.refresh()
    const { roundNo } = shape.body
    const closesAt = contestOf(request, slug)?.rounds.find(({ no }) => no === roundNo)?.closesAt
    return sendProblem(reply, 'changed-meanwhile', { current: { closesAt: closesAt?.toISOString() } })
  }

  routes.post(
    '/api/v1/console/contests/:slug/incidents',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Pause a round, go on, tell everybody who is taking a paper, make something known',
        params: slugParams,
        body: contract.incidentRequest,
        response: { 201: contract.taken, ...refusals },
      },
    },
    async (request, reply) => decide(request, reply, request.params.slug, contract.incidentRequest),
  )

  routes.post(
    '/api/v1/console/contests/:slug/time-changes',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Extend a round, or give one person more time',
        params: slugParams,
        body: contract.timeChangeRequest,
        response: { 201: contract.taken, ...refusals },
      },
    },
    async (request, reply) => decide(request, reply, request.params.slug, contract.timeChangeRequest),
  )

  routes.get(
    '/api/v1/console/contests/:slug/incidents',
    {
      schema: {
        tags,
        summary: 'What was decided while the contest ran, the newest first',
        params: slugParams,
        querystring: contract.incidentPage,
        response: { 200: z.array(contract.incident), ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      const { before = null, limit } = request.query
      return (await listIncidents(keeper, contest.id, { before, limit })).map(presentIncident)
    },
  )

  routes.get(
    '/api/v1/console/contests/:slug/persons',
    {
      schema: {
        tags,
        summary: 'People who take part, by a part of their name, for giving one of them more time',
        params: slugParams,
        querystring: contract.personSearch,
        response: { 200: z.array(contract.person), ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      return listPersons(keeper, contest.id, request.query.q, PERSONS_AT_MOST)
    },
  )
}

/** With the instants read. */
function decisionOf(asked: contract.DecisionRequest): Decision {
  switch (asked.kind) {
    case 'pause':
      return {
        ...asked,
        until: new Date(asked.until),
        closesAt: asked.closesAt === undefined ? undefined : new Date(asked.closesAt),
      }
    case 'extension':
      return {
        ...asked,
        closesAt: new Date(asked.closesAt),
        seenClosesAt: new Date(asked.seenClosesAt),
      }
    default:
      return asked
  }
}
