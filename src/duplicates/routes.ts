import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Pool, Tx } from '../platform/db.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import { localDateOf } from '../platform/zone.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import type { Contest } from '../rounds/model.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import { beginSearch } from './begin-search.ts'
import * as contract from './contract.ts'
import { decidePair } from './decide-pair.ts'
import type { Search } from './model.ts'
import {
  findPair,
  findSearch,
  listPairs,
  listPapers,
  listRoundsTouched,
  listSides,
  type Side,
  type SidePaper,
} from './store.ts'

type Needs = {
  keeper: Pool
  calendar: Calendar
  desk: { seenOf(request: FastifyRequest): { officer: Officer } }
  /** Leaves word for the worker, in the transaction of the order. */
  orderSearch: (tx: Tx, contestId: string) => Promise<void>
}
const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem }
const DUPLICATES = '/api/v1/console/contests/:slug/duplicates'

/** The desk for people who stand in a contest twice (docs/rules/people.md, N-12 to N-15). */
export function duplicateRoutes(app: FastifyInstance, needs: Needs): void {
  const { keeper, desk } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: duplicates']

  const contestIn = (request: FastifyRequest, slug: string): Contest | null => {
    const contest = needs.calendar.contestOf(slug)
    return contest && reaches(desk.seenOf(request).officer, contest.authorityId) ? contest : null
  }
  const today = (request: FastifyRequest, { rules }: Contest) => localDateOf(request.arrivedAt, rules.zone)

  routes.get(
    DUPLICATES,
    {
      schema: {
        tags,
        summary: 'Pairs that may be one person, the likeliest first',
        params: contract.contestParams,
        querystring: contract.pairPage,
        response: { 200: contract.pair.array(), ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestIn(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      const { state, after, limit } = request.query
      const [, score, id] = /^(\d{1,3})~([0-9a-f-]{36})$/.exec(after ?? '') ?? []
      const on = today(request, contest)
      const from = score && id ? { score: Number(score), id } : null
      const pairs = await listPairs(keeper, contest.id, { state, after: from, limit, on })
      return pairs.map((pair) => ({
        ...pair,
        reasons: [...pair.reasons],
        key: `${pair.score}~${pair.id}`,
        decidedAt: pair.decidedAt?.toISOString() ?? null,
      }))
    },
  )

  routes.post(
    `${DUPLICATES}/search`,
    {
      schema: {
        tags,
        summary: 'Look for them again; where that is under way, how far it is',
        params: contract.contestParams,
        response: { 202: contract.search, ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestIn(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      const by = desk.seenOf(request).officer.id
      const search = await beginSearch(needs, { contest, by, at: request.arrivedAt })
      return reply.code(202).send(presentSearch(search))
    },
  )

  routes.get(
    `${DUPLICATES}/search`,
    {
      schema: {
        tags,
        summary: 'The last search for them: how far it is, or what came of it',
        params: contract.contestParams,
        response: { 200: contract.search, ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestIn(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      return presentSearch(await findSearch(keeper, contest.id))
    },
  )

  routes.get(
    `${DUPLICATES}/:pairId`,
    {
      schema: {
        tags,
        summary: 'One pair, with what is known of both',
        params: contract.pairParams,
        response: { 200: contract.pairDetails, ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestIn(request, request.params.slug)
      const pair = contest && (await findPair(keeper, request.params.pairId, contest.id))
      if (!contest || !pair) return sendProblem(reply, 'not-found')
      const ids = [pair.oneId, pair.otherId]
      const sides = await listSides(keeper, ids, today(request, contest))
      const papers = await listPapers(keeper, contest.id, ids)
      const touched = await listRoundsTouched(keeper, contest.id, ids)
      const { id, version, score, reasons, verdict, verdictReason } = pair
      return {
        id,
        version,
        score,
        reasons: [...reasons],
        verdict,
        verdictReason,
        needsSecondPerson: touched.some(({ isPublished }) => isPublished),
        sides: ids.map((id) => presentSide(sides.find((side) => side.id === id)!, papers)),
      }
    },
  )

  routes.put(
    `${DUPLICATES}/:pairId/verdict`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Different, one person, or the verdict before undone',
        params: contract.pairParams,
        body: contract.verdict,
        response: { 200: contract.decided, ...refusals },
      },
    },
    async (request, reply) => {
      const contest = contestIn(request, request.params.slug)
      if (!contest) return sendProblem(reply, 'not-found')
      const shape = readBody(contract.verdict, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const outcome = await decidePair(needs, {
        ...shape.body,
        contest,
        pairId: request.params.pairId,
        by: desk.seenOf(request).officer,
        at: request.arrivedAt,
      })
      if (outcome.ok) return { state: outcome.state }
      return 'current' in outcome
        ? sendProblem(reply, outcome.reason, { current: outcome.current })
        : sendProblem(reply, outcome.reason)
    },
  )
}

const presentSearch = (search: Search | null) =>
  search
    ? { ...search, askedAt: search.askedAt.toISOString() }
    : { state: 'never' as const, percent: 0, found: null, askedAt: null }

function presentSide(side: Side, papers: readonly SidePaper[]): contract.SideView {
  const { id, fullName, birthOn, stream, unitName, registeredAt, guardian, rosterName, rosterNumbers } = side
  return {
    contestantId: id,
    fullName,
    birthDate: birthOn,
    stream,
    unit: unitName,
    registeredAt: registeredAt.toISOString(),
    guardian,
    roster: rosterName === null ? null : { fullName: rosterName, numbers: [...rosterNumbers] },
    isMerged: side.mergedInto !== null,
    papers: papers
      .filter(({ contestantId }) => contestantId === id)
      .map(({ round, startedAt, submittedAt, ending, score, total }) => ({
        round,
        startedAt: startedAt.toISOString(),
        submittedAt: submittedAt?.toISOString() ?? null,
        ending,
        score,
        total,
      })),
  }
}
