/**
 * Asking API v1. What the session lacks is asked for on the spot, over the page one is on, and the request goes out again:
 * nothing that was typed is lost by a session that ended or a deed that wants a fresh proof.
 */
import { gate } from './gate.svelte.ts'
import { session } from './session.svelte.ts'

type PointerFault = { pointer: string; expected: string }

/** RFC 9457, as API v1 fills it. */
export type Problem = {
  status: number
  reason: string
  errors: PointerFault[]
  detail?: string
  reference?: string
  /** Of `changed-meanwhile`: the present state. */
  current?: unknown
}
export type Asked<Value> = { ok: true; value: Value; headers: Headers } | { ok: false; problem: Problem }

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type AskOptions = {
  /** Bytes go out as they are, everything else as JSON. */
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
  /** Answers `not-signed-in` and `step-up-needed` as they come: of the pages that sign in. */
  isBare?: boolean
  /** The answer is a file, not JSON. */
  isFile?: boolean
}

/** `path` from behind /api/v1, e.g. `/console/contests`. A network that is gone is a problem with status 0. */
export async function ask<Value = unknown>(
  method: Method,
  path: string,
  options: AskOptions = {},
): Promise<Asked<Value>> {
  for (;;) {
    const asked = await send<Value>(method, path, options)
    if (asked.ok || options.isBare) return asked
    const lacks = lackOf(asked.problem.reason)
    if (!lacks || !(await gate.askFor(lacks))) return asked
  }
}

function lackOf(reason: string): 'session' | 'proof' | 'factor' | null {
  if (reason === 'not-signed-in') return 'session'
  if (reason === 'step-up-needed') return 'proof'
  if (reason !== 'second-factor-needed') return null
  return session.view?.needs === 'enrol-second-factor' ? 'factor' : 'session'
}

async function send<Value>(method: Method, path: string, options: AskOptions): Promise<Asked<Value>> {
  const { body, headers = {}, signal } = options
  const isBytes = body instanceof Blob || body instanceof ArrayBuffer
  try {
    const reply = await fetch(`/api/v1${path}`, {
      method,
      headers: {
        accept: 'application/json',
        'hoithi-console': '1',
        ...(body !== undefined && {
          'content-type': isBytes ? 'application/octet-stream' : 'application/json',
        }),
        ...headers,
      },
      ...(body !== undefined && { body: isBytes ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    })
    const isJson = reply.headers.get('content-type')?.includes('json')
    const told = isJson ? await reply.json() : null
    if (reply.ok) {
      const value = options.isFile ? await reply.blob() : told
      return { ok: true, value: value as Value, headers: reply.headers }
    }
    return {
      ok: false,
      problem: { reason: 'internal', ...told, status: reply.status, errors: told?.errors ?? [] },
    }
  } catch (error) {
    if (signal?.aborted) throw error
    return { ok: false, problem: { status: 0, reason: 'no-network', errors: [] } }
  }
}

/** For what must be there for a page to be shown at all: throws what the page's error view tells. */
export async function load<Value>(path: string, options: AskOptions = {}): Promise<Value> {
  const asked = await ask<Value>('GET', path, options)
  if (asked.ok) return asked.value
  throw new NotShown(asked.problem)
}

export class NotShown extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.reason)
    this.problem = problem
  }
}
