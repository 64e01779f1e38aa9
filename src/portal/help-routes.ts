import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Along, Pages, Typed } from '../../web/public/props.ts'
import { type ContestView, contest as contestShape } from '../contests/contract.ts'
import { enquiryTaken, ownEnquiry, publicFaq, topic as topics } from '../helpdesk/contract.ts'
import { browserKindOf } from '../platform/browser-kind.ts'
import { type ContestantView, contestantView } from '../rankings/contract.ts'
import type { Desk } from './open-desk.ts'
import { asForm } from './registration-routes.ts'
import { aboutWhat, typedOf } from './rules.ts'

type Query = { from?: string; saw?: string; reference?: string }
type Token = { token: string }

/** Asking the help desk from any page, and what is asked often (docs/rules/helpdesk.md). */
export function helpRoutes(app: FastifyInstance, desk: Desk): void {
  app.get<{ Querystring: Query }>('/help', async (request, reply) => {
    const contests = await desk.ask(request, contestShape.array(), 'GET', '/api/v1/contests')
    if (!contests.ok) return desk.showProblem(request, reply, contests)
    return desk.show(request, reply, 'help-choice', {
      contests: contests.value,
      from: request.query.from ?? '',
    })
  })

  app.get<{ Querystring: Query }>('/contests/:slug/help', async (request, reply) => {
    const contest = await desk.contestOf(request, reply)
    if (!contest) return reply
    const { from = '', saw, reference } = request.query
    const { along, me } = await lookAround(request, contest, { page: from, saw, reference })
    const typed = { along: 'yes' }
    return desk.show(request, reply, 'help', { contest, typed, along, me, wrong: [], refusal: null })
  })

  app.post<{ Body: URLSearchParams }>('/contests/:slug/help', async (request, reply) => {
    const contest = await desk.contestOf(request, reply)
    if (!contest) return reply
    const typed: Typed & { text: string } = {
      ...typedOf(asForm(request.body)),
      text: (asForm(request.body).get('text') ?? '').slice(0, 3000),
    }
    const { page = '', saw, reference } = typed as Record<string, string | undefined>
    const { along, me } = await lookAround(request, contest, { page, saw, reference })
    const showAgain = (trouble: Partial<Pages['help']>) => {
      const kept = { ...typed, along: 'along' in typed ? 'yes' : 'no' }
      const props = { contest, typed: kept, along, me, wrong: [], refusal: null, ...trouble }
      return desk.show(request, reply, 'help', props, { path: `/contests/${contest.slug}/help` })
    }
    const wrong = [
      ...(topics.safeParse(typed.topic).success ? [] : ['topic' as const]),
      ...(typed.text.trim().length < 5 ? ['text' as const] : []),
    ]
    if (wrong.length > 0) {
      reply.code(400)
      return showAgain({ wrong })
    }
    const { attemptNo: _shown, receiptCode: _told, ...context } = along
    const asked = await desk.ask(
      request,
      enquiryTaken,
      'POST',
      `/api/v1/contests/${contest.slug}/enquiries`,
      {
        topic: typed.topic,
        text: typed.text,
        ...(typed.name && { name: typed.name.slice(0, 100) }),
        context: typed.along === 'yes' ? context : {},
      },
    )
    if (asked.ok) return reply.redirect(`/help/${asked.value.token}?new=1`, 303)
    reply.code(asked.status)
    return showAgain({ refusal: asked.reason ?? 'busy' })
  })

  app.get<{ Params: Token; Querystring: { new?: string } }>('/help/:token', (request, reply) =>
    showEnquiry(request, reply, { isNew: request.query.new !== undefined, typed: '', isBad: false }),
  )

  app.post<{ Params: Token; Body: URLSearchParams }>('/help/:token/follow-ups', async (request, reply) => {
    const { token } = request.params
    const text = (asForm(request.body).get('text') ?? '').slice(0, 3000)
    const path = `/api/v1/enquiries/${encodeURIComponent(token)}/follow-ups`
    const added = await desk.ask(request, z.unknown(), 'POST', path, { text })
    if (added.ok) return reply.redirect(`/help/${encodeURIComponent(token)}`, 303)
    reply.code(added.status)
    if (added.reason !== 'malformed') return desk.showProblem(request, reply, added)
    return showEnquiry(request, reply, { isNew: false, typed: text, isBad: true })
  })

  app.get<{ Querystring: { q?: string } }>('/contests/:slug/faq', (request, reply) =>
    desk.showPublic(request, reply, 'faq', async () => {
      const contest = await desk.contestOf(request, reply)
      if (!contest) return null
      const query = (request.query.q ?? '').slice(0, 200)
      const search = query === '' ? '' : `?query=${encodeURIComponent(query)}`
      const path = `/api/v1/contests/${contest.slug}/faq${search}`
      const faqs = await desk.ask(request, publicFaq.array(), 'GET', path)
      if (faqs.ok) return { contest, faqs: faqs.value, query }
      desk.showProblem(request, reply, faqs, contest)
      return null
    }),
  )

  async function showEnquiry(
    request: FastifyRequest,
    reply: FastifyReply,
    how: Pick<Pages['enquiry'], 'isNew' | 'typed' | 'isBad'>,
  ): Promise<FastifyReply> {
    const { token } = request.params as Token
    const address = `/help/${encodeURIComponent(token)}`
    const found = await desk.ask(request, ownEnquiry, 'GET', `/api/v1/enquiries/${encodeURIComponent(token)}`)
    if (!found.ok) return desk.showProblem(request, reply, found)
    const slug = encodeURIComponent(found.value.contest)
    const contest = await desk.ask(request, contestShape, 'GET', `/api/v1/contests/${slug}`)
    if (!contest.ok) return desk.showProblem(request, reply, contest)
    const link = `${desk.publicUrl ?? `${request.protocol}://${request.host}`}${address}`
    const props = { contest: contest.value, enquiry: found.value, address, link, ...how }
    return desk.show(request, reply, 'enquiry', props, { path: address })
  }

  /** What is known of where they are and who they are; all of it is shown to them before it goes along. */
  async function lookAround(
    request: FastifyRequest,
    contest: ContestView,
    given: { page: string; saw: string | undefined; reference: string | undefined },
  ): Promise<{ along: Along; me: string | null }> {
    const path = `/api/v1/contests/${contest.slug}/contestants/me`
    const asked = await desk.ask(request, contestantView, 'GET', path)
    const me: ContestantView | null = asked.ok ? asked.value : null
    const browser = browserKindOf(request.headers['user-agent'] ?? '')
    return {
      along: aboutWhat({ ...given, browser }, contest, me?.attempts ?? []),
      me: me && `${me.fullName}, ${me.unit.name}`,
    }
  }
}
