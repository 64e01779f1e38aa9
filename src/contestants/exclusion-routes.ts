import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Pool } from '../platform/db.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { type PointerFault, problem } from '../platform/problem.ts'
import { tidy } from '../platform/text.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import type { Contest } from '../rounds/model.ts'
import * as contract from './contract.ts'
import { excludePerson, liftExclusion, listExclusionOrders } from './exclude-person.ts'
import { oneForm } from './rules.ts'

type Needs = {
  keeper: Pool
  identityKey: Buffer
  calendar: Calendar
  desk: { seenOf(request: FastifyRequest): { officer: { id: string; authorityId: string | null } } }
}
const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem }
const EXCLUSIONS = '/api/v1/console/contests/:slug/exclusions'

/** Whom the organisers keep out of a contest beside the rulebook's lists (docs/rules/people.md, N-11). */
export function exclusionRoutes(app: FastifyInstance, needs: Needs): void {
  const { keeper, desk } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: exclusions']

  const contestIn = (request: FastifyRequest, slug: string): Contest | null => {
    const contest = needs.calendar.contestOf(slug)
    const { authorityId } = desk.seenOf(request).officer
    return contest && (authorityId === null || authorityId === contest.authorityId) ? contest : null
  }

  routes.get(
    EXCLUSIONS,
    {
      schema: {
        tags,
        summary: 'Whom officers excluded, the newest first',
        params: contract.exclusionContest,
        querystring: contract.exclusionPage,
        response: { 200: contract.exclusion.array(), ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestIn(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      const { after = null, limit } = request.query
      const orders = await listExclusionOrders(keeper, contest.id, { before: after, limit })
      return orders.map(({ madeAt, liftedAt, numbers, madeBy: _, ...order }) => ({
        ...order,
        numbers: [...numbers],
        madeAt: madeAt.toISOString(),
        liftedAt: liftedAt?.toISOString() ?? null,
      }))
    },
  )

  routes.post(
    EXCLUSIONS,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Exclude somebody, from their next start on',
        params: contract.exclusionContest,
        body: contract.newExclusion,
        response: { 201: contract.excluded, ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestIn(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      const shape = readBody(contract.newExclusion, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { fullName, reason, numbers } = shape.body
      const fields = new Map(
        contest.rules.streams
          .flatMap(({ fields }) => fields.filter(({ identity }) => identity))
          .map((f) => [f.name, f]),
      )
      const faults: PointerFault[] = []
      const identities = Object.entries(numbers).flatMap(([name, written]) => {
        const text = tidy(written)
        if (text === '') return []
        const field = fields.get(name)
        const value = field ? oneForm(field, text) : null
        if (value === null)
          faults.push({ pointer: `/numbers/${name}`, expected: 'a number as the registration form takes it' })
        return value === null ? [] : [{ field: name, value }]
      })
      if (faults.length === 0 && identities.length === 0)
        faults.push({ pointer: `/numbers/${[...fields.keys()][0]}`, expected: 'at least one number' })
      if (faults.length > 0) return sendMalformed(reply, faults)
      const by = desk.seenOf(request).officer.id
      const order = { contest, fullName: tidy(fullName), identities, reason, by, at: request.arrivedAt }
      const outcome = await excludePerson(needs, order)
      return outcome.ok ? reply.code(201).send({ id: outcome.id }) : sendProblem(reply, outcome.reason)
    },
  )

  routes.put(
    `${EXCLUSIONS}/:exclusionId/lifting`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Let them in again',
        params: contract.exclusionParams,
        body: contract.lifting,
        response: { 204: contract.noContent, ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestIn(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      const shape = readBody(contract.lifting, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { exclusionId: id } = request.params
      const by = desk.seenOf(request).officer.id
      const outcome = await liftExclusion(needs, { contest, id, ...shape.body, by, at: request.arrivedAt })
      return outcome.ok ? reply.code(204).send(null) : sendProblem(reply, outcome.reason)
    },
  )
}
