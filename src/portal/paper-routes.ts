import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { answersOf, askedOf } from '../../web/elements/paper/form.ts'
import type { Pages } from '../../web/public/props.ts'
import { type Answers, type StartedAttempt, saved, startedAttempt, submitted } from '../attempts/contract.ts'
import type { ContestView } from '../contests/contract.ts'
import { bulletin as bulletinShape, noticeView } from '../incidents/contract.ts'
import type { Reason } from '../platform/problem.ts'
import { type ContestantView, contestantView } from '../rankings/contract.ts'
import { type Waiting, waiting as waitingShape } from '../waiting-room/contract.ts'
import type { Asked, Desk } from './open-desk.ts'
import { asForm } from './registration-routes.ts'
import { attemptsLeft, laidOver } from './rules.ts'

type Round = ContestView['rounds'][number]
type Place = { contest: ContestView; round: Round; base: string }
type Form = { Body: URLSearchParams }

/** So long after its turn a place in the queue is still good. */
const PLACE_KEPT_SECONDS = 600

/** A refusal for now, with a place in the queue of those who want to start. */
function waitingOf({ body }: { body: unknown }): Waiting | null {
  return z.object({ waiting: waitingShape }).safeParse(body).data?.waiting ?? null
}

function ticketOf(request: FastifyRequest): string | null {
  return /(?:^|;\s*)hoithi_waiting=([\w.~-]{1,400})(?:;|$)/.exec(request.headers.cookie ?? '')?.[1] ?? null
}

