import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import * as contract from './contract.ts'
import type { Sso } from './open-sso.ts'
import { presentSession } from './present-session.ts'
import { type Desk, refusals } from './send-refusal.ts'

type Needs = {
  desk: Desk & {
    /** What the browser keeps while somebody is at their authority's sign-in; null makes it forget. */
    keepFlow(reply: FastifyReply, flow: string | null): void
    flowOf(request: FastifyRequest): string | null
  }
  /** Null: there is none. */
  sso: Sso | null
}

/** The authority's own sign-in (docs/rules/staff.md, P-17). Nothing is changed by a GET: the page that is called back posts. */
export function staffSsoRoutes(app: FastifyInstance, { desk, sso }: Needs): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Staff: sessions']

  routes.get(
    '/api/v1/staff/sso',
    {
      schema: {
        tags,
        summary: 'Whether there is an own sign-in of the authority',
        response: { 200: contract.ssoOffer },
      },
    },
    async () => ({ isOffered: sso !== null }),
  )

  routes.post(
    '/api/v1/staff/sso/flows',
    {
      schema: {
        tags,
        summary: 'Begin to sign in at the authority’s own provider (OpenID Connect)',
        response: { 201: contract.ssoFlow, ...refusals },
      },
    },
    async (request, reply) => {
      if (!sso) return sendProblem(reply, 'not-found')
      const begun = await sso.begin(request.arrivedAt)
      if (!begun.ok) return sendProblem(reply, begun.reason)
      desk.keepFlow(reply, begun.flow)
      return reply.code(201).header('cache-control', 'no-store').send({ location: begun.location })
    },
  )

  routes.post(
    '/api/v1/staff/sso/sessions',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Sign in with what the provider sent back',
        body: contract.ssoAnswer,
        response: { 201: contract.sessionView, ...refusals },
      },
    },
    async (request, reply) => {
      if (!sso) return sendProblem(reply, 'not-found')
      const shape = readBody(contract.ssoAnswer, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      desk.keepFlow(reply, null)
      const opened = await sso.finish({
        flow: desk.flowOf(request) ?? '',
        query: shape.body.query,
        agent: request.headers['user-agent'] ?? '',
        at: request.arrivedAt,
      })
      if (!opened.ok) return sendProblem(reply, opened.reason)
      desk.carry(reply, opened.token, opened.officer.id)
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send(presentSession(opened, request.arrivedAt))
    },
  )
}
