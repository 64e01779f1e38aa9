/** What is made known: to the public, and to everybody who is taking a paper. From memory, and the same for all. */
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { slugParams } from '../contests/contract.ts'
import { sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import { pauseAt, phaseOf } from '../rounds/rules.ts'
import * as contract from './contract.ts'

export function noticeRoutes(app: FastifyInstance, { calendar }: { calendar: Calendar }): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Contests']

  routes.get(
    '/api/v1/contests/:slug/notices',
    {
      schema: {
        tags,
        summary: 'What the organisers made known while the contest ran, the newest first',
        params: slugParams,
        response: { 200: z.array(contract.noticeView), 404: problem },
      },
    },
    async (request, reply) => {
      const contest = calendar.contestOf(request.params.slug)
      if (!contest) return sendProblem(reply, 'no-such-contest')
      reply.mayBeKept = true
      return (contest.notices ?? []).map(({ id, kind, roundNo, at, text }) => ({
        id,
        kind,
        roundNo,
        at: at.toISOString(),
        text: text.vi,
        ...(text.en !== null && { textEn: text.en }),
      }))
    },
  )

  routes.get(
    '/api/v1/rounds/:roundId/bulletin',
    {
      schema: {
        tags: ['Attempts'],
        summary: 'What everybody who is taking a paper has to know now',
        params: contract.bulletinParams,
        response: { 200: contract.bulletin, 404: problem },
      },
    },
    async (request, reply) => {
      const found = calendar.roundOf(request.params.roundId)
      if (!found) return sendProblem(reply, 'no-such-round')
      const { contest, round } = found
      const at = request.arrivedAt
      const pause = pauseAt(round, at)
      reply.mayBeKept = true
      const bulletin = {
        phase: phaseOf(round, at, contest.rules.zone),
        closesAt: round.closesAt.toISOString(),
        ...(pause && { pausedUntil: pause.until.toISOString() }),
        changes: calendar.heard(),
        announcements: (round.announcements ?? [])
          .filter(({ from, until }) => from <= at && at < until)
          .map(({ id, from, text }) => ({
            id,
            at: from.toISOString(),
            text: text.vi,
            ...(text.en !== null && { textEn: text.en }),
          })),
      }
      // Every page that shows a paper asks again and again, mostly for what it has already.
      const digest = createHash('sha256').update(JSON.stringify(bulletin)).digest('base64url')
      const etag = `"${digest.slice(0, 22)}"`
      reply.header('cache-control', 'no-cache').header('etag', etag)
      return request.headers['if-none-match']?.includes(etag)
        ? (reply as FastifyReply).code(304).send()
        : bulletin
    },
  )
}
