/** Headcounts of a contest, declared by organisers, and by coordinators for what is theirs (U-12, P-2). */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { slugParams } from '../contests/contract.ts'
import type { AuthorityId, ContestId } from '../contests/model.ts'
import type { Pool } from '../platform/db.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import type { HeldRole, Officer } from '../staff/model.ts'
import { scopeOf } from '../staff/scope-of.ts'
import * as contract from './contract.ts'
import { declareHeadcount } from './declare-headcount.ts'
import { type Declared, listDeclared } from './headcount-store.ts'
import { refusals, storable } from './tree-routes.ts'

type Needs = {
  pool: Pool
  keeper: Pool
  desk: { seenOf(request: FastifyRequest): { officer: Officer; admittedBy: readonly HeldRole[] } }
  calendar: { contestOf(slug: string): { id: ContestId; authorityId: AuthorityId } | undefined | null }
}

export function headcountRoutes(app: FastifyInstance, needs: Needs): void {
  const { pool, desk, calendar } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: units']

  /** The contest, and the top of what the officer may see of it. Null: there is nothing for them. */
  const seenBy = (request: FastifyRequest, slug: string) => {
    const { officer, admittedBy } = desk.seenOf(request)
    const contest = calendar.contestOf(slug)
    const scope = scopeOf(admittedBy)
    if (!contest || !scope) return null
    if (officer.authorityId !== null && officer.authorityId !== contest.authorityId) return null
    return { contest, root: scope.root, officer }
  }

  routes.get(
    '/api/v1/console/contests/:slug/headcounts',
    {
      schema: {
        tags,
        summary: 'Units of a contest with what was declared for them',
        params: slugParams,
        querystring: contract.headcountsQuery,
        response: { 200: contract.headcountView.array(), ...refusals },
      },
    },
    async (request, reply) => {
      const seen = seenBy(request, request.params.slug)
      if (!seen) return sendProblem(reply, 'not-found')
      const { missing, limit } = request.query
      const [query, after] = [storable(request.query.query), storable(request.query.after)]
      const asked = { root: seen.root, query, isMissing: missing === 'true', after, limit }
      return (await listDeclared(pool, seen.contest.id, asked)).map(present)
    },
  )

  routes.put(
    '/api/v1/console/contests/:slug/headcounts/:code',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Declare the headcount of a unit as of a day',
        params: contract.headcountParams,
        body: contract.declaration,
        response: { 200: contract.headcountView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.declaration, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const seen = seenBy(request, request.params.slug)
      if (!seen) return sendProblem(reply, 'not-found')
      const { contest, root, officer } = seen
      const code = storable(request.params.code)
      const declaring = { contest, root, code, by: officer.id, at: request.arrivedAt, ...shape.body }
      const outcome = await declareHeadcount(needs, declaring)
      if (!outcome.ok && outcome.reason === 'not-found') return sendProblem(reply, 'not-found')
      const asked = { root, query: code, isMissing: false, after: '', limit: 50 }
      const now = (await listDeclared(pool, contest.id, asked)).find((each) => each.code === code)!
      return outcome.ok ? present(now) : sendProblem(reply, outcome.reason, { current: present(now) })
    },
  )
}

function present(declared: Declared): contract.HeadcountView {
  return { ...declared, declaredAt: declared.declaredAt?.toISOString() ?? null }
}
