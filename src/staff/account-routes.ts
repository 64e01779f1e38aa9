import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { isId } from '../platform/ids.ts'
import type { PointerFault } from '../platform/problem.ts'
import { acceptInvitation, openInvitation } from './accept-invitation.ts'
import { changeAccount } from './change-account.ts'
import * as contract from './contract.ts'
import { inviteOfficer, type PostInvitation, withdrawInvitation } from './invite-officer.ts'
import type { HeldRole } from './model.ts'
import { reaches } from './policy.ts'
import { presentAccount } from './present-session.ts'
import { resetFactors } from './reset-factors.ts'
import { areRolesWellFormed } from './rules.ts'
import { refusals, type StaffNeeds, sendRefusal } from './send-refusal.ts'
import { findAccount, listAccounts, listInvitations } from './store.ts'

type Needs = StaffNeeds & {
  /** Whether there is a unit of this code: units belong to another slice. */
  hasUnit: (authorityId: string | null, code: string) => Promise<boolean>
  /** Units of an authority by words of their names, for whoever gives somebody a scope. */
  searchUnits: (
    authorityId: string | null,
    query: string,
    at: Date,
  ) => Promise<z.output<typeof contract.unitForScope>[]>
  /** What stands before the path in a link that is sent to somebody. */
  addressOf: (request: Parameters<StaffNeeds['desk']['partyOf']>[0]) => string
  postInvitation?: PostInvitation
}

