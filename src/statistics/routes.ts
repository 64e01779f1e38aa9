import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { slugParams } from '../contests/contract.ts'
import type { Pool } from '../platform/db.ts'
import { sendProblem } from '../platform/http.ts'
import { keepBytes, shareAnswers } from '../platform/kept-bytes.ts'
import { problem } from '../platform/problem.ts'
import { sendKept } from '../platform/send-kept.ts'
import { localDateOf } from '../platform/zone.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import type { Contest, Round } from '../rounds/model.ts'
import { type Statistics, statistics, statisticsQuery } from './contract.ts'
import type { Snapshot } from './model.ts'
import { digestOf } from './publish-snapshots.ts'
import { figuresOf, present, scopeOfContest, scopeOfRound } from './rules.ts'
import { findNewestSnapshot, frameNow, loadFrame } from './store.ts'
import { writeCsv } from './write-csv.ts'

type Needs = { pool: Pool; calendar: Pick<Calendar, 'contestOf'> }

/** Enough for the pages of figures of dozens of contests. */
const KEPT_BYTES = 24_000_000

export function statisticsRoutes(app: FastifyInstance, needs: Needs): void {
  const kept = keepBytes(KEPT_BYTES)
  const newest = shareAnswers<Snapshot | null>()

  const findPage = (slug: string, no: number | undefined) => {
    const contest = needs.calendar.contestOf(slug)
    if (!contest) return 'no-such-contest' as const
    const round = no === undefined ? null : contest.rounds.find((each) => each.no === no)
    return round === undefined ? ('no-such-round' as const) : { contest, round }
  }

  /** The newest published figures; before anything was counted, nobody at every unit. */
  const load = async (contest: Contest, round: Round | null, at: Date) => {
    const roundNo = round?.no ?? null
    const snapshot = await newest(`${contest.id}/${roundNo}`, () =>
      findNewestSnapshot(needs.pool, contest.id, roundNo),
    )
    if (!snapshot) return presentNobody(needs.pool, contest, round, at)
    const head = { contest: contest.slug, round: roundNo, asOf: snapshot.asOf, snapshot: snapshot.digest }
    const compose = async () => present(head, await loadFrame(needs.pool, snapshot.frame), snapshot.figures)
    return { digest: snapshot.digest, asOf: snapshot.asOf, compose }
  }

  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.get(
    '/api/v1/contests/:slug/statistics',
    {
      attachValidation: true,
      schema: {
        tags: ['Statistics'],
        summary: 'Participation per unit, as last published',
        params: slugParams,
        querystring: statisticsQuery,
        response: { 200: statistics, 304: z.null().describe('Nothing new'), 404: problem },
      },
    },
    async (request, reply) => {
      const page = findPage(request.params.slug, request.validationError ? Number.NaN : request.query.round)
      if (typeof page === 'string') return sendProblem(reply, page)
      const { digest, compose } = await load(page.contest, page.round, request.arrivedAt)
      return sendKept(request, reply, {
        etag: digest,
        type: 'application/json; charset=utf-8',
        maxAgeSeconds: 5,
        bytes: () => kept.get(digest, async () => Buffer.from(JSON.stringify(await compose()))),
      })
    },
  )

  routes.get(
    '/api/v1/contests/:slug/statistics.csv',
    {
      attachValidation: true,
      schema: {
        tags: ['Statistics'],
        summary: 'The same figures as a table for Excel (CSV, RFC 4180, UTF-8 with a byte order mark)',
        params: slugParams,
        querystring: statisticsQuery,
        response: {
          200: z.string().describe('text/csv'),
          304: z.null().describe('Nothing new'),
          404: problem,
        },
      },
    },
    async (request, reply) => {
      const page = findPage(request.params.slug, request.validationError ? Number.NaN : request.query.round)
      if (typeof page === 'string') return sendProblem(reply, page)
      const { contest, round } = page
      const { digest, asOf, compose } = await load(contest, round, request.arrivedAt)
      reply.header('content-disposition', `attachment; filename="${fileName(contest, round, asOf)}"`)
      const write = async () => Buffer.from(writeCsv(await compose(), contest.rules.zone))
      return sendKept(request, reply, {
        etag: `${digest}-csv`,
        type: 'text/csv; charset=utf-8',
        maxAgeSeconds: 5,
        bytes: () => kept.get(`${digest}-csv`, write),
      })
    },
  )
}

async function presentNobody(pool: Pool, contest: Contest, round: Round | null, at: Date) {
  const frame = await frameNow(pool, contest)
  const scope = round ? scopeOfRound(contest, round, at) : scopeOfContest(contest, at)
  const figures = figuresOf(scope, frame.units, new Map())
  const digest = digestOf([contest.slug, scope.roundNo, null, frame.digest, figures])
  const head = { contest: contest.slug, round: scope.roundNo, asOf: at, snapshot: digest }
  return { digest, asOf: at, compose: async (): Promise<Statistics> => present(head, frame.units, figures) }
}

/** thong-ke-hoa-binh-2023-tuan-2-2023-08-28.csv */
function fileName(contest: Contest, round: Round | null, asOf: Date): string {
  const part = round ? `-tuan-${round.no}` : ''
  return `thong-ke-${contest.slug}${part}-${localDateOf(asOf, contest.rules.zone)}.csv`
}
