import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { changePassphrase } from './change-passphrase.ts'
import * as contract from './contract.ts'
import type { Session } from './model.ts'
import { presentSession } from './present-session.ts'
import { raiseSession } from './raise-session.ts'
import { refusals, type StaffNeeds, sendRefusal } from './send-refusal.ts'

/** Showing who one is, within a session: the second factor, the same again, another passphrase (P-4, P-7, P-13). */
export function staffProofRoutes(app: FastifyInstance, needs: StaffNeeds): void {
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
    return reply.send(presentSession({ ...seen, session: raised.session }, request.arrivedAt))
  }

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