/** Accounts and invitations, for administrators (docs/rules/staff.md, P-14 to P-16). */
export function staffAccountRoutes(app: FastifyInstance, needs: Needs): void {
  const { desk, keeper } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Staff: accounts']

  const faultsOf = async (authorityId: string | null, roles: readonly HeldRole[], pointer: string) => {
    const faults: PointerFault[] = []
    if (!areRolesWellFormed(roles))
      faults.push({ pointer, expected: 'each role once; a unit for a unit coordinator and for nobody else' })
    for (const { unit } of roles)
      if (unit !== null && !(await needs.hasUnit(authorityId, unit)))
        faults.push({ pointer, expected: 'the code of a unit' })
    return faults
  }

  routes.get(
    '/api/v1/staff',
    {
      schema: {
        tags,
        summary: 'Accounts, by e-mail, a page at a time',
        querystring: contract.accountPage,
        response: { 200: z.array(contract.account), ...refusals },
      },
    },
    async (request) => {
      const { after = null, limit, query } = request.query
      const { authorityId } = desk.seenOf(request).officer
      return (await listAccounts(needs.pool, { authorityId, after, limit, query })).map(presentAccount)
    },
  )

  routes.get(
    '/api/v1/staff/units',
    {
      schema: {
        tags,
        summary: 'Units that a coordinator may be given',
        querystring: contract.unitSearch,
        response: { 200: z.array(contract.unitForScope), ...refusals },
      },
    },
    async (request) => {
      const { authorityId } = desk.seenOf(request).officer
      return needs.searchUnits(authorityId, request.query.query, request.arrivedAt)
    },
  )

  routes.get(
    '/api/v1/staff/:staffId',
    {
      schema: {
        tags,
        summary: 'One account',
        params: contract.staffParams,
        response: { 200: contract.account, ...refusals },
      },
    },
    async (request, reply) => {
      const found = await findAccount(needs.pool, request.params.staffId)
      if (!found || !reaches(desk.seenOf(request).officer, found.authorityId))
        return sendProblem(reply, 'not-found')
      return presentAccount(found)
    },
  )

  routes.patch(
    '/api/v1/staff/:staffId',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Other roles, another name, no account any more',
        params: contract.staffParams,
        body: contract.accountChange,
        response: { 200: contract.account, ...refusals },
      },
    },
    async (request, reply) => {
      const { staffId } = request.params
      if (!isId(staffId)) return sendProblem(reply, 'not-found')
      const shape = readBody(contract.accountChange, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { officer } = desk.seenOf(request)
      if (shape.body.roles) {
        const faults = await faultsOf(officer.authorityId, shape.body.roles, '/roles')
        if (faults.length > 0) return sendMalformed(reply, faults)
      }
      const change = { ...shape.body, staffId, by: officer, at: request.arrivedAt }
      const outcome = await changeAccount(needs, change)
      if (outcome.ok) return presentAccount(outcome.account)
      const current = 'current' in outcome ? { current: presentAccount(outcome.current) } : {}
      return sendProblem(reply, outcome.reason, current)
    },
  )

  routes.post(
    '/api/v1/staff/:staffId/factor-reset',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'For somebody who lost their second factors: take them away, and end every session',
        params: contract.staffParams,
        body: contract.factorReset,
        response: { 204: contract.noContent, ...refusals },
      },
    },
    async (request, reply) => {
      const { staffId } = request.params
      if (!isId(staffId)) return sendProblem(reply, 'not-found')
      const shape = readBody(contract.factorReset, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const by = desk.seenOf(request).officer
      const outcome = await resetFactors(needs, { ...shape.body, staffId, by, at: request.arrivedAt })
      return outcome.ok ? reply.code(204).send(null) : sendProblem(reply, outcome.reason)
    },
  )

  routes.get(
    '/api/v1/staff/invitations',
    {
      schema: {
        tags,
        summary: 'Invitations that can still be accepted',
        response: { 200: z.array(contract.invitation), ...refusals },
      },
    },
    async (request) => {
      const { authorityId } = desk.seenOf(request).officer
      // Read by the keeper: what proves an invitation stands in the same table.
      const open = await listInvitations(keeper, authorityId, request.arrivedAt)
      return open.flatMap(({ id, email, role, unit, madeAt, endsAt }) => {
        if (email === null) return []
        return [{ id, email, role, unit, madeAt: madeAt.toISOString(), endsAt: endsAt.toISOString() }]
      })
    },
  )

  routes.post(
    '/api/v1/staff/invitations',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Invite somebody, by a link that works once',
        body: contract.newInvitation,
        response: { 201: contract.invited, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.newInvitation, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { id: actor, authorityId, fullName } = desk.seenOf(request).officer
      const faults = await faultsOf(authorityId, [shape.body], '/unit')
      if (faults.length > 0) return sendMalformed(reply, faults)
      const at = request.arrivedAt
      const linkOf = (token: string) => invitationLink(needs.addressOf(request), token)
      const mail = { inviter: fullName, linkOf }
      const outcome = await inviteOfficer(needs, { ...shape.body, authorityId, actor, at, mail })
      if (!outcome.ok) return sendProblem(reply, outcome.reason)
      const { id, token, endsAt, isMailed } = outcome
      return reply.code(201).send({ id, link: linkOf(token), endsAt: endsAt.toISOString(), isMailed })
    },
  )

  routes.delete(
    '/api/v1/staff/invitations/:invitationId',
    {
      schema: {
        tags,
        summary: 'Withdraw an invitation',
        params: contract.invitationParams,
        response: { 204: contract.noContent, ...refusals },
      },
    },
    async (request, reply) => {
      const { id: actor, authorityId } = desk.seenOf(request).officer
      const withdrawal = { id: request.params.invitationId, authorityId, actor, at: request.arrivedAt }
      const outcome = await withdrawInvitation(needs, withdrawal)
      return outcome.ok ? reply.code(204).send(null) : sendProblem(reply, outcome.reason)
    },
  )

  routes.post(
    '/api/v1/staff/invitations/opening',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'What one is invited to',
        body: contract.invitationToken,
        response: { 200: contract.invitationOpened, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.invitationToken, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const opened = await openInvitation(needs, { ...shape.body, at: request.arrivedAt })
      if (!opened.ok) return sendProblem(reply, opened.reason)
      const { email, role, unit, endsAt } = opened
      return reply
        .header('cache-control', 'no-store')
        .send({ email, role, unit, endsAt: endsAt.toISOString() })
    },
  )

  routes.post(
    '/api/v1/staff/invitations/acceptance',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Follow an invitation: name and passphrase make the account',
        body: contract.acceptance,
        response: { 201: contract.accepted, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.acceptance, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const outcome = await acceptInvitation(needs, { ...shape.body, at: request.arrivedAt })
      if (!outcome.ok && outcome.reason === 'email-needed')
        return sendMalformed(reply, [{ pointer: '/email', expected: 'an e-mail address' }])
      if (!outcome.ok) return sendRefusal(request, reply, outcome)
      return reply.code(201).send({ staffId: outcome.staffId, email: outcome.email })
    },
  )
}

/** Behind the #, where no server and no log of a proxy sees it. */
export function invitationLink(address: string, token: string): string {
  return `${address}/console/invitation#${token}`
}
