import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import type { ContestantId } from '../contestants/model.ts'
import type { ContestId } from '../contests/model.ts'
import { Busy } from '../platform/group-commit.ts'
import { isFault, readBody, sendBusy, sendJson, sendMalformed, sendProblem } from '../platform/http.ts'
import { isId } from '../platform/ids.ts'
import { keepPace } from '../platform/pace.ts'
import type { Pressure, Rank } from '../platform/pressure.ts'
import { problem } from '../platform/problem.ts'
import { listRegradings } from '../rulings/store.ts'
import type { Arrival } from '../waiting-room/model.ts'
import type { Admit } from '../waiting-room/open-waiting-room.ts'
import { presentWait } from '../waiting-room/present-wait.ts'
import * as contract from './contract.ts'
import { keepTickets } from './keep-tickets.ts'
import type { Attempt, AttemptId } from './model.ts'
import { openLanes } from './open-lanes.ts'
import {
  presentAttempt,
  presentSaved,
  presentStarted,
  receiptOf,
  showsScore,
  writeStarted,
} from './present-attempt.ts'
import { hasExpired } from './rules.ts'
import { findAttempt, listReceiptKeys } from './store.ts'
import { type AskedDeed, loadPaper, type PaperNeeds, type PaperOutcome } from './write-down-papers.ts'

type Needs = PaperNeeds & {
  batchAtMost?: number | undefined
  /** Whom this request speaks for: one contestant per contest, proven by their tokens. */
  contestantsOf: (request: FastifyRequest) => readonly { contestId: ContestId; contestantId: ContestantId }[]
  sessionKey: Buffer
  /** Absent: never pressed. */
  pressure?: Pressure | undefined
  /** Counts what was taken and what was refused, for those who look on. */
  tally?:
    | { note(roundId: string, kind: 'start' | 'save' | 'submission', reason: string | null): void }
    | undefined
  /** Where starts are spread: whether this one may go on now. */
  admit?: Admit | undefined
}

/** Sent along with the same body again, after a refusal that brought a ticket. */
const TICKET_HEADER = 'hoithi-ticket'

/** The most requests a minute that an honest person's pages send, several times over. */
const PER_PERSON = { times: 600, windowMs: 60_000 }

