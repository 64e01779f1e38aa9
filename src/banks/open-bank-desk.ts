import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AuthorityId } from '../contests/model.ts'
import type { Pool } from '../platform/db.ts'
import { sendMalformed, sendProblem } from '../platform/http.ts'
import { type PointerFault, problem, type Reason } from '../platform/problem.ts'
import { localDateOf } from '../platform/zone.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import type { BankedQuestion } from './model.ts'
import { presentQuestion } from './present-question.ts'
import { findAuthority, findQuestion } from './store.ts'

export type BankRouteNeeds = {
  pool: Pool
  keeper: Pool
  desk: { seenOf(request: FastifyRequest): { officer: Officer } }
}
export const ZONE = 'Asia/Ho_Chi_Minh'
export const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem }
type Refused = { readonly ok: false; readonly reason: Reason; readonly faults?: readonly PointerFault[] }

/** What every route of the bank asks: who, of which authority, about which question, and how a no is said. */
export function openBankDesk({ pool, desk }: BankRouteNeeds) {
  const officerOf = (request: FastifyRequest): Officer => desk.seenOf(request).officer
  const now = (request: FastifyRequest) => ({
    at: request.arrivedAt,
    today: localDateOf(request.arrivedAt, ZONE),
  })
  const viewOf = (request: FastifyRequest, question: BankedQuestion) =>
    presentQuestion(pool, question, now(request))
  const findOwn = async (request: FastifyRequest, id: string): Promise<BankedQuestion | null> => {
    const question = await findQuestion(pool, id)
    return question && reaches(officerOf(request), question.authorityId) ? question : null
  }
  return {
    officerOf,
    now,
    viewOf,
    findOwn,
    /** P-3. An officer's own; whoever is of the whole installation names one, where there are several. */
    authorityOf: async (request: FastifyRequest, code?: string): Promise<AuthorityId | null> => {
      const own = officerOf(request).authorityId as AuthorityId | null
      return own ?? findAuthority(pool, code ?? null)
    },
    /** With what the question is now, where somebody else was quicker. */
    send: async (
      request: FastifyRequest,
      reply: FastifyReply,
      outcome: { ok: true; id: string } | Refused,
      id = '',
    ) => {
      if (outcome.ok) return reply.send(await viewOf(request, (await findQuestion(pool, outcome.id))!))
      if (outcome.faults) return sendMalformed(reply, [...outcome.faults])
      if (outcome.reason !== 'changed-meanwhile') return sendProblem(reply, outcome.reason)
      const question = await findOwn(request, id)
      const current = question && (await viewOf(request, question))
      return sendProblem(reply, 'changed-meanwhile', { current })
    },
  }
}
