/** Practice (thi thử): unlimited, on questions that no round ever draws, and nothing of it is stored. */
import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { slugParams } from '../contests/contract.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import type { Banks } from '../questions/keep-banks.ts'
import type { Paper } from '../questions/model.ts'
import { checkAnswers, drawer, drawPaper, isRight, shownKey } from '../questions/rules.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import type { Contest } from '../rounds/model.ts'
import * as contract from './contract.ts'
import { presentPaper } from './present-attempt.ts'

type Needs = { calendar: Calendar; banks: Banks }

export function practiceRoutes(app: FastifyInstance, needs: Needs): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const refusals = { 400: problem, 404: problem }

  const paperOf = async (contest: Contest, practiceId: string): Promise<Paper> => {
    const pool = await needs.banks.practiceOf(contest.id, contest.ruleVersion)
    const { practiceCount, shuffleOptions } = contest.rules.paper
    const count = Math.min(practiceCount, pool.length)
    // No secret: the id alone decides, so the same id gives the same practice paper and nothing is kept.
    return drawPaper(pool, [{ count }], shuffleOptions, drawer(Buffer.alloc(0), practiceId))
  }

  routes.post(
    '/api/v1/contests/:slug/practice',
    {
      schema: {
        tags: ['Practice'],
        summary: 'Draw a practice paper',
        params: slugParams,
        response: { 200: contract.practicePaper, ...refusals },
      },
    },
    async (request, reply) => {
      const contest = needs.calendar.contestOf(request.params.slug)
      if (!contest) return sendProblem(reply, 'no-such-contest')
      if (contest.rules.paper.practiceCount === 0) return sendProblem(reply, 'not-found')
      const practiceId = randomBytes(8).toString('hex')
      return { practiceId, questions: presentPaper(await paperOf(contest, practiceId)) }
    },
  )

  routes.post(
    '/api/v1/contests/:slug/practice/:practiceId/check',
    {
      attachValidation: true,
      schema: {
        tags: ['Practice'],
        summary: 'Check the answers to a practice paper',
        params: slugParams.extend({ practiceId: contract.attemptParams.shape.attemptId }),
        body: contract.practiceAnswers,
        response: { 200: contract.practiceResult, ...refusals },
      },
    },
    async (request, reply) => {
      const contest = needs.calendar.contestOf(request.params.slug)
      if (!contest) return sendProblem(reply, 'no-such-contest')
      if (!/^[0-9a-f]{16}$/.test(request.params.practiceId)) return sendProblem(reply, 'not-found')
      const shape = readBody(contract.practiceAnswers, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const paper = await paperOf(contest, request.params.practiceId)
      const { answers } = shape.body
      const faults = checkAnswers(paper, answers)
      if (faults.length > 0) return sendMalformed(reply, faults)
      const questions = paper.map((drawn) => {
        const { document, article, clause } = drawn.question.source
        const { explanation } = drawn.question.key
        return {
          no: drawn.no,
          right: isRight(drawn, answers[drawn.no]),
          correct: shownKey(drawn),
          ...(explanation && { explanation }),
          source: [clause, article, document].filter(Boolean).join(', '),
        }
      })
      return { score: questions.filter(({ right }) => right).length, total: paper.length, questions }
    },
  )
}
