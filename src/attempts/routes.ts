import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { ContestantId } from '../contestants/model.ts'
import type { ContestId } from '../contests/model.ts'
import { createGatherer, laneOf } from '../platform/group-commit.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { isId } from '../platform/ids.ts'
import { problem } from '../platform/problem.ts'
import * as contract from './contract.ts'
import type { Attempt, AttemptId } from './model.ts'
import { presentAttempt, presentSaved, presentStarted, receiptOf, showsScore } from './present-attempt.ts'
import { hasExpired } from './rules.ts'
import { type Start, type StartOutcome, startAttempts, type Unsettled } from './start-attempts.ts'
import { findAttempt, listReceiptKeys } from './store.ts'
import {
  type AskedDeed,
  loadPaper,
  type PaperNeeds,
  type PaperOutcome,
  writeDownPapers,
} from './write-down-papers.ts'

type Needs = PaperNeeds & {
  /** Whom this request speaks for: one contestant per contest, proven by their tokens. */
  contestantsOf: (request: FastifyRequest) => readonly { contestId: ContestId; contestantId: ContestantId }[]
}

/** Queues are bounded: what cannot be written within seconds is refused at once (503 with Retry-After). */
const QUEUE = { batchAtMost: 256, waitingAtMost: 8_000, oldestAtMostMs: 8_000, lanes: 2 }

/** The most requests a minute that an honest client sends about one attempt, several times over. */
const PER_ATTEMPT = { points: 600, duration: 60 }

export function attemptRoutes(app: FastifyInstance, needs: Needs): void {
  const starts = createGatherer<Start, StartOutcome>({
    ...QUEUE,
    laneOf: ({ contestantId }) => laneOf(contestantId),
    write: (batch) => startAttempts(needs, batch),
  })
  const papers = createGatherer<AskedDeed, PaperOutcome>({
    ...QUEUE,
    laneOf: ({ attemptId }) => laneOf(attemptId),
    write: (batch) => writeDownPapers(needs, batch),
  })
  const pace = new RateLimiterMemory(PER_ATTEMPT)
  app.addHook('onClose', async () => {
    await Promise.all([starts.drained(), papers.drained()])
  })

  const isSignedIn = async (request: FastifyRequest, reply: FastifyReply) => {
    if (needs.contestantsOf(request).length === 0) return sendProblem(reply, 'not-signed-in')
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

  const takeStart = async (start: Start): Promise<Exclude<StartOutcome, Unsettled>> => {
    for (;;) {
      const outcome = await starts.take(start)
      if (outcome.ok || outcome.reason !== 'unsettled') return outcome
      const { attemptId } = outcome
      await papers.take({ attemptId, by: null, deed: { kind: 'expiry', arrivedAt: start.arrivedAt } })
    }
  }

  const isTooFast = async (id: string) => {
    try {
      await pace.consume(id)
      return false
    } catch {
      return true
    }
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
  const common = { attachValidation: true, onRequest: isSignedIn } as const

  routes.post(
    '/api/v1/rounds/:roundId/attempts',
    {
      ...common,
      schema: {
        tags: ['Attempts'],
        summary: 'Start an attempt, or resume the open one',
        params: contract.roundParams,
        body: contract.startRequest.optional(),
        response: { 201: contract.startedAttempt, 200: contract.startedAttempt, ...refusals },
      },
    },
    async (request, reply) => {
      const found = needs.calendar.roundOf(request.params.roundId)
      if (!found) return sendProblem(reply, 'no-such-round')
      const me = needs.contestantsOf(request).find(({ contestId }) => contestId === found.contest.id)
      if (!me) return sendProblem(reply, 'not-signed-in')
      const shape = readBody(contract.startRequest, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)

      const { nonce } = shape.body
      const outcome = await takeStart({
        ...found,
        contestantId: me.contestantId,
        nonce: nonce === undefined ? randomBytes(16) : Buffer.from(nonce, 'hex'),
        nonceBy: nonce === undefined ? 'server' : 'client',
        arrivedAt: request.arrivedAt,
      })
      if (!outcome.ok) return sendProblem(reply, outcome.reason)
      const paper = await loadPaper(needs, outcome.attempt)
      return reply
        .code(outcome.isNew ? 201 : 200)
        .send(presentStarted(outcome.attempt, paper, { contest: found.contest, at: request.arrivedAt }))
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
        response: { 200: contract.saved, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.saveRequest, request)
      if (!shape.ok)
        return (await findOwn(request, reply, request.params.attemptId))
          ? sendMalformed(reply, shape.faults)
          : reply
      if (!isId(request.params.attemptId)) return sendProblem(reply, 'no-such-attempt')
      if (await isTooFast(request.params.attemptId)) return sendProblem(reply, 'slow-down')

      const { sequence, answers, prediction } = shape.body
      const outcome = await papers.take({
        attemptId: request.params.attemptId as AttemptId,
        by: idsOf(request),
        deed: { kind: 'save', sequence, answers, prediction, arrivedAt: request.arrivedAt },
      })
      if (!isGranted(outcome, reply)) return reply
      const { attempt, stale } = outcome
      return {
        savedSequence: attempt.savedSequence,
        serverNow: request.arrivedAt.toISOString(),
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
      const shape = readBody(contract.submitRequest, request)
      if (!shape.ok)
        return (await findOwn(request, reply, request.params.attemptId))
          ? sendMalformed(reply, shape.faults)
          : reply
      if (!isId(request.params.attemptId)) return sendProblem(reply, 'no-such-attempt')
      if (await isTooFast(request.params.attemptId)) return sendProblem(reply, 'slow-down')

      const { answers, prediction } = shape.body
      const outcome = await papers.take({
        attemptId: request.params.attemptId as AttemptId,
        by: idsOf(request),
        deed: { kind: 'submission', answers, prediction, arrivedAt: request.arrivedAt },
      })
      if (!isGranted(outcome, reply)) return reply
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
      const settled = hasExpired(attempt, at)
        ? await papers.take({ attemptId: attempt.id, by: null, deed: { kind: 'expiry', arrivedAt: at } })
        : { ok: true as const, attempt }
      return presentAttempt(settled.ok ? settled.attempt : attempt, { ...placeOf(attempt), at })
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
