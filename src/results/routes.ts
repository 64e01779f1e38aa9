import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Pool } from '../platform/db.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import type { Banks } from '../questions/keep-banks.ts'
import { listMoved } from '../rankings/compare-rankings.ts'
import { movedRow } from '../rankings/contract.ts'
import { presentMoved } from '../rankings/present-version.ts'
import { listVersions } from '../rankings/store.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import type { Contest } from '../rounds/model.ts'
import type { Ruling, RulingId } from '../rulings/model.ts'
import { findRuling, listRulingRounds, listRulings } from '../rulings/store.ts'
import { reaches } from '../staff/policy.ts'
import { type Desk, refusals } from '../staff/send-refusal.ts'
import * as contract from './contract.ts'
import { type Drawn, drawUpRuling } from './draw-up-ruling.ts'
import { orderRuling } from './order-ruling.ts'
import { presentResults } from './present-result.ts'
import { presentRuling } from './present-ruling.ts'
import { proposePublication } from './propose-publication.ts'
import { proposeRuling } from './propose-ruling.ts'
import { countPapers, listAskedQuestions, listAttempts, listStandingRows } from './store.ts'

type Needs = {
  pool: Pool
  keeper: Pool
  banks: Banks
  calendar: Pick<Calendar, 'contestOf'>
  clock: { now(): Date }
  log: (line: string) => void
  desk: Desk
}

const BASE = '/api/v1/console/contests/:slug'
const tags = ['Console: results']

