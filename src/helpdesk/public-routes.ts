import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ContestantId } from '../contestants/model.ts'
import { slugParams } from '../contests/contract.ts'
import type { ContestId } from '../contests/model.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import { tidy } from '../platform/text.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import { hashToken } from '../staff/mint-token.ts'
import { askAgain } from './ask-again.ts'
import { type AskNeeds, askDesk } from './ask-desk.ts'
import * as contract from './contract.ts'
import { listShownFaqs } from './faq-store.ts'
import { presentOwnEnquiry } from './present-enquiry.ts'
import { findEnquiryByToken, listSaid } from './store.ts'

type Needs = AskNeeds & {
  calendar: Pick<Calendar, 'contestOf'>
  contestantsOf: (request: FastifyRequest) => readonly { contestId: ContestId; contestantId: ContestantId }[]
}

/** So many are written down at once by one process; the connections are the papers' before they are the desk's. */
const WRITTEN_AT_ONCE = 3

/** What anybody may ask the help desk, and read of it (docs/rules/helpdesk.md, H-1 to H-5 and H-8). */
export function publicHelpdeskRoutes(app: FastifyInstance, needs: Needs): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Help desk']
  let writing = 0
  const inTurn = async (reply: FastifyReply, write: () => Promise<FastifyReply>): Promise<FastifyReply> => {
    if (writing >= WRITTEN_AT_ONCE) return sendProblem(reply, 'busy')
    writing += 1
    try {
      return await write()
    } finally {
      writing -= 1
    }
  }

  routes.post(
    '/api/v1/contests/:slug/enquiries',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Ask the help desk of a contest',
        description: 'Who is signed in asks as that contestant. The answer is found with the token alone.',
        params: slugParams,
        body: contract.newEnquiry,
        response: { 201: contract.enquiryTaken, 400: problem, 404: problem, 429: problem },
      },
    },
    async (request, reply) => {
      const contest = needs.calendar.contestOf(request.params.slug)
      if (!contest) return sendProblem(reply, 'no-such-contest')
      const shape = readBody(contract.newEnquiry, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { topic, text, name, context } = shape.body
      const speaker = needs.contestantsOf(request).find(({ contestId }) => contestId === contest.id)
      return inTurn(reply, async () => {
        const outcome = await askDesk(needs, contest, {
          topic,
          text: text.normalize('NFC'),
          name: name ? tidy(name) : null,
          context,
          contestantId: speaker?.contestantId ?? null,
          address: request.ip,
          at: request.arrivedAt,
        })
        if (outcome.ok)
          return reply
            .code(201)
            .header('cache-control', 'no-store')
            .send({ reference: outcome.reference, token: outcome.token })
        if (outcome.reason === 'no-such-attempt')
          return sendMalformed(reply, [
            { pointer: '/context/attemptId', expected: 'an attempt of one’s own' },
          ])
        const seconds = Math.ceil((outcome.until.getTime() - request.arrivedAt.getTime()) / 1000)
        return sendProblem(reply.header('retry-after', String(seconds)), outcome.reason)
      })
    },
  )

  routes.get(
    '/api/v1/enquiries/:token',
    {
      schema: {
        tags,
        summary: 'One’s own enquiry and what was answered',
        params: contract.tokenParams,
        response: { 200: contract.ownEnquiry, 404: problem },
      },
    },
    async (request, reply) => {
      const enquiry = await findEnquiryByToken(needs.pool, hashToken(request.params.token))
      if (!enquiry) return sendProblem(reply, 'not-found')
      reply.header('cache-control', 'no-store')
      return presentOwnEnquiry(enquiry, await listSaid(needs.pool, enquiry))
    },
  )

  routes.post(
    '/api/v1/enquiries/:token/follow-ups',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Add something to one’s own enquiry',
        params: contract.tokenParams,
        body: contract.followUp,
        response: { 204: contract.noContent, 400: problem, 404: problem, 409: problem },
      },
    },
    async (request, reply) => {
      const { token } = request.params
      const enquiry = await findEnquiryByToken(needs.pool, hashToken(token))
      if (!enquiry) return sendProblem(reply, 'not-found')
      const shape = readBody(contract.followUp, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const text = shape.body.text.normalize('NFC')
      return inTurn(reply, async () => {
        const outcome = await askAgain(needs, { token, text, at: request.arrivedAt })
        return outcome.ok ? reply.code(204).send(null) : sendProblem(reply, outcome.reason)
      })
    },
  )

  routes.get(
    '/api/v1/contests/:slug/faq',
    {
      schema: {
        tags,
        summary: 'Questions that were asked often, with their answers',
        params: slugParams,
        querystring: contract.faqQuery,
        response: { 200: contract.publicFaq.array(), 404: problem },
      },
    },
    async (request, reply) => {
      const contest = needs.calendar.contestOf(request.params.slug)
      if (!contest) return sendProblem(reply, 'no-such-contest')
      const { query } = request.query
      // A search is one person's; the whole list is the same for everybody.
      reply.mayBeKept = query === ''
      const faqs = await listShownFaqs(needs.pool, contest, query)
      return faqs.map(({ id, question, answer, changedAt }) => ({
        id,
        question,
        answer,
        changedAt: changedAt.toISOString(),
      }))
    },
  )
}
