import type { FastifyInstance } from 'fastify'
import { answersOf, askedOf } from '../../web/elements/paper/form.ts'
import { paperQuestion, practicePaper, practiceResult } from '../attempts/contract.ts'
import { plainLength } from '../platform/plain-length.ts'
import type { Desk } from './open-desk.ts'
import { asForm } from './registration-routes.ts'

/** Practice: drawn anew each time, checked in one go, nothing kept. */
export function practiceRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/contests/:slug/practice', async (request, reply) => {
    const contest = await desk.contestOf(request, reply)
    if (!contest) return reply
    const paper = await desk.ask(request, practicePaper, 'POST', `/api/v1/contests/${contest.slug}/practice`)
    if (!paper.ok) return desk.showProblem(request, reply, paper, contest)
    const { practiceId, questions } = paper.value
    // The questions travel with the form, so that the result can show them beside the key and nothing is kept here.
    return desk.show(request, reply, 'practice', {
      contest,
      practiceId,
      questions,
      asked: JSON.stringify(questions),
    })
  })

  app.post('/contests/:slug/practice', async (request, reply) => {
    const contest = await desk.contestOf(request, reply)
    if (!contest) return reply
    const form = asForm(request.body)
    const questions =
      paperQuestion
        .array()
        .max(50)
        .safeParse(jsonOf(form.get('questions'))).data ?? []
    const answers = answersOf(questions.map(askedOf), (name) => form.getAll(name))
    const id = encodeURIComponent(form.get('practiceId') ?? '')
    const path = `/api/v1/contests/${contest.slug}/practice/${id}/check`
    const result = await desk.ask(request, practiceResult, 'POST', path, { answers })
    if (!result.ok) return desk.showProblem(request, reply, result, contest)
    const checked = questions.flatMap((question) => {
      const verdict = result.value.questions.find(({ no }) => no === question.no)
      return verdict ? [{ question, given: answers[String(question.no)], verdict }] : []
    })
    const { score, total } = result.value
    return desk.show(request, reply, 'practice-result', { contest, score, total, checked })
  })
}

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '', plainLength)
  } catch {
    return null
  }
}
