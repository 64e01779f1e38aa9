/**
 * The referee's clock: a request counts from when it reached us, not from when we got round to it. A page that
 * asks the API in process hands its own arrival on, and so does whoever drives the API with a clock of its own.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from './clock.ts'

const inherited = new AsyncLocalStorage<Date>()

declare module 'fastify' {
  interface FastifyRequest {
    arrivedAt: Date
  }
}

/** Runs `ask` so that requests made inside it in this process arrive at the instant `at`. */
export function asArrivedAt<Result>(at: Date, ask: () => PromiseLike<Result>): Promise<Result> {
  // Awaited inside: a request in process begins only when somebody waits for it.
  return inherited.run(at, async () => await ask())
}

export function stampArrivals(app: FastifyInstance, clock: Clock): void {
  app.decorateRequest('arrivedAt', null as unknown as Date)
  app.addHook('onRequest', (request, _reply, done) => {
    request.arrivedAt = inherited.getStore() ?? clock.now()
    done()
  })
}

export function arrivalOf(request: FastifyRequest): Date {
  return request.arrivedAt
}
