/**
 * What every page route does: ask API v1 as the visitor, check the shape of the answer, and show a page in the
 * visitor's tongue. The API is the only door, for our pages as for anybody's.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Visit } from '../../web/elements/site.ts'
import type { PageName, Pages } from '../../web/public/props.ts'
import type { CapsuleKeys } from '../capsules/open-capsule-keys.ts'
import { type ContestView, contest as contestShape } from '../contests/contract.ts'
import { takesBrotli } from '../platform/keep-answers.ts'
import { type PointerFault, problem, type Reason, STATUS_OF } from '../platform/problem.ts'
import type { LoadedPages } from './load-pages.ts'
import { rememberPages } from './remember-pages.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export type PortalNeeds = {
  /** Asks API v1 in process, as the same person and with the same arrival as this request. */
  askApi(
    request: FastifyRequest,
    method: Method,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown; setCookie?: string[] }>
  publicUrl: string | null
  /** What a phone seals under, for answers that cannot be sent in time. */
  capsuleKeys: CapsuleKeys
}

export type Refused = {
  ok: false
  status: number
  reason: Reason | null
  reference: string | null
  errors: PointerFault[]
  body: unknown
}
export type Asked<Value> = { ok: true; value: Value; setCookie: string[] } | Refused

export type Desk = ReturnType<typeof openDesk>

export function openDesk(needs: PortalNeeds, pages: LoadedPages) {
  const pageOf = rememberPages()
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'sha256-${pages.styleHash}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

  async function ask<Shape extends z.ZodType>(
    request: FastifyRequest,
    shape: Shape,
    method: Method,
    path: string,
    body?: unknown,
  ): Promise<Asked<z.output<Shape>>> {
    const answer = await needs.askApi(request, method, path, body)
    if (answer.status < 300)
      return { ok: true, value: shape.parse(answer.body), setCookie: answer.setCookie ?? [] }
    const told = problem.safeParse(answer.body).data
    const reason = told && told.reason in STATUS_OF ? (told.reason as Reason) : null
    const { reference = null, errors = [] } = told ?? {}
    return { ok: false, status: answer.status, reason, reference, errors, body: answer.body }
  }

  function render<Name extends PageName>(
    request: FastifyRequest,
    name: Name,
    props: Pages[Name],
    own: Partial<Visit> = {},
  ): string {
    const contest = 'contest' in props ? (props.contest as ContestView) : null
    const visit = { lang: tongueOf(request), path: request.url, publicUrl: needs.publicUrl, contest, ...own }
    return pages.render(name, props, visit)
  }

  function asPage(reply: FastifyReply): FastifyReply {
    return reply.type('text/html; charset=utf-8').header('content-security-policy', policy)
  }

  /** A page for this visitor alone. */
  function show<Name extends PageName>(
    request: FastifyRequest,
    reply: FastifyReply,
    name: Name,
    props: Pages[Name],
    own: Partial<Visit> = {},
  ): FastifyReply {
    return asPage(reply)
      .header('cache-control', 'no-store')
      .send(render(request, name, props, own))
  }

  /** A page that is the same for everybody; `make` gives null when it has replied otherwise. */
  async function showPublic<Name extends PageName>(
    request: FastifyRequest,
    reply: FastifyReply,
    name: Name,
    make: () => Promise<Pages[Name] | null>,
  ): Promise<FastifyReply> {
    const page = await pageOf(`${tongueOf(request)} ${request.url}`, async () => {
      const props = await make()
      return props && render(request, name, props)
    })
    if (!page || reply.sent) return reply
    reply.mayBeKept = true
    asPage(reply)
      .header('cache-control', 'private, no-cache')
      .header('etag', page.etag)
      .header('vary', 'cookie, accept-encoding')
    if (request.headers['if-none-match']?.includes(page.etag)) return reply.code(304).send()
    if (!takesBrotli(request)) return reply.send(page.html)
    return reply.header('content-encoding', 'br').send(page.brotli)
  }

  /** The contest said no, or there is no such page: in words, with the support of the contest beneath. */
  function showProblem(
    request: FastifyRequest,
    reply: FastifyReply,
    { status, reason, reference }: Pick<Refused, 'status' | 'reason' | 'reference'>,
    contest: ContestView | null = null,
  ): FastifyReply {
    reply.code(status)
    return show(request, reply, 'problem', { status, reason, reference }, { contest })
  }

  /** The contest of this address; where there is none, that has been said and null is returned. */
  async function contestOf(request: FastifyRequest, reply: FastifyReply): Promise<ContestView | null> {
    const { slug } = request.params as { slug: string }
    const found = await ask(request, contestShape, 'GET', `/api/v1/contests/${encodeURIComponent(slug)}`)
    if (found.ok) return found.value
    showProblem(request, reply, found)
    return null
  }

  /** The round of this address, likewise. */
  function roundOf(
    request: FastifyRequest,
    reply: FastifyReply,
    contest: ContestView,
  ): ContestView['rounds'][number] | null {
    const { no } = request.params as { no: string }
    const round = contest.rounds.find((each) => String(each.no) === no)
    if (!round)
      showProblem(request, reply, { status: 404, reason: 'no-such-round', reference: null }, contest)
    return round ?? null
  }

  /** What the page of an attempt is given, so that its phone can seal what it cannot send. */
  function capsuleOf(
    contest: ContestView,
    round: ContestView['rounds'][number],
    attemptId: string,
  ): Pages['paper']['capsule'] {
    const { keyId, keyOf } = needs.capsuleKeys
    return { contest: contest.slug, round: round.no, keyId, key: keyOf(attemptId) }
  }

  return { ask, capsuleOf, show, showPublic, showProblem, contestOf, roundOf, publicUrl: needs.publicUrl }
}

/** Vietnamese, unless this browser chose English before. */
export function tongueOf(request: FastifyRequest): 'vi' | 'en' {
  return /(?:^|;\s*)lang=en(?:;|$)/.test(request.headers.cookie ?? '') ? 'en' : 'vi'
}
