import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Pages, Stream, Wrong } from '../../web/public/props.ts'
import { registered } from '../contestants/contract.ts'
import type { ContestView } from '../contests/contract.ts'
import type { Reason } from '../platform/problem.ts'
import { type UnitChoice, unitChoice } from '../units/contract.ts'
import type { Desk } from './open-desk.ts'
import { missingOf, registrationOf, typedOf, wrongOf } from './rules.ts'

type Query = { round?: string; stream?: string; dv?: string }
type Trouble = { wrong: Record<string, Wrong>; refusal: Reason | null; found: UnitChoice[] | null }

/** Who takes part: once, with the unit found by search. */
export function registrationRoutes(app: FastifyInstance, desk: Desk): void {
  app.get<{ Querystring: Query }>('/contests/:slug/register', async (request, reply) => {
    const contest = await desk.contestOf(request, reply)
    if (!contest) return reply
    const { round = '', stream: code, dv = '' } = request.query
    const stream = streamOf(contest, code)
    const chosen = dv === '' ? null : await unitOf(request, contest, stream, { code: dv })
    const typed = { round, dv }
    return desk.show(request, reply, 'register', { contest, stream, typed, chosen, ...noTrouble })
  })

  app.post<{ Body: URLSearchParams }>('/contests/:slug/register', async (request, reply) => {
    const contest = await desk.contestOf(request, reply)
    if (!contest) return reply
    const typed = typedOf(asForm(request.body))
    const stream = streamOf(contest, typed.stream)
    const showAgain = (trouble: Partial<Trouble>, chosen: UnitChoice | null) =>
      showForm(request, reply, { contest, stream, typed, chosen, ...noTrouble, ...trouble })

    if (!stream) return showAgain({ wrong: { stream: 'empty' } }, null)
    const chosen = await unitOf(request, contest, stream, {
      id: typed.unitId ?? '',
      name: typed.unitQuery ?? '',
    })
    const query = (typed.unitQuery ?? '').trim()
    const wantsSearch = typed.do === 'search'
    const isSearching = query !== '' && (wantsSearch || !chosen)
    const found = isSearching ? await searchUnits(request, contest, stream, query) : null
    if (wantsSearch) return showAgain({ found: found ?? [] }, chosen)

    const missing = missingOf(stream, typed)
    if (Object.keys(missing).length > 0) {
      reply.code(400)
      return showAgain({ wrong: missing, found }, chosen)
    }
    const path = `/api/v1/contests/${contest.slug}/contestants`
    const outcome = await desk.ask(request, registered, 'POST', path, registrationOf(stream, typed))
    if (!outcome.ok) {
      reply.code(outcome.status)
      if (outcome.reason !== 'malformed')
        return showAgain({ refusal: outcome.reason ?? 'busy', found }, chosen)
      return showAgain({ wrong: wrongOf(stream, outcome.errors), found }, chosen)
    }
    for (const cookie of outcome.setCookie) reply.header('set-cookie', cookie)
    return reply.redirect(wayOn(contest, typed.round), 303)
  })

  function showForm(request: FastifyRequest, reply: FastifyReply, props: Pages['register']): FastifyReply {
    const { contest, stream, typed } = props
    const back = new URLSearchParams()
    if (stream) back.set('stream', stream.code)
    if (typed.round) back.set('round', typed.round)
    return desk.show(request, reply, 'register', props, {
      path: `/contests/${contest.slug}/register?${back}`,
    })
  }

  async function searchUnits(
    request: FastifyRequest,
    contest: ContestView,
    stream: Stream | null,
    query: string,
  ): Promise<UnitChoice[]> {
    const search = new URLSearchParams({ query, ...(stream && { stream: stream.code }) })
    const path = `/api/v1/contests/${contest.slug}/units?${search}`
    const units = await desk.ask(request, unitChoice.array(), 'GET', path)
    return units.ok ? units.value : []
  }

  /** The unit that a link or a choice names; looked up again, since what a browser sends may be anything. */
  async function unitOf(
    request: FastifyRequest,
    contest: ContestView,
    stream: Stream | null,
    { id, code, name }: { id?: string; code?: string; name?: string },
  ): Promise<UnitChoice | null> {
    const wanted = (unit: UnitChoice) => unit.id === id || unit.code === code
    if (!id && !code) return null
    for (const query of [name, code]) {
      if (!query) continue
      const match = (await searchUnits(request, contest, stream, query)).find(wanted)
      if (match) return match
    }
    return id ? { id, code: '', name: name || id, path: '' } : null
  }
}

const noTrouble: Trouble = { wrong: {}, refusal: null, found: null }

export function asForm(body: unknown): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams()
}

/** The stream asked for, or the only one there is. */
function streamOf(contest: ContestView, code: string | undefined) {
  if (contest.streams.length === 1) return contest.streams[0] ?? null
  return contest.streams.find((stream) => stream.code === code) ?? null
}

/** To the round they came for, else the open one, else what they have so far. */
function wayOn(contest: ContestView, wanted: string | undefined): string {
  const base = `/contests/${contest.slug}`
  const round =
    contest.rounds.find(({ no }) => String(no) === wanted) ??
    contest.rounds.find(({ phase }) => phase === 'open')
  return round ? `${base}/rounds/${round.no}/start` : `${base}/me`
}
