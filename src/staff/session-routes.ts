import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import * as contract from './contract.ts'
import { endSession } from './end-session.ts'
import { openSession } from './open-session.ts'
import { presentSession } from './present-session.ts'
import { seenSince } from './rules.ts'
import { refusals, type StaffNeeds, sendRefusal } from './send-refusal.ts'
import { listSessions, writeSeen } from './store.ts'

/** Coming in, staying, and leaving (docs/rules/staff.md, P-10 and P-11). */
export function staffSessionRoutes(app: FastifyInstance, needs: StaffNeeds): void {
  const { desk } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Staff: sessions']

  routes.post(
    '/api/v1/staff/sessions',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Sign in',
        description:
          'The session is a cookie. Where `needs` says so, the second factor is to be shown or enrolled next.',
        body: contract.signIn,
        response: { 201: contract.sessionView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.signIn, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const opened = await openSession(needs, {
        ...shape.body,
        address: request.ip,
        device: desk.deviceOf(request),
        agent: request.headers['user-agent'] ?? '',
        at: request.arrivedAt,
      })
      if (!opened.ok) return sendRefusal(request, reply, opened)
      desk.carry(reply, opened.token, opened.officer.id)
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send(presentSession(opened, request.arrivedAt))
    },
  )

  routes.get(
    '/api/v1/staff/sessions',
    {
      schema: {
        tags,
        summary: 'One’s own open sessions',
        response: { 200: z.array(contract.listedSession), ...refusals },
      },
    },
    async (request) => {
      const { officer, session } = desk.seenOf(request)
      const at = request.arrivedAt
      const sessions = await listSessions(needs.pool, officer.id, { at, seenSince: seenSince(at) })
      return sessions.map(({ id, startedAt, seenAt, endsAt, agent }) => ({
        id,
        startedAt: startedAt.toISOString(),
        lastSeenAt: seenAt.toISOString(),
        endsAt: endsAt.toISOString(),
        agent,
        isCurrent: id === session.id,
      }))
    },
  )

  routes.get(
    '/api/v1/staff/sessions/current',
    {
      schema: {
        tags,
        summary: 'This session; to look at it does not keep it',
        response: { 200: contract.sessionView, ...refusals },
      },
    },
    async (request) => presentSession(desk.seenOf(request), request.arrivedAt),
  )

  routes.post(
    '/api/v1/staff/sessions/current/renewal',
    { schema: { tags, summary: 'Stay signed in', response: { 200: contract.sessionView, ...refusals } } },
    async (request) => {
      const seen = desk.seenOf(request)
      await writeSeen(needs.pool, seen.session.id, request.arrivedAt)
      return presentSession(
        { ...seen, session: { ...seen.session, seenAt: request.arrivedAt } },
        request.arrivedAt,
      )
    },
  )

  routes.delete(
    '/api/v1/staff/sessions/current',
    { schema: { tags, summary: 'Sign out', response: { 204: contract.noContent, ...refusals } } },
    async (request, reply) => {
      const { officer, session } = desk.seenOf(request)
      await endSession(needs, { officer, which: { only: session.id }, at: request.arrivedAt })
      desk.drop(reply)
      return reply.code(204).header('clear-site-data', '"cache", "storage"').send(null)
    },
  )

  routes.delete(
    '/api/v1/staff/sessions/others',
    {
      schema: {
        tags,
        summary: 'End all of one’s sessions but this',
        response: { 204: contract.noContent, ...refusals },
      },
    },
    async (request, reply) => {
      const { officer, session } = desk.seenOf(request)
      await endSession(needs, { officer, which: { but: session.id }, at: request.arrivedAt })
      return reply.code(204).send(null)
    },
  )

  routes.delete(
    '/api/v1/staff/sessions/:sessionId',
    {
      schema: {
        tags,
        summary: 'End one of one’s own sessions',
        params: contract.sessionParams,
        response: { 204: contract.noContent, ...refusals },
      },
    },
    async (request, reply) => {
      const { officer } = desk.seenOf(request)
      const { sessionId } = request.params
      const ended = await endSession(needs, { officer, which: { only: sessionId }, at: request.arrivedAt })
      return ended === 0 ? sendProblem(reply, 'not-found') : reply.code(204).send(null)
    },
  )

  routes.get(
    '/api/v1/staff/me',
    {
      schema: {
        tags,
        summary: 'Who one is, and what one may be',
        response: { 200: contract.sessionView, ...refusals },
      },
    },
    async (request) => presentSession(desk.seenOf(request), request.arrivedAt),
  )
}
