/**
 * The referee's clock: a request counts from when it reached us, not from when we got round to it. A page that
 * asks the API in process hands its own arrival on, and so does whoever drives the API with a clock of its own.
 *
 * A request has reached us when all of it has. Its head is stamped on entry and the stamp stands when the rest follows at
 * once; whoever sends the head in time and thinks about the body for ten seconds more has arrived ten seconds later.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from './clock.ts'

const inherited = new AsyncLocalStorage<Date>()

/** More than a lost packet or a busy turn of the event loop takes; far less than a question. */
const REST_FOLLOWS_WITHIN_MS = 1_000

declare module 'fastify' {
  interface FastifyRequest {
    arrivedAt: Date
    /** Stamped here, and not handed on by a page or a driver. */
    isStampedByUs: boolean
  }
}

/** Runs `ask` so that requests made inside it in this process arrive at the instant `at`. */
export function asArrivedAt<Result>(at: Date, ask: () => PromiseLike<Result>): Promise<Result> {
  // Awaited inside: a request in process begins only when somebody waits for it.
  return inherited.run(at, async () => await ask())
}

export function stampArrivals(app: FastifyInstance, clock: Clock): void {
  app.decorateRequest('arrivedAt', null as unknown as Date)
  app.decorateRequest('isStampedByUs', false)
  app.addHook('onRequest', (request, _reply, done) => {
    const handedOn = inherited.getStore()
    request.arrivedAt = handedOn ?? clock.now()
    request.isStampedByUs = handedOn === undefined
    done()
  })
  // The body is all there by now.
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.isStampedByUs) {
      const now = clock.now()
      if (now.getTime() - request.arrivedAt.getTime() > REST_FOLLOWS_WITHIN_MS) request.arrivedAt = now
    }
    done()
  })
}

export function arrivalOf(request: FastifyRequest): Date {
  return request.arrivedAt
}
