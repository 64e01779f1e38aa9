import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from '../platform/db.ts'
import { sendMalformed, sendProblem } from '../platform/http.ts'
import { problem, type Reason } from '../platform/problem.ts'
import type { Refusal } from '../platform/refusal.ts'
import { LEAST_LENGTH, type PassphraseFault } from './judge-passphrase.ts'
import type { HeldRole } from './model.ts'
import type { Party, Passkeys } from './open-passkeys.ts'
import type { SessionNeeds, SignIn } from './open-session.ts'
import type { SeenSession } from './store.ts'

export type Admitted = SeenSession & { readonly admittedBy: readonly HeldRole[] }
/** What every route of the console needs to know of a request; main hands it over. */
export type Desk = {
  /** Who asks, as the gate found them, and by which of their roles it let them in. */
  seenOf(request: FastifyRequest): Admitted
  /** The cookie of the session, and that of a device that is known from now on. */
  carry(reply: FastifyReply, token: string, staffId: string): void
  drop(reply: FastifyReply): void
  deviceOf(request: FastifyRequest): SignIn['device']
  partyOf(request: FastifyRequest): Party
}
export type StaffNeeds = SessionNeeds & { pool: Pool; desk: Desk; passkeys: Passkeys }

/** What a route of the console may answer besides its own. */
export const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem, 429: problem }

type Refused = Refusal<Reason | 'weak-passphrase'> & { until?: Date; fault?: PassphraseFault }

export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refused: Refused): FastifyReply {
  if (refused.until) {
    const seconds = Math.ceil((refused.until.getTime() - request.arrivedAt.getTime()) / 1000)
    reply.header('retry-after', String(Math.max(1, seconds)))
  }
  if (refused.reason === 'weak-passphrase')
    return sendMalformed(reply, [
      { pointer: '/passphrase', expected: EXPECTED[refused.fault ?? 'too-common'] },
    ])
  return sendProblem(reply, refused.reason)
}

const EXPECTED: Record<PassphraseFault, string> = {
  'too-short': `at least ${LEAST_LENGTH.alone} characters; ${LEAST_LENGTH['with-factor']} beside a second factor`,
  'too-long': 'at most 256 characters',
  'too-common': 'words that nobody would try first',
}
