/**
 * The HTTP edge: what a body may be, how a refusal looks, and what nobody outside may see. A body that cannot be
 * read is not thrown from the parser but handed on as UnreadableBody, so that a request is answered in the stated
 * order (who, exists, shape, phase) and never with "bad JSON" to somebody who is not signed in.
 */
import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { DoubtfulCommit } from './db.ts'
import { Busy } from './group-commit.ts'
import { plainLength } from './plain-length.ts'
import { type PointerFault, type Reason, STATUS_OF } from './problem.ts'

export const BODY_LIMIT_BYTES = 64 * 1024

export class UnreadableBody {
  readonly faults: PointerFault[]
  constructor(faults: PointerFault[]) {
    this.faults = faults
  }
}

/** To a schema without required members an unreadable body would look like an empty one: it goes on as it is. */
export function letUnreadablePass<Schema>(
  compiler: FastifySchemaCompiler<Schema>,
): FastifySchemaCompiler<Schema> {
  return (route) => {
    const validate = compiler(route)
    return (given: unknown) => (given instanceof UnreadableBody ? { value: given } : validate(given))
  }
}

type Extra = { errors?: PointerFault[]; detail?: string; [member: string]: unknown }

/** Answers with an RFC 9457 problem; `reason` is stable, the title is for whoever reads a log. */
export function sendProblem(reply: FastifyReply, reason: Reason, extra: Extra = {}): FastifyReply {
  const status = STATUS_OF[reason]
  // Who knows better has said when; the others are spread, so that they do not all come back at once.
  if ((status === 503 || status === 429) && !reply.hasHeader('retry-after'))
    reply.header('retry-after', String(1 + Math.floor(Math.random() * 8)))
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  return sendRaw(reply, {
    type: `/api#${reason}`,
    title: reason.replaceAll('-', ' '),
    status,
    reason,
    ...extra,
  })
}

