/**
 * A server that is asked to stop finishes what it has taken before it closes: a closed one cannot ask itself any more, as pages
 * do. Whoever still comes on an open connection is told when to come again, as by every refusal.
 */
import { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { sendProblem } from './http.ts'

/** Longer than a deed may wait in its lane; a client that reads slowly does not hold the stop up for ever. */
const FINISHED_WITHIN_MS = 10_000

declare module 'fastify' {
  interface FastifyInstance {
    /** Takes nothing new from outside; resolves when everything that was taken has been answered. */
    finishTaken(): Promise<void>
  }
}

export function finishTakenFirst(app: FastifyInstance): void {
  let [isClosing, taken] = [false, 0]
  let tell = () => {}
  app.addHook('onRequest', (request, reply, done) => {
    // What a page asks in process belongs to a request that was taken before.
    if (!(request.raw.socket instanceof Socket)) return done()
    if (isClosing) {
      sendProblem(reply.header('connection', 'close'), 'busy')
      return
    }
    taken += 1
    reply.raw.once('close', () => {
      taken -= 1
      if (taken === 0) tell()
    })
    done()
  })
  app.decorate('finishTaken', async () => {
    isClosing = true
    if (taken === 0) return
    await new Promise<void>((resolve) => {
      const patience = setTimeout(resolve, FINISHED_WITHIN_MS)
      tell = () => {
        clearTimeout(patience)
        resolve()
      }
    })
  })
}
