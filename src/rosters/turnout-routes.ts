import { stringify } from 'csv-stringify/sync'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Pool } from '../platform/db.ts'
import { harmless } from '../platform/harmless-text.ts'
import { sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import { writeSheet } from '../platform/write-sheet.ts'
import { localDateOf } from '../platform/zone.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import * as contract from './contract.ts'
import { TURNOUT_HEADINGS, TURNOUT_STATUS } from './import-messages.ts'
import type { TurnoutStatus } from './model.ts'
import { type PlaceNeeds, placeOf, unitWithin } from './place-of.ts'
import { keyOf, presentTurnout, readKey } from './present-roster.ts'
import { sendStream } from './send-stream.ts'
import { FIRST } from './store.ts'
import { listTurnout, listTurnoutUnits, type TurnoutRow, type TurnoutScope } from './turnout-store.ts'

const refusals = { 400: problem, 401: problem, 403: problem, 404: problem }
const TURNOUT = '/api/v1/console/contests/:slug/turnout'
const EXPORT_PAGE = 1_000

/** Who of the roster has taken part and who has not (docs/rules/people.md, N-8). */
export function rosterTurnoutRoutes(app: FastifyInstance, needs: PlaceNeeds & { calendar: Calendar }): void {
  const { keeper } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: rosters']

  /** What somebody may ask about: their own units, a contest of their authority, one round or those so far. */
  const scopeIn = async (
    request: FastifyRequest,
    slug: string,
    { round, unit }: { round?: number | undefined; unit?: string | undefined },
  ): Promise<TurnoutScope | null> => {
    const place = await placeOf(needs, request)
    const contest = needs.calendar.contestOf(slug)
    if (!place || !contest || contest.authorityId !== place.authorityId) return null
    const unitId = await unitWithin(needs, place, unit)
    const rounds = contest.rounds.filter(({ no, opensAt }) =>
      round === undefined ? opensAt <= request.arrivedAt : no === round,
    )
    if (unitId === undefined || (round !== undefined && rounds.length === 0)) return null
    return {
      authorityId: place.authorityId,
      contestId: contest.id,
      unitId,
      roundIds: rounds.map(({ id }) => id),
      on: localDateOf(request.arrivedAt, contest.rules.zone),
    }
  }

  routes.get(
    TURNOUT,
    {
      schema: {
        tags,
        summary: 'People who have, or have not, taken part',
        params: contract.turnoutParams,
        querystring: contract.turnoutQuery,
        response: { 200: contract.turnoutPerson.array(), ...refusals },
      },
    },
    async (request, reply) => {
      const scope = await scopeIn(request, request.params.slug, request.query)
      if (!scope) return sendProblem(reply, 'not-found')
      const { query, status, after, limit } = request.query
      const rows = await listTurnout(keeper, scope, { query, status, after: readKey(after), limit })
      return rows.map(presentTurnout)
    },
  )

  routes.get(
    `${TURNOUT}/units`,
    {
      schema: {
        tags,
        summary: 'The same, counted by unit',
        params: contract.turnoutParams,
        querystring: contract.turnoutQuery.pick({ round: true, unit: true, after: true, limit: true }),
        response: { 200: contract.unitTurnout.array(), ...refusals },
      },
    },
    async (request, reply) => {
      const scope = await scopeIn(request, request.params.slug, request.query)
      if (!scope) return sendProblem(reply, 'not-found')
      const { searchKey: path, id } = readKey(request.query.after)
      const units = await listTurnoutUnits(keeper, scope, { after: { path, id }, limit: request.query.limit })
      return units.map(({ id, ...unit }) => ({ ...unit, key: keyOf({ searchKey: unit.path, id }) }))
    },
  )

  for (const type of ['csv', 'xlsx'] as const)
    routes.get(
      `${TURNOUT}.${type}`,
      {
        schema: {
          tags,
          summary: `The same as a file, .${type}`,
          params: contract.turnoutParams,
          querystring: contract.turnoutExport,
          response: { 200: contract.file, ...refusals },
        },
      },
      async (request, reply) => {
        const scope = await scopeIn(request, request.params.slug, request.query)
        if (!scope) return sendProblem(reply, 'not-found')
        const { status } = request.query
        const rows = everyRow(keeper, scope, status)
        const name = `du-thi-${request.params.slug}.${type}`
        return sendStream(reply, {
          name,
          type,
          rest: type === 'csv' ? asCsv(rows) : writeSheet('Dự thi', asSheet(rows)),
        })
      },
    )
}

async function* everyRow(
  keeper: Pool,
  scope: TurnoutScope,
  status: TurnoutStatus | 'all',
): AsyncGenerator<TurnoutRow[]> {
  for (let after = FIRST; ; ) {
    const page = await listTurnout(keeper, scope, { query: '', status, after, limit: EXPORT_PAGE })
    yield page
    if (page.length < EXPORT_PAGE) return
    after = page.at(-1)!
  }
}

const textsOf = ({ fullName, birthOn, unitCode, unitName, position, status }: TurnoutRow) => [
  fullName,
  birthOn?.split('-').reverse().join('/') ?? '',
  unitCode,
  unitName,
  position ?? '',
  TURNOUT_STATUS[status],
]

async function* asSheet(pages: AsyncIterable<TurnoutRow[]>) {
  yield { texts: TURNOUT_HEADINGS, isHeading: true }
  for await (const page of pages) for (const row of page) yield { texts: textsOf(row) }
}

async function* asCsv(pages: AsyncIterable<TurnoutRow[]>): AsyncGenerator<string> {
  yield stringify([[...TURNOUT_HEADINGS]], { bom: true, record_delimiter: 'windows' })
  for await (const page of pages)
    if (page.length > 0)
      yield stringify(
        page.map((row) => textsOf(row).map(harmless)),
        { record_delimiter: 'windows' },
      )
}
