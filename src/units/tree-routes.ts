/** The units of an authority in the console: the tree on any day, deeds with a look before, undoing (U-13 to U-16). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { AuthorityId } from '../contests/model.ts'
import type { Pool } from '../platform/db.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import { localDateOf } from '../platform/zone.ts'
import * as contract from './contract.ts'
import { DEED_FAULTS, type DeedFault } from './deed-model.ts'
import { isBuiltUpon, listUnitDeeds } from './deed-store.ts'
import { doDeed } from './do-deed.ts'
import { findAuthorityOf, findHistory, listNodes, searchNodes } from './tree-store.ts'
import { undoDeed } from './undo-deed.ts'

export const ZONE = 'Asia/Ho_Chi_Minh'
export const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem }

export type TreeNeeds = {
  pool: Pool
  keeper: Pool
  desk: { seenOf(request: FastifyRequest): { officer: { id: string; authorityId: string | null } } }
}

export function treeRoutes(app: FastifyInstance, needs: TreeNeeds): void {
  const { pool, keeper, desk } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: units']
  const today = (request: FastifyRequest) => localDateOf(request.arrivedAt, ZONE)
  const authorityOf = (request: FastifyRequest): Promise<AuthorityId | null> => {
    const named = contract.authorityQuery.safeParse(request.query)
    const authority = named.success ? (named.data.authority ?? '') : ''
    return findAuthorityOf(pool, desk.seenOf(request).officer, storable(authority))
  }

  routes.get(
    '/api/v1/console/units',
    {
      schema: {
        tags,
        summary: 'One level of the tree on a day, or units by words of their name',
        querystring: contract.nodesQuery,
        response: { 200: contract.unitNode.array(), ...refusals },
      },
    },
    async (request, reply) => {
      const authorityId = await authorityOf(request)
      if (!authorityId) return sendProblem(reply, 'not-found')
      const { on = today(request), hierarchy, limit } = request.query
      const [parent, query, after] = [request.query.parent, request.query.query, request.query.after].map(
        storable,
      ) as [string, string, string]
      // What fits best comes first, and there is no more of it. By the keeper: the other role's plans use no index of words.
      if (query.trim() !== '')
        return after === '' ? searchNodes(keeper, authorityId, { on, hierarchy, query, limit }) : []
      return listNodes(pool, authorityId, { on, hierarchy, parent, after, limit })
    },
  )

  routes.get(
    '/api/v1/console/units/:code',
    {
      schema: {
        tags,
        summary: 'A unit: its names, places, predecessors and successors',
        params: contract.unitParams,
        querystring: contract.nodesQuery.pick({ authority: true, on: true }),
        response: { 200: contract.unitHistory, ...refusals },
      },
    },
    async (request, reply) => {
      const authorityId = await authorityOf(request)
      const { on = today(request) } = request.query
      const history = authorityId && (await findHistory(pool, authorityId, storable(request.params.code), on))
      return history || sendProblem(reply, 'not-found')
    },
  )

  const perform = async (request: FastifyRequest, reply: FastifyReply, version: number | undefined) => {
    const shape = readBody(version === undefined ? contract.askedDeed : contract.confirmedDeed, request)
    if (!shape.ok) return { sent: sendMalformed(reply, shape.faults) }
    const authorityId = await authorityOf(request)
    if (!authorityId) return { sent: sendProblem(reply, 'not-found') }
    const by = desk.seenOf(request).officer.id
    const outcome = await doDeed(needs, {
      authorityId,
      asked: shape.body,
      by,
      at: request.arrivedAt,
      version,
    })
    if (outcome.ok) return { outcome }
    return {
      sent:
        outcome.reason === 'malformed'
          ? sendMalformed(reply, told(outcome.faults))
          : sendProblem(reply, outcome.reason, { current: { version: outcome.version } }),
    }
  }

  routes.post(
    '/api/v1/console/unit-deeds/preview',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'What a deed would do to the tree; nothing is done',
        body: contract.askedDeed,
        querystring: contract.authorityQuery,
        response: { 200: contract.deedPreview, ...refusals },
      },
    },
    async (request, reply) => {
      const { outcome, sent } = await perform(request, reply, undefined)
      return sent ?? { version: outcome!.version - 1, ...outcome!.effect }
    },
  )

  routes.post(
    '/api/v1/console/unit-deeds',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Create, rename, move, merge, split or abolish units from a day on',
        body: contract.confirmedDeed,
        querystring: contract.authorityQuery,
        response: { 201: contract.deedPreview.extend({ id: contract.deedView.shape.id }), ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.confirmedDeed, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { outcome, sent } = await perform(request, reply, shape.body.version)
      return sent ?? reply.code(201).send({ id: outcome!.id, version: outcome!.version, ...outcome!.effect })
    },
  )

  routes.get(
    '/api/v1/console/unit-deeds',
    {
      schema: {
        tags,
        summary: 'Deeds that changed the tree, the newest first',
        querystring: contract.deedsQuery,
        response: { 200: contract.deedView.array(), ...refusals },
      },
    },
    async (request, reply) => {
      const authorityId = await authorityOf(request)
      if (!authorityId) return sendProblem(reply, 'not-found')
      const { after = null, limit } = request.query
      const deeds = await listUnitDeeds(pool, authorityId, { after, limit })
      const day = today(request)
      return Promise.all(
        deeds.map(async ({ id, no, plan, doneAt, undoneAt, authorityId: _, ...deed }) => {
          const codes = (member: string) => (Array.isArray(plan[member]) ? plan[member] : [])
          const isAhead = undoneAt === null && deed.effectiveOn !== null && deed.effectiveOn > day
          return {
            ...deed,
            id,
            no: String(no),
            units: codes('units') as string[],
            into: (codes('into') as { code: string }[]).map(({ code }) => code),
            doneAt: doneAt.toISOString(),
            undoneAt: undoneAt?.toISOString() ?? null,
            canBeUndone: isAhead && !(await isBuiltUpon(pool, id)),
          }
        }),
      )
    },
  )

  routes.put(
    '/api/v1/console/unit-deeds/:deedId/withdrawal',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Take a deed back before the day on which it takes effect',
        params: contract.deedParams,
        querystring: contract.authorityQuery,
        body: contract.undoing,
        response: { 204: contract.noContent, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.undoing, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const authorityId = await authorityOf(request)
      if (!authorityId) return sendProblem(reply, 'not-found')
      const undoing = { authorityId, id: request.params.deedId, by: desk.seenOf(request).officer.id }
      const at = request.arrivedAt
      const outcome = await undoDeed(needs, {
        ...undoing,
        today: today(request),
        reason: shape.body.reason,
        at,
      })
      return outcome.ok ? reply.code(204).send(null) : sendProblem(reply, outcome.reason)
    },
  )
}

const told = (faults: readonly DeedFault[]) =>
  faults.map(({ pointer, expected }) => ({ pointer, expected: DEED_FAULTS[expected] }))

/** An address may hold what no text of PostgreSQL can. */
export function storable(text = ''): string {
  return text.replaceAll('\0', '')
}