/** The console's desk on results: what they are, what a ruling would change, and what waits for a second person. */
export function resultRoutes(app: FastifyInstance, needs: Needs): void {
  const { pool, keeper, desk } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()

  /** P-3. A contest of another authority is not found. */
  const contestOf = (request: FastifyRequest, slug: string): Contest | null => {
    const contest = needs.calendar.contestOf(slug)
    return contest && reaches(desk.seenOf(request).officer, contest.authorityId) ? contest : null
  }
  const rulingOf = async (request: FastifyRequest, reply: FastifyReply, slug: string, id: string) => {
    const contest = contestOf(request, slug)
    const ruling = contest && (await findRuling(pool, id))
    if (contest && ruling?.contestId === contest.id) return { contest, ruling }
    sendProblem(reply, 'not-found')
    return null
  }
  const show = (ruling: Ruling, request: FastifyRequest) => presentRuling(pool, ruling, request.arrivedAt)

  routes.get(
    `${BASE}/results`,
    {
      schema: {
        tags,
        summary: 'Rounds with their papers, voids and versions of standings',
        params: contract.slugParams,
        response: { 200: z.array(contract.resultView), ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      return presentResults(pool, contest, request.arrivedAt)
    },
  )

  routes.get(
    `${BASE}/results/:round/versions/:version/standings`,
    {
      schema: {
        tags,
        summary: 'Everybody of one version, with the score as it was sealed beside it',
        params: contract.versionParams,
        querystring: contract.changesQuery.omit({ round: true }),
        response: { 200: z.array(contract.standingRow), ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      const version = contest && (await versionOf(pool, contest, request.params))
      if (!version) return sendProblem(reply, 'not-found')
      return listStandingRows(pool, version.id, request.query)
    },
  )

  routes.get(
    `${BASE}/results/:round/versions/:version/changes`,
    {
      schema: {
        tags,
        summary: 'Who moved between this version and the one before it',
        params: contract.versionParams,
        querystring: contract.changesQuery.omit({ round: true }),
        response: { 200: z.array(movedRow), ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      const after = contest && (await versionOf(pool, contest, request.params))
      const previous = after?.diff?.previous
      const before =
        contest && previous && (await versionOf(pool, contest, { ...request.params, version: previous }))
      if (!after || !before) return sendProblem(reply, 'not-found')
      const page = { ...request.query, publicOnly: false }
      const rows = await listMoved(pool, { before: before.id, after: after.id }, page)
      return rows.map((row) => presentMoved(row, 'full'))
    },
  )

  for (const deed of ['publish', 'withdraw'] as const)
    routes.post(
      `${BASE}/results/:round/${deed === 'publish' ? 'publication' : 'withdrawal'}`,
      {
        schema: {
          tags,
          summary:
            deed === 'publish'
              ? 'Propose that the newest standings are published'
              : 'Propose that published standings are taken back',
          params: contract.roundParams,
          body: contract.why,
          response: { 201: contract.proposed, ...refusals },
        },
      },
      async (request, reply) => {
        const contest = contestOf(request, request.params.slug)
        const roundNo = contest && roundNoOf(contest, request.params.round)
        if (!contest || roundNo === undefined) return sendProblem(reply, 'not-found')
        const shape = readBody(contract.why, request)
        if (!shape.ok) return sendMalformed(reply, shape.faults)
        const { officer } = desk.seenOf(request)
        const { reason } = shape.body
        const given = { contest, roundNo, deed, reason, by: officer, at: request.arrivedAt }
        const outcome = await proposePublication(needs, given)
        if (!outcome.ok) return sendProblem(reply, outcome.reason)
        return reply.code(201).send({ proposalId: outcome.proposal.id })
      },
    )

  routes.get(
    `${BASE}/results/questions`,
    {
      schema: {
        tags,
        summary: 'Questions that papers may hold, and how many papers there are in their rounds',
        params: contract.slugParams,
        querystring: contract.listQuery,
        response: { 200: z.array(contract.askedQuestion), ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      const { search, after = '', limit } = request.query
      const page = { search, after, limit, at: request.arrivedAt }
      const [questions, counts] = [
        await listAskedQuestions(pool, contest.id, page),
        await countPapers(pool, contest.id),
      ]
      return questions.map(({ roundNos, ...question }) => ({
        ...question,
        rounds: contest.rounds
          .filter(({ no }) => roundNos.includes(no))
          .map(({ id, no, booksClosedAt }) => ({
            round: no,
            papers: counts.get(id)?.papers ?? 0,
            isClosed: booksClosedAt !== null,
          })),
      }))
    },
  )

  routes.get(
    `${BASE}/results/attempts`,
    {
      schema: {
        tags,
        summary: 'Attempts by the name of their person, or one by its id',
        params: contract.slugParams,
        querystring: contract.listQuery,
        response: { 200: z.array(contract.attemptRow), ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      const { search, after = null, limit } = request.query
      const page = { search, after, limit, ...spanOf(contest) }
      // By the keeper: the other role's plans use no index of words.
      const rows = await listAttempts(keeper, contest.id, page)
      return rows.map((row) => ({
        ...row,
        startedAt: row.startedAt.toISOString(),
        submittedAt: row.submittedAt?.toISOString() ?? null,
      }))
    },
  )

  routes.get(
    `${BASE}/rulings`,
    {
      schema: {
        tags,
        summary: 'What has been ruled on results, the newest first',
        params: contract.slugParams,
        querystring: contract.listQuery.omit({ search: true }),
        response: { 200: z.array(contract.rulingView), ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      const { after = null, limit } = request.query
      const found = await listRulings(pool, contest.id, { after, limit })
      return Promise.all(found.map((ruling) => show(ruling, request)))
    },
  )

  routes.post(
    `${BASE}/rulings`,
    {
      schema: {
        tags,
        summary: 'Draw up what a ruling would do: it changes nothing',
        params: contract.slugParams,
        body: contract.order,
        response: { 201: contract.rulingView, ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestOf(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      const shape = readBody(contract.order, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { officer } = desk.seenOf(request)
      const outcome = await orderRuling(needs, {
        contest,
        order: shape.body,
        by: officer,
        at: request.arrivedAt,
      })
      if (!outcome.ok)
        return outcome.reason === 'malformed'
          ? sendMalformed(reply, outcome.faults)
          : sendProblem(reply, outcome.reason)
      // Not waited for: the page asks how far it is.
      void drawUpRuling(needs, outcome.ruling.id)
      return reply.code(201).send(await show(outcome.ruling, request))
    },
  )

  routes.get(
    `${BASE}/rulings/:rulingId`,
    {
      schema: {
        tags,
        summary: 'A ruling, how far its drawing up is, and what it changes',
        params: contract.rulingParams,
        response: { 200: contract.rulingView, ...refusals },
      },
    },
    async (request, reply) => {
      const found = await rulingOf(request, reply, request.params.slug, request.params.rulingId)
      return found ? show(found.ruling, request) : reply
    },
  )

  routes.get(
    `${BASE}/rulings/:rulingId/changes`,
    {
      schema: {
        tags,
        summary: 'Who would move, in one of its rounds',
        params: contract.rulingParams,
        querystring: contract.changesQuery,
        response: { 200: z.array(movedRow), ...refusals },
      },
    },
    async (request, reply) => {
      const found = await rulingOf(request, reply, request.params.slug, request.params.rulingId)
      if (!found) return reply
      const rounds = await listRulingRounds<Drawn>(pool, found.ruling.id as RulingId)
      const asked = request.query.round
      const round = rounds.find(({ roundNo }) =>
        asked === undefined ? true : asked === 'final' ? roundNo === 0 : String(roundNo) === asked,
      )
      if (!round?.rankingId || !round.previousId) return sendProblem(reply, 'not-found')
      const page = { ...request.query, publicOnly: false }
      const rows = await listMoved(pool, { before: round.previousId, after: round.rankingId }, page)
      return rows.map((row) => presentMoved(row, 'full'))
    },
  )

  routes.post(
    `${BASE}/rulings/:rulingId/proposal`,
    {
      schema: {
        tags,
        summary: 'Propose a ruling that has been drawn up, with its reason and the notice to the public',
        params: contract.rulingParams,
        body: contract.wording,
        response: { 201: contract.proposed, ...refusals },
      },
    },
    async (request, reply) => {
      const found = await rulingOf(request, reply, request.params.slug, request.params.rulingId)
      if (!found) return reply
      const shape = readBody(contract.wording, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { officer } = desk.seenOf(request)
      const given = {
        ...shape.body,
        contest: found.contest,
        rulingId: found.ruling.id,
        by: officer,
        at: request.arrivedAt,
      }
      const outcome = await proposeRuling(needs, given)
      if (!outcome.ok) return sendProblem(reply, outcome.reason)
      return reply.code(201).send({ proposalId: outcome.proposal.id })
    },
  )
}

/** The number that the address names, null for "final"; undefined where the contest has no such standings. */
function roundNoOf(contest: Contest, text: string): number | null | undefined {
  if (text === 'final') return contest.rules.cumulative ? null : undefined
  return contest.rounds.find(({ no }) => String(no) === text)?.no
}

async function versionOf(pool: Pool, contest: Contest, asked: { round: string; version: number }) {
  const roundNo = roundNoOf(contest, asked.round)
  if (roundNo === undefined) return undefined
  const versions = await listVersions(pool, contest.id, roundNo)
  return versions.find(({ version }) => version === asked.version)
}

/** Within which attempts of a contest began, with a week to either side. */
function spanOf({ rounds }: Contest): { from: Date; to: Date } {
  const week = 7 * 86_400_000
  const opened = rounds.map(({ opensAt }) => opensAt.getTime())
  const closed = rounds.map(({ closesAt }) => closesAt.getTime())
  return { from: new Date(Math.min(...opened) - week), to: new Date(Math.max(...closed) + week) }
}