export function attemptRoutes(app: FastifyInstance, needs: Needs): void {
  const lanes = openLanes(needs)
  const isTooFast = keepPace(PER_PERSON)
  const tickets = keepTickets(needs.sessionKey)
  needs.pressure?.add(lanes.fullness)
  app.addHook('onClose', async () => {
    await lanes.drained()
  })

  const isSignedIn = (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    if (needs.contestantsOf(request).length === 0) return void sendProblem(reply, 'not-signed-in')
    // A paper is its contestant's alone: no browser and no proxy keeps it.
    reply.header('cache-control', 'private, no-store')
    done()
  }
  const idsOf = (request: FastifyRequest) =>
    needs.contestantsOf(request).map(({ contestantId }) => contestantId)
  const placeOf = (attempt: Attempt) => needs.calendar.roundOf(attempt.roundId)!

  /** The attempt, if it is one of theirs; otherwise the refusal has been sent. */
  const findOwn = async (
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
  ): Promise<Attempt | null> => {
    const attempt = isId(id) ? await findAttempt(needs.pool, id as AttemptId) : null
    if (!attempt) sendProblem(reply, 'no-such-attempt')
    else if (!idsOf(request).includes(attempt.contestantId)) sendProblem(reply, 'not-your-attempt')
    else return attempt
    return null
  }

  /** Refuses what a deed's outcome refuses; true where there is nothing to refuse. */
  const isGranted = (
    outcome: PaperOutcome,
    reply: FastifyReply,
  ): outcome is Extract<PaperOutcome, { ok: true }> => {
    if (outcome.ok) return true
    if (outcome.reason === 'malformed') sendMalformed(reply, outcome.faults)
    else if (outcome.reason === 'too-late')
      sendProblem(reply, 'too-late', {
        receipt: receiptOf(outcome.attempt, placeOf(outcome.attempt)) ?? undefined,
      })
    else sendProblem(reply, outcome.reason)
    return false
  }

  /** Asks for a deed on a paper; null where it was refused, and then the refusal has been sent. */
  const takeDeed = async <Schema extends z.ZodType>(
    request: FastifyRequest,
    reply: FastifyReply,
    schema: Schema,
    deedOf: (body: z.output<Schema>) => AskedDeed['deed'],
  ) => {
    const { attemptId } = request.params as { attemptId: string }
    const shape = readBody(schema, request)
    if (!shape.ok) {
      const attempt = await findOwn(request, reply, attemptId)
      // A later submission gets the first receipt, whatever its body.
      const isLater =
        schema === (contract.submitRequest as z.ZodType) && attempt?.sealed?.ending === 'submitted'
      if (attempt && isLater) return { ok: true as const, attempt, stale: true }
      if (attempt) sendMalformed(reply, shape.faults)
      return null
    }
    const by = idsOf(request)
    if (!isId(attemptId)) sendProblem(reply, 'no-such-attempt')
    else if (isTooFast(String(by), performance.now())) sendProblem(reply, 'slow-down')
    else {
      const asked = arrivedWith(request, { attemptId: attemptId as AttemptId, by, deed: deedOf(shape.body) })
      const outcome = await writeOrTicket(request, reply, asked)
      if (outcome && 'attempt' in outcome && asked.deed.kind !== 'expiry')
        needs.tally?.note(outcome.attempt.roundId, asked.deed.kind, outcome.ok ? null : outcome.reason)
      return outcome && isGranted(outcome, reply) ? outcome : null
    }
    return null
  }

  /** A deed that was refused before, and a ticket says when it came, came then. */
  const arrivedWith = (request: FastifyRequest, asked: AskedDeed): AskedDeed => {
    const ticket = request.headers[TICKET_HEADER]
    const arrivedAt = typeof ticket === 'string' ? tickets.arrivalOf(ticket, asked) : null
    return arrivedAt ? { ...asked, deed: { ...asked.deed, arrivedAt } } : asked
  }

  /** Where it cannot be written now, for no fault of the asker's, the refusal takes a ticket along. */
  const writeOrTicket = async (
    request: FastifyRequest,
    reply: FastifyReply,
    asked: AskedDeed,
  ): Promise<PaperOutcome | null> => {
    try {
      if (asked.deed.kind !== 'expiry') refuseUnderPressure(asked.deed.kind)
      return await lanes.write(asked)
    } catch (error) {
      if (!isFault(error)) throw error
      sendBusy(request, reply, error as Error, {
        ticket: tickets.issue(String(asked.by), asked) ?? undefined,
      })
      return null
    }
  }

  const refuseUnderPressure = (rank: Rank) => {
    if (needs.pressure?.mustGiveWay(rank)) throw new Busy(`a ${rank} has to give way`)
  }

  /** Asked before any other work of a start; where it has to wait, that has been said. */
  const isAdmitted = async (reply: FastifyReply, admit: Admit, arrival: Arrival): Promise<boolean> => {
    const admission = await admit(arrival)
    if (admission.ok) return true
    if (admission.reason === 'no-ticket')
      sendMalformed(reply, [{ pointer: '/ticket', expected: 'your ticket for this round' }])
    else {
      const { waiting, retryAfter } = presentWait(admission.wait, arrival.at)
      sendProblem(reply.header('retry-after', retryAfter), 'busy', { waiting })
    }
    return false
  }

  const routes = app.withTypeProvider<ZodTypeProvider>()
  const refusals = {
    400: problem,
    401: problem,
    403: problem,
    404: problem,
    409: problem,
    429: problem,
    503: problem,
  }
  /**
   * The schemas below describe; what comes in is read once, by readBody, and what goes out is made in that shape. An
   * answer to one person cannot be compressed once for all, and is short: pages, which phones fetch, are.
   */
  const common = {
    onRequest: isSignedIn,
    validatorCompiler: () => () => true,
    serializerCompiler: () => JSON.stringify,
    compress: false,
  } as const

  routes.post(
    '/api/v1/rounds/:roundId/attempts',
    {
      ...common,
      schema: {
        tags: ['Attempts'],
        summary: 'Start an attempt, or resume the open one',
        params: contract.roundParams,
        body: contract.startRequest.optional(),
        response: {
          201: contract.startedAttempt,
          200: contract.startedAttempt,
          ...refusals,
          503: contract.busyOrWaiting,
        },
      },
    },
    async (request, reply) => {
      const found = needs.calendar.roundOf(request.params.roundId)
      if (!found) return sendProblem(reply, 'no-such-round')
      const me = needs.contestantsOf(request).find(({ contestId }) => contestId === found.contest.id)
      if (!me) return sendProblem(reply, 'not-signed-in')
      const shape = readBody(contract.startRequest, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)

      if (isTooFast(me.contestantId, performance.now())) return sendProblem(reply, 'slow-down')
      refuseUnderPressure('start')
      const { nonce, ticket } = shape.body
      if (
        needs.admit &&
        !(await isAdmitted(reply, needs.admit, { ...found, ...me, ticket, at: request.arrivedAt }))
      )
        return reply
      const outcome = await lanes.start({
        ...found,
        contestantId: me.contestantId,
        nonce: nonce === undefined ? randomBytes(16) : Buffer.from(nonce, 'hex'),
        nonceBy: nonce === undefined ? 'server' : 'client',
        arrivedAt: request.arrivedAt,
      })
      needs.tally?.note(found.round.id, 'start', outcome.ok ? null : outcome.reason)
      if (!outcome.ok) return sendProblem(reply, outcome.reason)
      const { attempt, paper, isNew } = outcome
      const json = writeStarted(attempt, paper, { contest: found.contest, at: request.arrivedAt })
      return sendJson(reply, isNew ? 201 : 200, json)
    },
  )

  routes.get(
    '/api/v1/attempts/:attemptId/paper',
    {
      ...common,
      schema: {
        tags: ['Attempts'],
        summary: 'The paper of an open attempt, as it was saved',
        params: contract.attemptParams,
        response: { 200: contract.startedAttempt, ...refusals },
      },
    },
    async (request, reply) => {
      const attempt = await findOwn(request, reply, request.params.attemptId)
      if (!attempt) return reply
      if (attempt.sealed?.ending === 'submitted') return sendProblem(reply, 'already-submitted')
      if (attempt.sealed || hasExpired(attempt, request.arrivedAt)) return sendProblem(reply, 'too-late')
      const { contest } = placeOf(attempt)
      return presentStarted(attempt, await loadPaper(needs, attempt), { contest, at: request.arrivedAt })
    },
  )

  routes.put(
    '/api/v1/attempts/:attemptId/answers',
    {
      ...common,
      schema: {
        tags: ['Attempts'],
        summary: 'Save the whole paper as it now stands',
        params: contract.attemptParams,
        body: contract.saveRequest,
        response: { 200: contract.saved, ...refusals, 409: contract.tooLate },
      },
    },
    async (request, reply) => {
      const outcome = await takeDeed(request, reply, contract.saveRequest, (body) => ({
        kind: 'save',
        sequence: body.sequence,
        answers: body.answers,
        prediction: body.prediction,
        arrivedAt: request.arrivedAt,
      }))
      if (!outcome) return reply
      const { attempt, stale } = outcome
      return {
        savedSequence: attempt.savedSequence,
        serverNow: request.arrivedAt.toISOString(),
        ...(needs.calendar.heard() > 0 && { deadlineAt: attempt.deadlineAt.toISOString() }),
        ...(stale && { saved: presentSaved(attempt) }),
      }
    },
  )

  routes.post(
    '/api/v1/attempts/:attemptId/submission',
    {
      ...common,
      schema: {
        tags: ['Attempts'],
        summary: 'Hand the paper in',
        params: contract.attemptParams,
        body: contract.submitRequest.optional(),
        response: { 201: contract.submitted, 200: contract.submitted, ...refusals, 409: contract.tooLate },
      },
    },
    async (request, reply) => {
      const outcome = await takeDeed(request, reply, contract.submitRequest, ({ answers, prediction }) => ({
        kind: 'submission',
        answers,
        prediction,
        arrivedAt: request.arrivedAt,
      }))
      if (!outcome) return reply
      const { attempt, stale } = outcome
      const place = placeOf(attempt)
      const { score, total, durationMs } = attempt.sealed!
      return reply.code(stale ? 200 : 201).send({
        receipt: receiptOf(attempt, place)!,
        ...(showsScore({ ...place, at: request.arrivedAt }) && { score, total }),
        durationMs,
      })
    },
  )

  routes.get(
    '/api/v1/attempts/:attemptId',
    {
      ...common,
      schema: {
        tags: ['Attempts'],
        summary: 'The state of an attempt',
        params: contract.attemptParams,
        response: { 200: contract.attemptView, ...refusals },
      },
    },
    async (request, reply) => {
      const attempt = await findOwn(request, reply, request.params.attemptId)
      if (!attempt) return reply
      const at = request.arrivedAt
      // Its time has run out and nobody has written it down: do it, so that there is a receipt to show. It queues
      // behind the saves of the same attempt.
      const settled =
        hasExpired(attempt, at) && !tickets.isOutstanding(attempt.id, at)
          ? await lanes.write({ attemptId: attempt.id, by: null, deed: { kind: 'expiry', arrivedAt: at } })
          : { ok: true as const, attempt }
      const place = placeOf(attempt)
      const shown = presentAttempt(settled.ok ? settled.attempt : attempt, { ...place, at })
      // V-5. Nothing is graded again while the books are open: then nobody is asked.
      if (shown.score === undefined || !place.round.booksClosedAt) return shown
      const regraded = (await listRegradings(needs.pool, [place.round.id], [attempt.id])).get(attempt.id)
      return { ...shown, ...(regraded && { regraded }) }
    },
  )

  routes.get(
    '/api/v1/keys',
    {
      schema: {
        tags: ['Receipts'],
        summary: 'Public keys that verify receipts',
        response: { 200: contract.publicKey.array() },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=300')
      return (await listReceiptKeys(needs.pool)).map(({ keyId, publicKey, from, until }) => ({
        keyId,
        algorithm: 'Ed25519' as const,
        publicKey,
        from: from.toISOString(),
        ...(until && { until: until.toISOString() }),
      }))
    },
  )
}
