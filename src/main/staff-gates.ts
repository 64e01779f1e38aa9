/** Who of the console is asking? The session's cookie, what it is worth, and what it may (docs/rules/staff.md, P-10 to P-13). */
import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from '../platform/db.ts'
import { sendProblem } from '../platform/http.ts'
import { deriveKey } from '../platform/secrets.ts'
import { issueToken, readToken } from '../platform/signed-token.ts'
import { hashToken } from '../staff/mint-token.ts'
import type { SecondFactor } from '../staff/model.ts'
import { holds } from '../staff/policy.ts'
import { decideLevel, isOver, isSeenAnew } from '../staff/rules.ts'
import type { Admitted, Desk } from '../staff/send-refusal.ts'
import { findSession, writeSeen } from '../staff/store.ts'
import type { StaffGate } from './guard-routes.ts'

/** A device is known for so long after somebody signed in from it. */
const KNOWN_DAYS = 180
/** What no form of another site can send along. */
const OWN_HEADER = 'hoithi-console'
const SAFE_METHODS = ['GET', 'HEAD']

type Needs = {
  pool: Pool
  staffKey: Buffer
  publicUrl: string | null
  secondFactor: SecondFactor
}

export type StaffDesk = Desk & {
  keepFlow(reply: FastifyReply, flow: string | null): void
  flowOf(request: FastifyRequest): string | null
}

export function openStaffGates(needs: Needs): {
  gate: StaffGate
  desk: StaffDesk
  addressOf: (request: FastifyRequest) => string
} {
  const { pool, publicUrl, secondFactor } = needs
  const isSecure = publicUrl?.startsWith('https:') ?? false
  // No underscore behind the name: hoithi_<slug> are the contestants'.
  const nameOf = (what: string) => `${isSecure ? '__Host-' : ''}hoithi-${what}`
  const [sessionName, deviceName, flowName] = [nameOf('staff'), nameOf('device'), nameOf('sso')]
  const attributes = `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
  const deviceKey = deriveKey(needs.staffKey, 'known devices')
  const seenBy = new WeakMap<FastifyRequest, Admitted>()
  const addressOf = (request: FastifyRequest) =>
    publicUrl ? new URL(publicUrl).origin : `${request.protocol}://${request.host}`

  const deviceOf = (request: FastifyRequest) => {
    const [kind, staffId, deviceId] =
      readToken(deviceKey, cookieOf(request, deviceName) ?? '', request.arrivedAt) ?? []
    return kind === 'd' && staffId && deviceId ? { staffId, deviceId } : null
  }

  const gate: StaffGate = async (access, request, reply) => {
    reply.header('cache-control', 'no-store')
    const token = cookieOf(request, sessionName)
    const seen = token ? await findSession(pool, hashToken(token)) : null
    if (!seen || isOver(seen.session, request.arrivedAt)) return sendProblem(reply, 'not-signed-in')
    if (!isOwnRequest(request)) return sendProblem(reply, 'cross-site')
    if (!holds(seen.officer, access.roles)) return sendProblem(reply, 'not-allowed')
    const decision = decideLevel(access.level, { ...seen, secondFactor, now: request.arrivedAt })
    if (!decision.ok) return sendProblem(reply, decision.reason)
    const isKept = !access.isQuiet && isSeenAnew(seen.session, request.arrivedAt)
    if (isKept) await writeSeen(pool, seen.session.id, request.arrivedAt)
    const session = isKept ? { ...seen.session, seenAt: request.arrivedAt } : seen.session
    const admittedBy = seen.officer.roles.filter(({ role }) => access.roles.includes(role))
    seenBy.set(request, { ...seen, session, admittedBy })
    return undefined
  }

  return {
    gate,
    addressOf,
    desk: {
      seenOf(request) {
        const seen = seenBy.get(request)
        if (!seen) throw new Error(`${request.routeOptions.url} asks who is there and has no gate`)
        return seen
      },
      carry(reply, token, staffId) {
        const { request } = reply
        reply.header('set-cookie', `${sessionName}=${token}; ${attributes}`)
        if (deviceOf(request)?.staffId === staffId) return
        const endsAt = new Date(request.arrivedAt.getTime() + KNOWN_DAYS * 86_400_000)
        const device = issueToken(deviceKey, ['d', staffId, randomBytes(16).toString('base64url')], endsAt)
        reply.header('set-cookie', `${deviceName}=${device}; ${attributes}; Max-Age=${KNOWN_DAYS * 86_400}`)
      },
      drop: (reply) => void reply.header('set-cookie', `${sessionName}=; ${attributes}; Max-Age=0`),
      deviceOf,
      partyOf: (request) => {
        const { origin, hostname } = new URL(addressOf(request))
        return { origin, host: hostname }
      },
      keepFlow: (reply, flow) =>
        void reply.header(
          'set-cookie',
          `${flowName}=${flow ?? ''}; ${attributes}; Max-Age=${flow === null ? 0 : 600}`,
        ),
      flowOf: (request) => cookieOf(request, flowName),
    },
  }
}

function cookieOf({ headers }: FastifyRequest, name: string): string | null {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name && value) return value
  }
  return null
}

/**
 * P-19. A form of another site sends the cookie along, where a browser is too old for SameSite. It cannot send these methods,
 * JSON, or a header of ours without being allowed to, and nobody is.
 */
function isOwnRequest(request: FastifyRequest): boolean {
  if (SAFE_METHODS.includes(request.method) || request.method !== 'POST') return true
  const type = request.headers['content-type'] ?? ''
  return request.headers[OWN_HEADER] !== undefined || /^application\/json\b/i.test(type)
}
