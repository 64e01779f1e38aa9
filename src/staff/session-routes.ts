import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Pool } from '../platform/db.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { problem, type Reason } from '../platform/problem.ts'
import type { Refusal } from '../platform/refusal.ts'
import { changePassphrase } from './change-passphrase.ts'
import * as contract from './contract.ts'
import { endSession } from './end-session.ts'
import { LEAST_LENGTH, type PassphraseFault } from './judge-passphrase.ts'
import type { Session } from './model.ts'
import type { Party, Passkeys } from './open-passkeys.ts'
import { openSession, type SessionNeeds, type SignIn } from './open-session.ts'
import { presentSession } from './present-session.ts'
import { raiseSession } from './raise-session.ts'
import { seenSince } from './rules.ts'
import { listSessions, type SeenSession, writeSeen } from './store.ts'

/** What every route of the console needs to know of a request; main hands it over. */
export type Desk = {
  /** Who asks, as the gate found them. */
  seenOf(request: FastifyRequest): SeenSession
  /** The cookie of the session, and that of a device that is known from now on. */
  carry(reply: FastifyReply, token: string, staffId: string): void
  drop(reply: FastifyReply): void
  deviceOf(request: FastifyRequest): SignIn['device']
  partyOf(request: FastifyRequest): Party
}
export type StaffNeeds = SessionNeeds & { pool: Pool; desk: Desk; passkeys: Passkeys }

/** What a route of the console may answer besides its own. */
export const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem, 429: problem }

type Refused = Refusal<Reason | 'weak-passphrase'> & { until?: Date; fault?: PassphraseFault }

export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refused: Refused): FastifyReply {
  if (refused.until) {
    const seconds = Math.ceil((refused.until.getTime() - request.arrivedAt.getTime()) / 1000)
    reply.header('retry-after', String(Math.max(1, seconds)))
  }
  if (refused.reason === 'weak-passphrase')
    return sendMalformed(reply, [
      { pointer: '/passphrase', expected: EXPECTED[refused.fault ?? 'too-common'] },
    ])
  return sendProblem(reply, refused.reason)
}

const EXPECTED: Record<PassphraseFault, string> = {
  'too-short': `at least ${LEAST_LENGTH.alone} characters; ${LEAST_LENGTH['with-factor']} beside a second factor`,
  'too-long': 'at most 256 characters',
  'too-common': 'words that nobody would try first',
}

export function staffSessionRoutes(app: FastifyInstance, needs: StaffNeeds): void {
  const { desk, passkeys } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Staff: sessions']

  /** The same session under another token. */
  const sendRaised = (
    request: FastifyRequest,
    reply: FastifyReply,
    raised: { token: string; session: Session },
  ) => {
    const seen = desk.seenOf(request)
    desk.carry(reply, raised.token, seen.officer.id)
    return reply.send(presentSession({ ...seen, session: raised.session }))
  }

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
      return reply.code(201).header('cache-control', 'no-store').send(presentSession(opened))
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
    async (request) => presentSession(desk.seenOf(request)),
  )

  routes.post(
    '/api/v1/staff/sessions/current/renewal',
    { schema: { tags, summary: 'Stay signed in', response: { 200: contract.sessionView, ...refusals } } },
    async (request) => {
      const seen = desk.seenOf(request)
      await writeSeen(needs.pool, seen.session.id, request.arrivedAt)
      return presentSession({ ...seen, session: { ...seen.session, seenAt: request.arrivedAt } })
    },
  )

  routes.post(
    '/api/v1/staff/sessions/current/challenge',
    {
      schema: {
        tags,
        summary: 'What a passkey has to sign',
        response: { 201: contract.ceremony, ...refusals },
      },
    },
    async (request, reply) => {
      const options = await passkeys.offerAssertion(
        desk.seenOf(request),
        desk.partyOf(request),
        request.arrivedAt,
      )
      return reply.code(201).send({ ...options })
    },
  )

  routes.post(
    '/api/v1/staff/sessions/current/second-factor',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Show the second factor: a code, or what a passkey signed',
        body: contract.secondFactor,
        response: { 200: contract.sessionView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.secondFactor, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      return prove(request, reply, shape.body)
    },
  )

  routes.post(
    '/api/v1/staff/sessions/current/step-up',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Say again who one is, before what cannot be taken back',
        body: contract.stepUp,
        response: { 200: contract.sessionView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.stepUp, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      return prove(request, reply, shape.body)
    },
  )

  const prove = async (
    request: FastifyRequest,
    reply: FastifyReply,
    given: {
      passphrase?: string | undefined
      code?: string | undefined
      assertion?: Record<string, unknown> | undefined
    },
  ) => {
    const seen = desk.seenOf(request)
    const at = request.arrivedAt
    const { assertion, ...proof } = given
    if (assertion && !isAssertion(assertion)) return sendProblem(reply, 'passkey-refused')
    const outcome = assertion
      ? await passkeys.assert(seen, desk.partyOf(request), { response: assertion as never, at })
      : await raiseSession(needs, seen, { ...proof, at })
    return outcome.ok ? sendRaised(request, reply, outcome) : sendRefusal(request, reply, outcome)
  }

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
    async (request) => presentSession(desk.seenOf(request)),
  )

  routes.put(
    '/api/v1/staff/me/passphrase',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Another passphrase; every other session ends',
        body: contract.newPassphrase,
        response: { 200: contract.sessionView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.newPassphrase, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const change = { ...shape.body, at: request.arrivedAt }
      const outcome = await changePassphrase(needs, desk.seenOf(request), change)
      return outcome.ok ? sendRaised(request, reply, outcome) : sendRefusal(request, reply, outcome)
    },
  )
}

/** Only what the library takes apart without falling over it; whether it is genuine is for the library to say. */
function isAssertion(given: Record<string, unknown>): given is AuthenticationResponseJSON & typeof given {
  const { response } = given
  return (
    typeof given.id === 'string' &&
    typeof response === 'object' &&
    response !== null &&
    ['clientDataJSON', 'authenticatorData', 'signature'].every(
      (name) => typeof (response as Record<string, unknown>)[name] === 'string',
    )
  )
}
