import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { approveQuestions } from './approve-questions.ts'
import type { Asked } from './change-question.ts'
import * as contract from './contract.ts'
import { editDraft } from './edit-draft.ts'
import { type BankRouteNeeds, openBankDesk, refusals } from './open-bank-desk.ts'
import { dropDraft, retireQuestion } from './retire-question.ts'
import { returnDraft } from './return-draft.ts'
import { startDraft } from './start-draft.ts'
import { submitDraft } from './submit-draft.ts'
import { takeContent } from './take-content.ts'
import { writeQuestion } from './write-question.ts'

const tags = ['Console: question bank']
const BASE = '/api/v1/console/questions'

/** The bank to write in: drafts, review, approval, retirement (K-2 to K-6). */
export function bankWritingRoutes(app: FastifyInstance, needs: BankRouteNeeds): void {
  const { keeper } = needs
  const bank = openBankDesk(needs)
  const routes = app.withTypeProvider<ZodTypeProvider>()

  routes.post(
    BASE,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Begin a question, as a draft',
        querystring: contract.ofAuthority,
        body: contract.newQuestion,
        response: { 201: contract.questionView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.newQuestion, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const authorityId = await bank.authorityOf(request, request.query.authority)
      if (!authorityId) return sendProblem(reply, 'not-found')
      const taken = await takeContent(keeper, shape.body.content)
      if (!taken.ok) return sendMalformed(reply, [...taken.faults])
      const { content } = taken
      const [by, at] = [bank.officerOf(request), request.arrivedAt]
      const outcome = await writeQuestion({ keeper }, { ...shape.body, content, authorityId, by, at })
      if (outcome.ok) reply.code(201)
      return bank.send(request, reply, outcome)
    },
  )

  /** Every change of one question names what it was made from, and is answered by the question as it is then. */
  function change<Schema extends z.ZodType<{ version: number }>>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    summary: string,
    schema: Schema,
    act: (asked: Asked, body: z.output<Schema>) => Promise<Parameters<typeof bank.send>[2]>,
  ): void {
    routes.route({
      method,
      url: `${BASE}/:questionId${path}`,
      attachValidation: true,
      schema: {
        tags,
        summary,
        params: contract.questionParams,
        body: schema,
        response: { 200: contract.questionView, ...refusals },
      },
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const shape = readBody(schema, request)
        if (!shape.ok) return sendMalformed(reply, shape.faults)
        const { questionId } = request.params as { questionId: string }
        const { version } = shape.body
        const asked = { id: questionId, version, by: bank.officerOf(request), at: request.arrivedAt }
        return bank.send(request, reply, await act(asked, shape.body), questionId)
      },
    })
  }

  change('POST', '/drafts', 'Another version, as a draft', contract.newDraft, (asked, { why }) =>
    startDraft(needs, { ...asked, why }),
  )
  change('PUT', '/draft', 'Write at the draft', contract.draftChange, async (asked, { content, key }) => {
    const taken = await takeContent(keeper, content)
    return taken.ok ? editDraft(needs, { ...asked, content: taken.content, key }) : taken
  })
  change('PUT', '/submission', 'Send the draft for review', contract.withVersion, (asked) =>
    submitDraft(needs, asked),
  )
  change('PUT', '/return', 'Send it back, or take it back', contract.withReason, (asked, { reason }) =>
    returnDraft(needs, { ...asked, reason }),
  )
  change('PUT', '/retirement', 'Use it no more', contract.withReason, (asked, { reason }) =>
    retireQuestion(needs, { ...asked, reason }),
  )
  change('DELETE', '/draft', 'Drop the draft', contract.withVersion, (asked) => dropDraft(needs, asked))

  routes.post(
    `${BASE}/approvals`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Approve, as the second person: each by itself; `reason` says why one was not',
        body: contract.approvals,
        response: { 200: contract.approved, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.approvals, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const by = bank.officerOf(request)
      const outcomes = await approveQuestions(needs, { ...shape.body, by, at: request.arrivedAt })
      return outcomes.map((each) => ({ id: each.id, reason: each.ok ? null : each.reason }))
    },
  )
}
