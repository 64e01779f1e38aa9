import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { slugParams } from '../contests/contract.ts'
import type { Pool, Tx } from '../platform/db.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import type { Contest } from '../rounds/model.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import { beginRehearsal } from './begin-rehearsal.ts'
import { cancelRehearsal } from './cancel-rehearsal.ts'
import * as contract from './contract.ts'
import { presentRehearsal } from './present-rehearsal.ts'
import { findPage, findRehearsal, listRehearsals } from './store.ts'

type Needs = {
  keeper: Pool
  calendar: Calendar
  desk: { seenOf(request: FastifyRequest): { officer: Officer } }
  /** Leaves word for the worker, in the transaction of the order. */
  orderRehearsal: (tx: Tx, id: string) => Promise<void>
}

const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem }
/** Kept pages are only looked at: nothing in them runs, and nothing is asked for but style and pictures of this site. */
const LOOKED_AT =
  "sandbox; default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; frame-ancestors 'none'"

/** Rehearsals from a button (docs/rules/preflight.md, F-5 to F-7). */
export function rehearsalRoutes(app: FastifyInstance, needs: Needs): void {
  const { calendar, desk, keeper } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: before the opening']

  const contestOf = (request: FastifyRequest, slug: string): Contest | null => {
    const contest = calendar.contestOf(slug)
    return contest && reaches(desk.seenOf(request).officer, contest.authorityId) ? contest : null
  }

  routes.post(
    '/api/v1/console/contests/:slug/rehearsals',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Rehearse the contest as it is set up, with synthetic contestants, on a database of its own',
        params: slugParams,
        body: contract.rehearsalRequest,
        response: { 201: contract.rehearsal, ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      const shape = readBody(contract.rehearsalRequest, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { officer: by } = desk.seenOf(request)
      const outcome = await beginRehearsal(needs, { contest, ...shape.body, by, at: request.arrivedAt })
      if (!outcome.ok) return sendProblem(reply, outcome.reason)
      return reply.code(201).send(presentRehearsal((await findRehearsal(keeper, contest.id, outcome.id))!))
    },
  )

  routes.get(
    '/api/v1/console/contests/:slug/rehearsals',
    {
      schema: {
        tags,
        summary: 'Rehearsals of a contest that were started from the console, the newest first',
        params: slugParams,
        querystring: contract.rehearsalQuery,
        response: { 200: contract.rehearsal.array(), ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      const { after = null, limit } = request.query
      return (await listRehearsals(keeper, contest.id, { after, limit })).map(presentRehearsal)
    },
  )

  routes.get(
    '/api/v1/console/contests/:slug/rehearsals/:rehearsalId',
    {
      schema: {
        tags,
        summary: 'One rehearsal: how far it is, or what came of it',
        params: contract.rehearsalParams,
        response: { 200: contract.rehearsal, ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      const found = contest && (await findRehearsal(keeper, contest.id, request.params.rehearsalId))
      return found ? presentRehearsal(found) : sendProblem(reply, 'not-found')
    },
  )

  routes.put(
    '/api/v1/console/contests/:slug/rehearsals/:rehearsalId/cancellation',
    {
      schema: {
        tags,
        summary: 'Break it off; of one that is over nothing changes',
        params: contract.rehearsalParams,
        response: { 200: contract.rehearsal, ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      const { rehearsalId: id } = request.params
      if (!contest || !(await findRehearsal(keeper, contest.id, id))) return sendProblem(reply, 'not-found')
      await cancelRehearsal(needs, { contest, id, by: desk.seenOf(request).officer, at: request.arrivedAt })
      return presentRehearsal((await findRehearsal(keeper, contest.id, id))!)
    },
  )

  routes.get(
    '/api/v1/console/contests/:slug/rehearsals/:rehearsalId/pages/:page',
    {
      schema: {
        tags,
        summary: 'A page of the public as the rehearsal left it',
        params: contract.pageParams,
        response: { 200: z.string().describe('text/html'), ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      const { rehearsalId, page } = request.params
      const html = contest && (await findPage(keeper, contest.id, rehearsalId, page))
      if (!html) return sendProblem(reply, 'not-found')
      return reply.header('content-security-policy', LOOKED_AT).type('text/html; charset=utf-8').send(html)
    },
  )
}
