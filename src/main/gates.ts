/** Who is asking? Settled here and handed to the routes, so that no slice needs to know how. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ContestantId } from '../contestants/model.ts'
import type { ContestId } from '../contests/model.ts'
import { sendProblem } from '../platform/http.ts'
import { issueToken, openToken } from '../platform/signed-token.ts'

/** Long enough for every round of a contest: people give their name and unit once. */
const SIGNED_IN_DAYS = 60
/** About 400 bytes each. */
const TOKENS_AT_MOST = 10_000

export type Speaker = { readonly contestId: ContestId; readonly contestantId: ContestantId }

export function openGates(sessionKey: Buffer, publicUrl: string | null) {
  // On plain http (a first try in a local network) browsers drop Secure cookies, and the prefix with them.
  const isSecure = publicUrl?.startsWith('https:') ?? false
  const prefix = `${isSecure ? '__Host-' : ''}hoithi_`
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
  const read = rememberTokens(sessionKey)

  const speakersOf = (request: FastifyRequest): Speaker[] => {
    const shown = bearerOf(request)
    const tokens = shown === undefined ? cookiesOf(request) : [shown]
    return tokens.flatMap((token) => {
      return read(token, request.arrivedAt) ?? []
    })
  }
  const cookiesOf = (request: FastifyRequest): string[] =>
    (request.headers.cookie ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(prefix))
      .slice(0, 20)
      .map((pair) => pair.slice(pair.indexOf('=') + 1))

  return {
    /** Whom this request speaks for: one contestant per contest, by bearer token or by cookies. */
    contestantsOf: (request: FastifyRequest): readonly Speaker[] => speakersOf(request),

    signIn(contest: { id: string; slug: string }, contestantId: ContestantId, at: Date) {
      const endsAt = new Date(at.getTime() + SIGNED_IN_DAYS * 86_400_000)
      const token = issueToken(sessionKey, ['c', contest.id, contestantId], endsAt)
      return {
        token,
        cookie: `${prefix}${contest.slug}=${token}; ${attributes}; Max-Age=${SIGNED_IN_DAYS * 86_400}`,
      }
    },

    /** The cookie that makes this browser forget who used it. */
    signOut: (slug: string) => `${prefix}${slug}=; ${attributes}; Max-Age=0`,
  }
}

/** A token is checked once and then known, until it ends; a person shows theirs some twenty times an attempt. */
function rememberTokens(sessionKey: Buffer): (token: string, at: Date) => Speaker | null {
  const known = new Map<string, { speaker: Speaker; endsAt: Date }>()
  return (token, at) => {
    const before = known.get(token)
    if (before) return at < before.endsAt ? before.speaker : null
    const opened = openToken(sessionKey, token)
    const [kind, contestId, contestantId] = opened?.says ?? []
    if (!opened || at >= opened.endsAt || kind !== 'c' || !contestId || !contestantId) return null
    const speaker = { contestId: contestId as ContestId, contestantId: contestantId as ContestantId }
    known.set(token, { speaker, endsAt: opened.endsAt })
    if (known.size > TOKENS_AT_MOST) known.delete(known.keys().next().value as string)
    return speaker
  }
}

/**
 * What a request shows as a bearer token, genuine or not. Of the other schemes we know nothing: the password of a proxy
 * in front is sent along by the browser without being asked, as cookies are.
 */
function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer\b *(.*)$/i.exec(headers.authorization ?? '')?.[1]
}

/**
 * A browser sends its cookies along with requests that other sites cause. Nothing is changed by a request that says
 * it comes from elsewhere; a program with a bearer token has no such cookies and no such header.
 */
export function refuseCrossSite(app: FastifyInstance, publicUrl: string | null): void {
  app.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done) => {
    if (request.method === 'GET' || request.method === 'HEAD' || bearerOf(request) !== undefined)
      return done()
    const site = request.headers['sec-fetch-site']
    const origin = request.headers.origin
    const own = publicUrl ? new URL(publicUrl).host : request.headers.host
    const isForeign =
      site === 'cross-site' ||
      site === 'same-site' ||
      (origin !== undefined &&
        (!URL.canParse(origin) || ![own, request.headers.host].includes(new URL(origin).host)))
    if (isForeign) sendProblem(reply, 'cross-site')
    else done()
  })
}
