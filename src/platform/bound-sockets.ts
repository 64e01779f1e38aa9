/**
 * What one connection may cost. The time limits of Node end with the request: whoever asks for much and reads nothing
 * would hold a socket, and everything that is to go through it, for as long as they like.
 */
import { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Without any progress: a slow phone takes a few bytes at a time, and keeps its connection. */
const MOVES_WITHIN_MS = 8_000
/**
 * Requests sent ahead of the answers. No browser and no proxy sends any; one packet of 64 kB may hold a thousand, and
 * all their answers would wait in memory for somebody who reads none.
 */
const AHEAD_AT_MOST = 10

const underWay = Symbol('requests under way')
type Counted = { [underWay]?: number }

export function boundSockets(app: FastifyInstance, movesWithinMs = MOVES_WITHIN_MS): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw as { socket: Socket & Counted }
    const count = (socket[underWay] ?? 0) + 1
    socket[underWay] = count
    if (count <= AHEAD_AT_MOST) return done()
    reply.hijack()
    socket.destroy()
  })
  app.addHook('onSend', (_request, { raw }, payload, done) => {
    // When the answer is through, Node sets its own limit for a connection that is kept. An answer whose turn has not
    // come has no socket yet, and in process there is none at all.
    if (raw.socket instanceof Socket) raw.socket.setTimeout(movesWithinMs)
    done(null, payload)
  })
  app.addHook('onResponse', ({ raw }, _reply, done) => {
    const socket = raw.socket as Counted
    socket[underWay] = (socket[underWay] ?? 1) - 1
    done()
  })
}
