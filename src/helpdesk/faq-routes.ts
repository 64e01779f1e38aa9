import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import type { Contest } from '../rounds/model.ts'
import { reaches } from '../staff/policy.ts'
import { consoleRefusals, type HelpdeskNeeds } from './console-routes.ts'
import * as contract from './contract.ts'
import { type FaqList, listFaqs } from './faq-store.ts'
import { changeReadyAnswer, keepReadyAnswer } from './keep-ready-answer.ts'
import { presentFaq } from './present-enquiry.ts'
import { changeFaq, orderFaqs, publishFaq, removeFaq } from './publish-faq.ts'
import { findEnquiry, listReadyAnswers } from './store.ts'

/** What is answered again and again: for everybody to read, or ready for the next answer (docs/rules/helpdesk.md, H-8). */
export function faqRoutes(app: FastifyInstance, needs: HelpdeskNeeds): void {
  const { desk } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: help desk']

  const contestOf = (request: FastifyRequest, slug: string): Contest | null => {
    const contest = needs.calendar.contestOf(slug)
    return contest && reaches(desk.seenOf(request).officer, contest.authorityId) ? contest : null
  }
  const listOf = ({ authorityId, id }: Contest, everywhere: boolean): FaqList => ({
    authorityId,
    contestId: everywhere ? null : id,
  })

  routes.get(
    '/api/v1/console/faqs',
    {
      schema: {
        tags,
        summary: 'Questions that stand in public, of one contest or of all of its authority, in their order',
        querystring: contract.faqListQuery,
        response: { 200: contract.faqView.array(), ...consoleRefusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.query.contest)
      if (!contest) return sendProblem(reply, 'not-found')
      const list = listOf(contest, request.query.everywhere === 'true')
      return (await listFaqs(needs.pool, list)).map(presentFaq)
    },
  )

  routes.post(
    '/api/v1/console/faqs',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Put a question and its answer in public',
        body: contract.newFaq,
        response: { 201: contract.faqView, ...consoleRefusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.newFaq, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { contest: slug, everywhere, question, answer, from } = shape.body
      const contest = contestOf(request, slug)
      const source = from === undefined ? null : await findEnquiry(needs.pool, from)
      if (!contest || (from !== undefined && source?.authorityId !== contest.authorityId))
        return sendProblem(reply, 'not-found')
      const by = desk.seenOf(request).officer
      const published = await publishFaq(needs, {
        list: listOf(contest, everywhere),
        question,
        answer,
        from: source?.id ?? null,
        by,
        at: request.arrivedAt,
      })
      return reply.code(201).send(presentFaq(published))
    },
  )

  routes.put(
    '/api/v1/console/faqs/order',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Another order of one list',
        body: contract.faqOrder,
        response: { 200: contract.faqView.array(), ...consoleRefusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.faqOrder, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const contest = contestOf(request, shape.body.contest)
      if (!contest) return sendProblem(reply, 'not-found')
      const list = listOf(contest, shape.body.everywhere)
      const by = desk.seenOf(request).officer
      const { ids } = shape.body
      const outcome = await orderFaqs(needs, { list, ids, by, at: request.arrivedAt })
      const now = (await listFaqs(needs.pool, list)).map(presentFaq)
      return outcome.ok ? now : sendProblem(reply, outcome.reason, { current: now })
    },
  )

  routes.put(
    '/api/v1/console/faqs/:faqId',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Other words for a question that stands in public',
        params: contract.faqParams,
        body: contract.faqChange,
        response: { 200: contract.faqView, ...consoleRefusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.faqChange, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const by = desk.seenOf(request).officer
      const change = { ...shape.body, id: request.params.faqId, by, at: request.arrivedAt }
      const outcome = await changeFaq(needs, change)
      if (outcome.ok) return presentFaq(outcome.faq)
      if (outcome.reason === 'not-found') return sendProblem(reply, outcome.reason)
      return sendProblem(reply, outcome.reason, { current: presentFaq(outcome.current) })
    },
  )

  routes.delete(
    '/api/v1/console/faqs/:faqId',
    {
      schema: {
        tags,
        summary: 'Take a question out of public',
        params: contract.faqParams,
        querystring: contract.versionQuery,
        response: { 204: contract.noContent, ...consoleRefusals },
      },
    },
    async (request, reply) => {
      const by = desk.seenOf(request).officer
      const { version } = request.query
      const outcome = await removeFaq(needs, { id: request.params.faqId, version, by, at: request.arrivedAt })
      if (outcome.ok) return reply.code(204).send(null)
      if (outcome.reason === 'not-found') return sendProblem(reply, outcome.reason)
      return sendProblem(reply, outcome.reason, { current: presentFaq(outcome.current) })
    },
  )

  routes.get(
    '/api/v1/console/ready-answers',
    {
      schema: {
        tags,
        summary: 'Answers that are ready to be put into the next one',
        querystring: contract.contestQuery,
        response: { 200: contract.readyAnswer.array(), ...consoleRefusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.query.contest)
      return contest ? listReadyAnswers(needs.pool, contest.authorityId) : sendProblem(reply, 'not-found')
    },
  )

  routes.post(
    '/api/v1/console/ready-answers',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Keep an answer for the next one who asks',
        body: contract.newReadyAnswer,
        response: { 201: contract.readyAnswer, ...consoleRefusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.newReadyAnswer, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { contest: slug, title, text } = shape.body
      const contest = contestOf(request, slug)
      if (!contest) return sendProblem(reply, 'not-found')
      const { authorityId } = contest
      const by = desk.seenOf(request).officer
      const kept = await keepReadyAnswer(needs, { authorityId, title, text, by, at: request.arrivedAt })
      return reply.code(201).send(kept)
    },
  )

  routes.put(
    '/api/v1/console/ready-answers/:readyId',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Other words for a ready answer',
        params: contract.readyParams,
        body: contract.readyAnswerChange,
        response: { 200: contract.readyAnswer, ...consoleRefusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.readyAnswerChange, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { version, ...words } = shape.body
      const by = desk.seenOf(request).officer
      const change = { id: request.params.readyId, version, words, by, at: request.arrivedAt }
      const outcome = await changeReadyAnswer(needs, change)
      if (outcome.ok) return outcome.ready
      return sendProblem(reply, outcome.reason, 'current' in outcome ? { current: outcome.current } : {})
    },
  )

  routes.delete(
    '/api/v1/console/ready-answers/:readyId',
    {
      schema: {
        tags,
        summary: 'Put a ready answer away',
        params: contract.readyParams,
        querystring: contract.versionQuery,
        response: { 204: contract.noContent, ...consoleRefusals },
      },
    },
    async (request, reply) => {
      const by = desk.seenOf(request).officer
      const { version } = request.query
      const change = { id: request.params.readyId, version, words: null, by, at: request.arrivedAt }
      const outcome = await changeReadyAnswer(needs, change)
      if (outcome.ok) return reply.code(204).send(null)
      return sendProblem(reply, outcome.reason, 'current' in outcome ? { current: outcome.current } : {})
    },
  )
}