function sendRaw(reply: FastifyReply, body: { status: number; [member: string]: unknown }): FastifyReply {
  // As bytes: a route's response schema describes its own success and must not reshape a refusal.
  return reply
    .code(body.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .serializer((value: unknown) => value as string)
    .send(JSON.stringify(body))
}

/** Sends what has been written as JSON already, in the shape that the route describes. */
export function sendJson(reply: FastifyReply, status: number, json: string): FastifyReply {
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .serializer((text: unknown) => text as string)
    .send(json)
}

/** Refuses as 400 `malformed`, naming what is wrong and what is expected. */
export function sendMalformed(reply: FastifyReply, errors: PointerFault[]): FastifyReply {
  return sendProblem(reply, 'malformed', { errors })
}

/** The body in the shape of `schema`, or what is wrong with it. No body at all is an empty object. */
export function readBody<Schema extends z.ZodType>(
  schema: Schema,
  request: FastifyRequest,
): { ok: true; body: z.output<Schema> } | { ok: false; faults: PointerFault[] } {
  const given = request.body === undefined ? {} : request.body
  if (given instanceof UnreadableBody) return { ok: false, faults: given.faults }
  const parsed = schema.safeParse(given)
  return parsed.success ? { ok: true, body: parsed.data } : { ok: false, faults: faultsOf(parsed.error) }
}

export function faultsOf(error: z.ZodError): PointerFault[] {
  return error.issues.map((issue) => ({
    pointer: issue.path
      .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
      .join(''),
    expected: issue.message.replace(/^Invalid input: expected /, '').slice(0, 200),
  }))
}

/** JSON with nothing in it that the database cannot store, that changes an object's prototype, or that only looks like a text. */
export function parseJson(text: string): unknown {
  // All of these can only come written out or as an escape; most bodies have neither, and need no walk.
  const isOdd = /\\u|__proto__|"length"/.test(text)
  let value: unknown
  try {
    value = isOdd ? JSON.parse(text, plainLength) : JSON.parse(text)
  } catch {
    return new UnreadableBody([{ pointer: '', expected: 'JSON (RFC 8259)' }])
  }
  const fault = isOdd ? findUnstorable(value) : null
  return fault ? new UnreadableBody([fault]) : value
}

/** Walks without recursion: a body of 64 kB may be nested deeper than the stack. */
function findUnstorable(root: unknown): PointerFault | null {
  const open: { value: unknown; pointer: string }[] = [{ value: root, pointer: '' }]
  while (open.length > 0) {
    const { value, pointer } = open.pop()!
    if (typeof value === 'string' && !isStorable(value))
      return { pointer, expected: 'text without NUL and without half surrogates' }
    if (typeof value !== 'object' || value === null) continue
    for (const [name, member] of Object.entries(value)) {
      const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`.slice(0, 300)
      if (name === '__proto__' || !isStorable(name)) return { pointer: at, expected: 'no such member' }
      open.push({ value: member, pointer: at })
    }
  }
  return null
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

const UNREADABLE: Record<string, [status: number, title: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
}

/**
 * What is not HTTP, or too much or too slow of it, is refused before there is a request. Nothing of it is logged: the
 * error holds the bytes that came, with whatever cookie, token or name stood in them.
 */
export function refuseUnreadable(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, title] = UNREADABLE[error.code ?? ''] ?? [400, 'Bad Request']
  const body = JSON.stringify({
    type: '/api#malformed',
    title: title.toLowerCase(),
    status,
    reason: 'malformed',
  })
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    `Content-Length: ${body.length}`,
    'Content-Type: application/problem+json; charset=utf-8',
    'Cache-Control: no-store',
    'Connection: close',
  ]
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroy()
}

type EdgeError = Error & { code?: string; statusCode?: number; validationContext?: string }

/** Parsers, the body limit and the last catch: whatever is thrown below becomes a problem without inner details. */
export function guardTheEdge(app: FastifyInstance): void {
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser<string>(
    ['application/json', 'application/problem+json'],
    { parseAs: 'string' },
    (_request, text, done) => done(null, text === '' ? undefined : parseJson(text)),
  )

  app.setErrorHandler((error: EdgeError, request, reply) => {
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
      return sendRaw(reply, {
        type: '/api#malformed',
        title: 'body too large',
        status: 413,
        reason: 'malformed',
        errors: [{ pointer: '', expected: `at most ${BODY_LIMIT_BYTES} bytes` }],
      })
    if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
      return sendRaw(reply, {
        type: '/api#malformed',
        title: 'unsupported media type',
        status: 415,
        reason: 'malformed',
        errors: [{ pointer: '', expected: 'content-type: application/json' }],
      })
    if (isFault(error)) return sendBusy(request, reply, error)
    // An id or a slug without the form of one names nothing we have.
    if (error.validationContext === 'params') return sendProblem(reply, 'not-found')
    if ((error.statusCode ?? 500) < 500)
      return sendMalformed(reply, [{ pointer: '', expected: 'a valid request' }])
    const reference = logFailure(request, error)
    return sendRaw(reply, {
      type: '/api#internal',
      title: 'internal error',
      status: 500,
      reason: 'internal',
      reference,
    })
  })
}

/** 503: it was not done, for no fault of the asker's, and may be asked again. */
export function sendBusy(
  request: FastifyRequest,
  reply: FastifyReply,
  error: Error,
  extra: Extra = {},
): FastifyReply {
  if (error instanceof Busy) return sendProblem(reply, 'busy', extra)
  return sendProblem(reply, 'busy', { reference: logFailure(request, error), ...extra })
}

function logFailure(request: FastifyRequest, error: Error & { code?: string }): string {
  const reference = randomBytes(6).toString('hex')
  // Not the error as it is: what PostgreSQL says about a row would put a person into the log.
  const { message, code, stack } = error
  request.log.error({ error: { message, code, stack }, reference }, 'a request failed')
  return reference
}

/** The world failed, not we: too much at once, or the database is away, restarting, out of room, or could not promise a commit. */
export function isFault(thrown: unknown): boolean {
  const error = thrown as Error & { code?: string }
  if (error instanceof DoubtfulCommit || error instanceof Busy) return true
  return (
    /^(08|53|57|58|25006|40)/.test(error.code ?? '') ||
    /^(ECONN|ENOENT|EPIPE|ETIMEDOUT|ENOTFOUND)/.test(error.code ?? '') ||
    /Connection terminated|Query read timeout|timeout exceeded when trying to connect|not queryable/.test(
      error.message,
    )
  )
}
