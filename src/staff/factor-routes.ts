import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import * as contract from './contract.ts'
import { confirmTotp, enrolTotp, removeTotp } from './enrol-totp.ts'
import { listPasskeys } from './factor-store.ts'
import { makeRecoveryCodes } from './make-recovery-codes.ts'
import type { Session } from './model.ts'
import { presentSession } from './present-session.ts'
import { refusals, type StaffNeeds, sendRefusal } from './send-refusal.ts'

/** One's own second factors (docs/rules/staff.md, P-7 to P-9). */
export function staffFactorRoutes(app: FastifyInstance, needs: StaffNeeds): void {
  const { desk, passkeys, keeper } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Staff: second factors']

  const sendEnrolled = (
    request: FastifyRequest,
    reply: FastifyReply,
    enrolled: { token: string; session: Session; recoveryCodes: string[] },
  ) => {
    const seen = desk.seenOf(request)
    desk.carry(reply, enrolled.token, seen.officer.id)
    const session = presentSession({ ...seen, session: enrolled.session }, request.arrivedAt)
    return reply.code(201).send({ session, recoveryCodes: enrolled.recoveryCodes })
  }

  routes.get(
    '/api/v1/staff/me/factors',
    {
      schema: {
        tags,
        summary: 'One’s own second factors',
        response: { 200: contract.factorsView, ...refusals },
      },
    },
    async (request) => {
      const { officer, factors } = desk.seenOf(request)
      const known = await listPasskeys(keeper, officer.id)
      return {
        totp: factors.totp,
        passkeys: known.map(({ id, name, madeAt, usedAt }) => ({
          id,
          name,
          madeAt: madeAt.toISOString(),
          lastUsedAt: usedAt?.toISOString() ?? null,
        })),
        recoveryCodesLeft: factors.recoveryCodes,
      }
    },
  )

  routes.post(
    '/api/v1/staff/me/totp',
    {
      schema: {
        tags,
        summary: 'Begin with an authenticator: its secret',
        response: { 201: contract.totpOffer, ...refusals },
      },
    },
    async (request, reply) => {
      const offered = await enrolTotp(needs, desk.seenOf(request).officer, request.arrivedAt)
      if (!offered.ok) return sendProblem(reply, offered.reason)
      return reply.code(201).send({ secret: offered.secret, uri: offered.uri })
    },
  )

  routes.post(
    '/api/v1/staff/me/totp/confirmation',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'The first code of the authenticator: from here on it counts',
        body: contract.totpConfirmation,
        response: { 201: contract.enrolled, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.totpConfirmation, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const confirmation = { ...shape.body, at: request.arrivedAt }
      const outcome = await confirmTotp(needs, desk.seenOf(request), confirmation)
      return outcome.ok ? sendEnrolled(request, reply, outcome) : sendRefusal(request, reply, outcome)
    },
  )

  routes.delete(
    '/api/v1/staff/me/totp',
    {
      schema: {
        tags,
        summary: 'Without the authenticator',
        response: { 204: contract.noContent, ...refusals },
      },
    },
    async (request, reply) => {
      const outcome = await removeTotp(needs, desk.seenOf(request).officer, request.arrivedAt)
      return outcome.ok ? reply.code(204).send(null) : sendProblem(reply, outcome.reason)
    },
  )

  routes.post(
    '/api/v1/staff/me/passkeys/challenge',
    {
      schema: {
        tags,
        summary: 'Begin with a passkey: what its device has to sign',
        response: { 201: contract.ceremony, ...refusals },
      },
    },
    async (request, reply) => {
      const seen = desk.seenOf(request)
      const options = await passkeys.offerEnrolment(seen, desk.partyOf(request), request.arrivedAt)
      return reply.code(201).send({ ...options })
    },
  )

  routes.post(
    '/api/v1/staff/me/passkeys',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Enrol a passkey',
        body: contract.newPasskey,
        response: { 201: contract.enrolled, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.newPasskey, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { name, response } = shape.body
      if (!isRegistration(response)) return sendProblem(reply, 'passkey-refused')
      const given = { name, response, at: request.arrivedAt }
      const outcome = await passkeys.enrol(desk.seenOf(request), desk.partyOf(request), given)
      return outcome.ok ? sendEnrolled(request, reply, outcome) : sendRefusal(request, reply, outcome)
    },
  )

  routes.delete(
    '/api/v1/staff/me/passkeys/:passkeyId',
    {
      schema: {
        tags,
        summary: 'Without a passkey',
        params: contract.passkeyParams,
        response: { 204: contract.noContent, ...refusals },
      },
    },
    async (request, reply) => {
      const { officer } = desk.seenOf(request)
      const outcome = await passkeys.remove(officer, request.params.passkeyId, request.arrivedAt)
      return outcome.ok ? reply.code(204).send(null) : sendProblem(reply, outcome.reason)
    },
  )

  routes.post(
    '/api/v1/staff/me/recovery-codes',
    {
      schema: {
        tags,
        summary: 'New recovery codes in place of those that are left',
        response: { 201: contract.recoveryCodes, ...refusals },
      },
    },
    async (request, reply) => {
      const { officer } = desk.seenOf(request)
      const recoveryCodes = await makeRecoveryCodes(needs, officer, request.arrivedAt)
      return reply.code(201).send({ recoveryCodes })
    },
  )
}

function isRegistration(
  given: Record<string, unknown>,
): given is RegistrationResponseJSON & Record<string, unknown> {
  const { response } = given
  return (
    typeof given.id === 'string' &&
    typeof response === 'object' &&
    response !== null &&
    ['clientDataJSON', 'attestationObject'].every(
      (name) => typeof (response as Record<string, unknown>)[name] === 'string',
    )
  )
}