/** From the start of an attempt to handing it in. */
export function paperRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/contests/:slug/rounds/:no/start', async (request, reply) => showStart(request, reply, null))

  app.post<Form>('/contests/:slug/rounds/:no/start', async (request, reply) => {
    const place = await placeOf(request, reply)
    if (!place) return reply
    const nonce = asForm(request.body).get('nonce') ?? ''
    const path = `/api/v1/rounds/${place.round.id}/attempts`
    const body = /^[0-9a-f]{32}$/.test(nonce) ? { nonce } : {}
    const started = await desk.ask(request, startedAttempt, 'POST', path, body)
    return afterAsking(request, reply, place, started)
  })

  // Asked for by the page itself, with scripts off again and again until it is their turn. Only who pressed the button has the
  // cookie, and no other site can make a browser send it: a link to this address starts nobody's clock.
  app.get('/contests/:slug/rounds/:no/waiting', async (request, reply) => {
    const place = await placeOf(request, reply)
    if (!place) return reply
    const ticket = ticketOf(request)
    if (ticket === null) return reply.redirect(`${place.base}/start`, 303)
    const path = `/api/v1/rounds/${place.round.id}/attempts`
    const asked = await desk.ask(request, startedAttempt, 'POST', path, { ticket })
    const isForeign = !asked.ok && asked.errors.some(({ pointer }) => pointer === '/ticket')
    const started = isForeign ? await desk.ask(request, startedAttempt, 'POST', path, {}) : asked
    const waiting = started.ok ? null : waitingOf(started)
    if (!waiting) return afterAsking(request, reply, place, started)
    keepTicket(reply, place, waiting)
    return desk.show(request, reply, 'waiting', { ...place, waiting })
  })

  app.get<{ Querystring: { saved?: string } }>('/contests/:slug/rounds/:no/paper', async (request, reply) => {
    const place = await placeOf(request, reply)
    const attempt = place && (await openPaperOf(request, reply, place))
    if (!attempt) return reply
    const capsule = capsuleOf(place, attempt)
    const justSaved = request.query.saved !== undefined
    const bulletin = await bulletinOf(request, place)
    const props = { ...place, attempt, bulletin, capsule, badPrediction: null, justSaved }
    return desk.show(request, reply, 'paper', props, { path: `${place.base}/paper` })
  })

  app.post<Form>('/contests/:slug/rounds/:no/paper', async (request, reply) => {
    const place = await placeOf(request, reply)
    if (!place) return reply
    const form = asForm(request.body)
    const paper = await paperOf(request, form.get('attemptId') ?? '')
    if (!paper.ok) return refusePaper(request, reply, place, paper, form.get('attemptId') ?? '')
    const { value: attempt } = paper
    const answers = answersOf(attempt.questions.map(askedOf), (name) => form.getAll(name))
    const typed = (form.get('prediction') ?? '').trim()
    const sequence = Number(form.get('sequence')) || 0
    const outcome = await save(request, attempt, {
      sequence,
      answers,
      prediction: typed === '' ? null : typed,
    })
    if (outcome === 'bad-prediction') {
      const again = { ...attempt, saved: { ...attempt.saved, answers }, savedSequence: sequence + 1 }
      reply.code(400)
      const capsule = capsuleOf(place, attempt)
      const bulletin = await bulletinOf(request, place)
      const props = { ...place, attempt: again, bulletin, capsule, badPrediction: typed, justSaved: true }
      return desk.show(request, reply, 'paper', props, { path: `${place.base}/paper` })
    }
    if (!outcome.ok) return refusePaper(request, reply, place, outcome, attempt.attemptId)
    return reply.redirect(
      form.get('do') === 'review' ? `${place.base}/review` : `${place.base}/paper?saved`,
      303,
    )
  })

  app.get('/contests/:slug/rounds/:no/review', async (request, reply) => {
    const place = await placeOf(request, reply)
    const attempt = place && (await openPaperOf(request, reply, place))
    if (!attempt) return reply
    const bulletin = await bulletinOf(request, place)
    return desk.show(request, reply, 'review', { ...place, attempt, bulletin, refusal: null })
  })

  app.post<Form>('/contests/:slug/rounds/:no/submission', async (request, reply) => {
    const place = await placeOf(request, reply)
    if (!place) return reply
    const id = asForm(request.body).get('attemptId') ?? ''
    const path = `/api/v1/attempts/${encodeURIComponent(id)}/submission`
    const handedIn = await desk.ask(request, submitted, 'POST', path, {})
    if (handedIn.ok) return reply.redirect(`/attempts/${id}/receipt`, 303)
    if (handedIn.status === 503 || handedIn.status === 429 || handedIn.reason === 'malformed') {
      const attempt = await openPaperOf(request, reply, place)
      if (!attempt) return reply
      reply.code(handedIn.status)
      const bulletin = await bulletinOf(request, place)
      const props: Pages['review'] = { ...place, attempt, bulletin, refusal: handedIn.reason }
      return desk.show(request, reply, 'review', props, { path: `${place.base}/review` })
    }
    return refusePaper(request, reply, place, handedIn, id)
  })

  /** They have begun, are to wait for their turn, or are told why not. */
  function afterAsking(
    request: FastifyRequest,
    reply: FastifyReply,
    place: Place,
    started: Asked<StartedAttempt>,
  ): FastifyReply | Promise<FastifyReply> {
    if (started.ok) {
      keepTicket(reply, place, null)
      return reply.redirect(`${place.base}/paper`, 303)
    }
    const waiting = waitingOf(started)
    if (waiting) {
      keepTicket(reply, place, waiting)
      return reply.redirect(`${place.base}/waiting`, 303)
    }
    if (started.reason === 'not-signed-in') return toRegister(reply, place)
    reply.code(started.status)
    return showStart(request, reply, started.reason ?? 'busy')
  }

  /** The place is the person's; the ticket is remembered so that they are known to have asked. */
  function keepTicket(reply: FastifyReply, { base }: Place, waiting: Waiting | null): void {
    const age = waiting ? waiting.seconds + PLACE_KEPT_SECONDS : 0
    const secure = desk.publicUrl?.startsWith('https:') ? '; Secure' : ''
    const attributes = `Path=${base}; HttpOnly; SameSite=Strict${secure}; Max-Age=${age}`
    reply.header('set-cookie', `hoithi_waiting=${waiting?.ticket ?? ''}; ${attributes}`)
  }

  async function placeOf(request: FastifyRequest, reply: FastifyReply): Promise<Place | null> {
    const contest = await desk.contestOf(request, reply)
    const round = contest && desk.roundOf(request, reply, contest)
    return round && { contest, round, base: `/contests/${contest.slug}/rounds/${round.no}` }
  }

  const capsuleOf = ({ contest, round }: Place, { attemptId }: StartedAttempt) =>
    desk.capsuleOf(contest, round, attemptId)

  /** From the server's memory; a paper is shown without it rather than not at all. */
  async function bulletinOf(request: FastifyRequest, { round }: Place): Promise<Pages['paper']['bulletin']> {
    const asked = await desk.ask(request, bulletinShape, 'GET', `/api/v1/rounds/${round.id}/bulletin`)
    return asked.ok ? asked.value : null
  }

  const askMe = (request: FastifyRequest, { contest }: Place): Promise<Asked<ContestantView>> =>
    desk.ask(request, contestantView, 'GET', `/api/v1/contests/${contest.slug}/contestants/me`)

  const paperOf = (request: FastifyRequest, attemptId: string): Promise<Asked<StartedAttempt>> =>
    desk.ask(request, startedAttempt, 'GET', `/api/v1/attempts/${encodeURIComponent(attemptId)}/paper`)

  const toRegister = (reply: FastifyReply, { contest, round }: Place) =>
    reply.redirect(`/contests/${contest.slug}/register?round=${round.no}`, 303)

  async function showStart(request: FastifyRequest, reply: FastifyReply, refusal: Reason | null) {
    const place = await placeOf(request, reply)
    if (!place) return reply
    const me = await askMe(request, place)
    if (!me.ok && me.reason === 'not-signed-in') return toRegister(reply, place)
    if (!me.ok) return desk.showProblem(request, reply, me, place.contest)
    const { contest, round } = place
    const { attempts } = me.value
    const open = attempts.find(({ roundNo, state }) => roundNo === round.no && state === 'open') ?? null
    const left = attemptsLeft(contest, attempts, round.no)
    const hasPlace = ticketOf(request) !== null
    const path = `/api/v1/contests/${contest.slug}/notices`
    const asked = await desk.ask(request, noticeView.array(), 'GET', path)
    const notices = asked.ok ? asked.value : []
    const props = { contest, round, me: me.value, open, left, notices, hasPlace, refusal }
    return desk.show(request, reply, 'start', props)
  }

  /** The paper that is open in this round; otherwise they are on their way to where they should be. */
  async function openPaperOf(
    request: FastifyRequest,
    reply: FastifyReply,
    place: Place,
  ): Promise<StartedAttempt | null> {
    const me = await askMe(request, place)
    if (!me.ok) {
      if (me.reason === 'not-signed-in') toRegister(reply, place)
      else desk.showProblem(request, reply, me, place.contest)
      return null
    }
    const own = me.value.attempts.filter(({ roundNo }) => roundNo === place.round.no)
    const open = own.find(({ state }) => state === 'open')
    const paper = open && (await paperOf(request, open.attemptId))
    if (paper?.ok) return paper.value
    const last = open ?? own.toSorted((a, b) => b.attemptNo - a.attemptNo)[0]
    if (paper && paper.status !== 409) desk.showProblem(request, reply, paper, place.contest)
    else reply.redirect(last ? `/attempts/${last.attemptId}/receipt` : `${place.base}/start`, 303)
    return null
  }

  /** Without scripts: the whole form is one save. A refusal of the prediction alone does not hold up the answers. */
  async function save(
    request: FastifyRequest,
    { attemptId }: StartedAttempt,
    form: { sequence: number; answers: Answers; prediction: string | null },
  ): Promise<Asked<unknown> | 'bad-prediction'> {
    const path = `/api/v1/attempts/${attemptId}/answers`
    const put = (body: object) => desk.ask(request, saved, 'PUT', path, body)
    let body: { sequence: number; answers: Answers; prediction?: string | null } = {
      ...form,
      sequence: form.sequence + 1,
    }
    let outcome = await put(body)
    const isBadPrediction =
      !outcome.ok &&
      outcome.errors.length > 0 &&
      outcome.errors.every(({ pointer }) => pointer === '/prediction')
    if (isBadPrediction) {
      body = { sequence: body.sequence, answers: body.answers }
      outcome = await put(body)
    }
    if (outcome.ok && outcome.value.saved) {
      const { saved: ahead, savedSequence } = outcome.value
      const answers = laidOver(ahead.answers, form.answers)
      outcome = await put({ ...body, sequence: savedSequence + 1, answers })
    }
    return isBadPrediction && outcome.ok ? 'bad-prediction' : outcome
  }

  /** It is over: to the receipt. It is somebody else's, or they are not known here: to the registration. */
  function refusePaper(
    request: FastifyRequest,
    reply: FastifyReply,
    place: Place,
    refused: Extract<Asked<unknown>, { ok: false }>,
    attemptId: string,
  ): FastifyReply {
    if (refused.status === 409)
      return reply.redirect(`/attempts/${encodeURIComponent(attemptId)}/receipt`, 303)
    if (refused.reason === 'not-signed-in' || refused.reason === 'not-your-attempt')
      return toRegister(reply, place)
    return desk.showProblem(request, reply, refused, place.contest)
  }
}
