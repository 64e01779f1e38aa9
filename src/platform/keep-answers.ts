/**
 * What is the same for everybody is made once a moment, however many ask: in the minute a round opens, or its standings come
 * out, that is what keeps the machine free for the papers. A route says that an answer may be kept (`reply.mayBeKept`); kept
 * is what goes over the wire, compressed, and whoever asks for the same within that moment gets it before any other work.
 *
 * When the moment is over one request makes the answer anew and the others still get the one before.
 */
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyReply {
    /** The same for everybody who asks for this address in this tongue. */
    mayBeKept: boolean
  }
}

const FRESH_MS = 500
/** Nobody refreshes it: then it is made again before it is shown. */
const STALE_AT_MOST_MS = 3_000
const BYTES_AT_MOST = 32_000_000

type Kept = { headers: Record<string, string>; bytes: Buffer; at: number }

const compress = promisify(brotliCompress)

/** `tongueOf`: what else than the address an answer follows from. Absent where nothing is to be kept. */
export function keepAnswers(app: FastifyInstance, tongueOf?: (request: FastifyRequest) => string): void {
  app.decorateReply('mayBeKept', false)
  if (!tongueOf) return
  const kept = new Map<string, Kept>()
  let size = 0
  const forget = (key: string) => {
    size -= kept.get(key)?.bytes.length ?? 0
    kept.delete(key)
  }
  const keyOf = (request: FastifyRequest): string | null =>
    request.method === 'GET' && request.isStampedByUs && takesBrotli(request)
      ? `${tongueOf(request)} ${request.url}`
      : null

  /** Routes that have said so once. On any other, people do not wait for each other. */
  const known = new Set<string>()
  const makes = new WeakSet<FastifyRequest>()
  /** Those who wait for the answer that another request is making, by its key. */
  const waiting = new Map<string, (() => void)[]>()
  const tellWaiting = (key: string) => {
    for (const tell of waiting.get(key) ?? []) tell()
    waiting.delete(key)
  }

  app.addHook('onRequest', (request, reply, done) => {
    const key = keyOf(request)
    if (key === null || !known.has(request.routeOptions.url ?? '')) return done()
    const sendOr = (otherwise: () => void) => {
      const found = kept.get(key)
      if (!found || performance.now() - found.at > STALE_AT_MOST_MS) return otherwise()
      // One makes it anew; the others take the one before.
      if (performance.now() - found.at > FRESH_MS && !waiting.has(key)) return otherwise()
      send(request, reply, found)
    }
    sendOr(() => {
      const others = waiting.get(key)
      // Where the one they waited for came to nothing, each makes their own.
      if (others) return void others.push(() => sendOr(done))
      waiting.set(key, [])
      makes.add(request)
      done()
    })
  })
  app.addHook('onResponse', (request, _reply, done) => {
    const key = makes.has(request) ? keyOf(request) : null
    if (key !== null) tellWaiting(key)
    done()
  })

  app.addHook('onSend', async (request, reply, payload) => {
    // Whoever is given a cookie is given it alone.
    if (!reply.mayBeKept || reply.statusCode !== 200 || reply.hasHeader('set-cookie')) return payload
    const key = keyOf(request)
    if (key === null || !(typeof payload === 'string' || Buffer.isBuffer(payload))) return payload
    known.add(request.routeOptions.url ?? '')
    const isPressed = reply.getHeader('content-encoding') === 'br'
    const bytes = isPressed ? Buffer.from(payload) : await press(payload)
    reply.header('content-encoding', 'br')
    reply.header('vary', reply.getHeader('vary') ?? 'accept-encoding')
    const headers = Object.fromEntries(
      Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]),
    )
    forget(key)
    headers['content-length'] = String(bytes.length)
    kept.set(key, { headers, bytes, at: performance.now() })
    size += bytes.length
    tellWaiting(key)
    for (const oldest of kept.keys()) {
      if (size <= BYTES_AT_MOST || kept.size === 1) break
      forget(oldest)
    }
    return bytes
  })
}

function send(request: FastifyRequest, reply: FastifyReply, { headers, bytes }: Kept): void {
  reply.hijack()
  const { etag } = headers
  const known = request.headers['if-none-match']
  if (etag && known?.includes(etag)) {
    const {
      'content-length': _length,
      'content-encoding': _encoding,
      'content-type': _type,
      ...rest
    } = headers
    reply.raw.writeHead(304, rest).end()
  } else reply.raw.writeHead(200, headers).end(bytes)
}

export function takesBrotli(request: FastifyRequest): boolean {
  return /\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''))
}

function press(payload: string | Buffer): Promise<Buffer> {
  return compress(payload, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
}
