import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { sendProblem } from '../platform/http.ts'
import { type CarriedOut, confirmProposal } from './confirm-proposal.ts'
import * as contract from './contract.ts'
import { presentProposal } from './present-session.ts'
import { listProposals } from './proposal-store.ts'
import { oldestOpenProposal } from './rules.ts'
import { refusals, type StaffNeeds } from './send-refusal.ts'
import { withdrawProposal } from './withdraw-proposal.ts'

type Needs = StaffNeeds & { carryOut: CarriedOut }

/** What takes two people (docs/rules/staff.md, P-20). Proposing is done where the deed belongs. */
export function staffProposalRoutes(app: FastifyInstance, needs: Needs): void {
  const { desk } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Staff: four eyes']

  routes.get(
    '/api/v1/staff/proposals',
    {
      schema: {
        tags,
        summary: 'What waits for a second person, or all there was',
        querystring: contract.proposalPage,
        response: { 200: z.array(contract.proposal), ...refusals },
      },
    },
    async (request) => {
      const { before = null, limit, open } = request.query
      const { authorityId } = desk.seenOf(request).officer
      const openSince = open === 'true' ? oldestOpenProposal(request.arrivedAt) : null
      const found = await listProposals(needs.pool, { authorityId, before, limit, openSince })
      return found.map(presentProposal)
    },
  )

  routes.put(
    '/api/v1/staff/proposals/:proposalId/confirmation',
    {
      schema: {
        tags,
        summary: 'Confirm, as the second person: then it is done',
        params: contract.proposalParams,
        response: { 200: contract.proposal, ...refusals },
      },
    },
    async (request, reply) => {
      const { officer } = desk.seenOf(request)
      const confirmation = { id: request.params.proposalId, by: officer, at: request.arrivedAt }
      const outcome = await confirmProposal(needs, confirmation)
      return outcome.ok ? presentProposal(outcome.proposal) : sendProblem(reply, outcome.reason)
    },
  )

  routes.put(
    '/api/v1/staff/proposals/:proposalId/withdrawal',
    {
      schema: {
        tags,
        summary: 'Take a proposal back, or say no to it',
        params: contract.proposalParams,
        response: { 200: contract.proposal, ...refusals },
      },
    },
    async (request, reply) => {
      const { officer } = desk.seenOf(request)
      const withdrawal = { id: request.params.proposalId, by: officer, at: request.arrivedAt }
      const outcome = await withdrawProposal(needs, withdrawal)
      return outcome.ok ? presentProposal(outcome.proposal) : sendProblem(reply, outcome.reason)
    },
  )
}
