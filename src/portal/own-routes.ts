import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { attemptView } from '../attempts/contract.ts'
import { contest as contestShape } from '../contests/contract.ts'
import { contestantView } from '../rankings/contract.ts'
import { compactReceipt } from './check-receipt.ts'
import type { Desk } from './open-desk.ts'
import { asForm } from './registration-routes.ts'
import { attemptsLeft } from './rules.ts'

type AttemptParams = { attemptId: string }

/** What belongs to one contestant: their papers and receipts. */
export function ownRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/contests/:slug/me', async (request, reply) => {
    const contest = await desk.contestOf(request, reply)
    if (!contest) return reply
    const me = await desk.ask(
      request,
      contestantView,
      'GET',
      `/api/v1/contests/${contest.slug}/contestants/me`,
    )
    if (me.ok) return desk.show(request, reply, 'me', { contest, me: me.value })
    if (me.reason === 'not-signed-in') return reply.redirect(`/contests/${contest.slug}/register`, 303)
    return desk.showProblem(request, reply, me, contest)
  })

  app.post<{ Body: URLSearchParams }>('/contests/:slug/leave', async (request, reply) => {
    const contest = await desk.contestOf(request, reply)
    if (!contest) return reply
    const base = `/contests/${contest.slug}`
    const left = await desk.ask(request, z.unknown(), 'DELETE', `/api/v1${base}/session`)
    if (!left.ok) return desk.showProblem(request, reply, left, contest)
    for (const cookie of left.setCookie) reply.header('set-cookie', cookie)
    // Drafts of papers, too: the next person at a shared phone finds nothing.
    reply.header('clear-site-data', '"storage"')
    const round = asForm(request.body).get('round')
    return reply.redirect(round ? `${base}/register?round=${encodeURIComponent(round)}` : base, 303)
  })

  app.get<{ Params: AttemptParams }>('/attempts/:attemptId/receipt', async (request, reply) => {
    const place = await placeOf(request, reply, request.params.attemptId)
    if (!place) return reply
    const { contest, round, attempt } = place
    if (attempt.state === 'open')
      return reply.redirect(`/contests/${contest.slug}/rounds/${round.no}/paper`, 303)
    const me = await desk.ask(
      request,
      contestantView,
      'GET',
      `/api/v1/contests/${contest.slug}/contestants/me`,
    )
    const attempts = me.ok ? me.value.attempts : []
    const origin = desk.publicUrl ?? `${request.protocol}://${request.host}`
    return desk.show(request, reply, 'receipt', {
      contest,
      round,
      attempt,
      capsule: desk.capsuleOf(contest, round, attempt.attemptId),
      own: attempts.find(({ attemptId }) => attemptId === attempt.attemptId) ?? null,
      fullName: me.ok ? me.value.fullName : '',
      checkUrl: attempt.receipt ? `${origin}/receipts/check?r=${compactReceipt(attempt.receipt)}` : null,
      left: me.ok ? attemptsLeft(contest, attempts, round.no) : null,
    })
  })

  app.get<{ Params: AttemptParams }>('/attempts/:attemptId/receipt.json', async (request, reply) => {
    const place = await placeOf(request, reply, request.params.attemptId)
    if (!place) return reply
    const { receipt } = place.attempt
    if (!receipt)
      return desk.showProblem(
        request,
        reply,
        { status: 404, reason: 'not-found', reference: null },
        place.contest,
      )
    // Inline: an in-app browser that cannot save a file still shows it, to be copied.
    return reply
      .header('cache-control', 'no-store')
      .header('content-disposition', `inline; filename="bien-nhan-${receipt.code}.json"`)
      .type('application/json; charset=utf-8')
      .send(`${JSON.stringify(receipt, null, 2)}\n`)
  })

  /** An attempt of theirs with its contest and round; otherwise what is wrong has been said. */
  async function placeOf(request: FastifyRequest, reply: FastifyReply, attemptId: string) {
    const path = `/api/v1/attempts/${encodeURIComponent(attemptId)}`
    const attempt = await desk.ask(request, attemptView, 'GET', path)
    if (!attempt.ok) {
      desk.showProblem(request, reply, attempt)
      return null
    }
    const contests = await desk.ask(request, contestShape.array(), 'GET', '/api/v1/contests')
    for (const contest of contests.ok ? contests.value : []) {
      const round = contest.rounds.find(({ id }) => id === attempt.value.roundId)
      if (round) return { contest, round, attempt: attempt.value }
    }
    desk.showProblem(request, reply, { status: 404, reason: 'no-such-round', reference: null })
    return null
  }
}
