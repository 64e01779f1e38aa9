import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { slugParams } from '../contests/contract.ts'
import { sendJson, sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import * as contract from './contract.ts'
import type { Boards } from './keep-boards.ts'

type Needs = {
  calendar: Calendar
  boards: Boards
  desk: { seenOf(request: FastifyRequest): { officer: Officer } }
}

const HEARTBEAT_MS = 15_000
/** Then the browser comes again, and who is asking is looked at again. */
const STREAM_MS = 4 * 60_000
/** Whoever reads so slowly is sent away, and comes again. */
const BEHIND_AT_MOST = 512 * 1024
const refusals = { 401: problem, 403: problem, 404: problem }

/** The live view (docs/rules/incidents.md, I-10). */
export function liveRoutes(app: FastifyInstance, needs: Needs): void {
  const { calendar, boards, desk } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: the day itself']
  const streams = new Set<() => void>()
  app.addHook('preClose', async () => {
    for (const end of streams) end()
    boards.stop()
  })

  const isTheirs = (request: FastifyRequest, slug: string): boolean => {
    const contest = calendar.contestOf(slug)
    return contest !== undefined && reaches(desk.seenOf(request).officer, contest.authorityId)
  }

  routes.get(
    '/api/v1/console/contests/:slug/live',
    {
      schema: {
        tags,
        summary: 'How the contest runs, as of a moment ago; with an ETag',
        params: slugParams,
        response: { 200: contract.board, ...refusals },
      },
    },
    async (request, reply) => {
      const { slug } = request.params
      const board = isTheirs(request, slug) ? await boards.latest(slug) : null
      if (!board) return sendProblem(reply, 'not-found')
      const etag = `"${board.id}"`
      reply.header('etag', etag).header('cache-control', 'private, no-cache')
      if (request.headers['if-none-match'] === etag) return sendJson(reply, 304, '')
      return sendJson(reply, 200, board.json)
    },
  )

  routes.get(
    '/api/v1/console/contests/:slug/live/events',
    { schema: { hide: true, params: slugParams } },
    async (request, reply) => {
      const { slug } = request.params
      const board = isTheirs(request, slug) ? await boards.latest(slug) : null
      if (!board) return sendProblem(reply, 'not-found')
      reply.hijack()
      const { raw } = reply
      // Whatever has gone through says so: no limit for a connection on which little happens.
      raw.socket?.setTimeout(0)
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // A proxy in between hands every event on at once.
        'x-accel-buffering': 'no',
      })
      raw.write('retry: 3000\n\n')
      let told = request.headers['last-event-id']
      const tell = ({ id, json }: { id: string; json: string }) => {
        if (id === told) return
        told = id
        if (raw.writableLength > BEHIND_AT_MOST) return end()
        raw.write(`id: ${id}\nevent: board\ndata: ${json}\n\n`)
      }
      const unwatch = boards.watch(slug, tell)
      const beat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS)
      const over = setTimeout(() => end(), STREAM_MS)
      function end(): void {
        unwatch()
        clearInterval(beat)
        clearTimeout(over)
        streams.delete(end)
        raw.end()
      }
      streams.add(end)
      raw.once('close', end)
      tell(board)
      return reply
    },
  )
}
