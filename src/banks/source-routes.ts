import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { searchKeyOf } from '../platform/text.ts'
import { changeSource } from './change-source.ts'
import * as contract from './contract.ts'
import { type BankRouteNeeds, openBankDesk, refusals } from './open-bank-desk.ts'
import { presentSource } from './present-question.ts'
import { findSource, listSources } from './source-store.ts'

/** Documents that make answers right, and what has become of them (K-8). */
export function legalSourceRoutes(app: FastifyInstance, needs: BankRouteNeeds): void {
  const { pool } = needs
  const { officerOf, now, authorityOf } = openBankDesk(needs)
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: question bank']

  routes.get(
    '/api/v1/console/legal-sources',
    {
      schema: {
        tags,
        summary: 'Legal sources by name',
        querystring: contract.sourcePage,
        response: { 200: z.array(contract.sourceView), ...refusals },
      },
    },
    async (request, reply) => {
      const { authority, after = '', search = '', limit } = request.query
      const authorityId = await authorityOf(request, authority)
      if (!authorityId) return sendProblem(reply, 'not-found')
      const words = searchKeyOf(search).split(' ').filter(Boolean)
      const last = after === '' ? '' : ((await findSource(pool, after))?.documentKey ?? '')
      const found = await listSources(pool, authorityId, { after: last, words, limit })
      return found.map((source) => presentSource(source, now(request).today))
    },
  )

  routes.put(
    '/api/v1/console/legal-sources/:sourceId',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'From when until when a document is in force, and what replaced it',
        params: contract.sourceParams,
        body: contract.sourceChange,
        response: { 200: contract.sourceView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.sourceChange, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { version, issuedOn, validFrom, validTo, replacedBy } = shape.body
      if (validFrom && validTo && validTo <= validFrom)
        return sendMalformed(reply, [{ pointer: '/validTo', expected: 'after-validFrom' }])
      const { sourceId } = request.params
      const given = { issuedOn, validFrom, validTo, replacedBy }
      const said = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, text || null]))
      const source = { id: sourceId, version, ...(said as Record<keyof typeof given, string | null>) }
      const by = officerOf(request)
      const outcome = await changeSource(needs, { source, by, at: request.arrivedAt })
      const current = await findSource(needs.keeper, sourceId)
      const shown = current && presentSource(current, now(request).today)
      if (outcome.ok) return shown!
      return sendProblem(reply, outcome.reason, outcome.reason === 'not-found' ? {} : { current: shown })
    },
  )
}
