/** One request with an end to its patience: what came back, or null where nothing of ours did in time. */
export type Answer = {
  status: number
  body: Record<string, unknown>
  /** What `Retry-After` asks for; undefined where it asks for nothing. */
  afterMs: number | undefined
  askedAt: number
  answeredAt: number
}

/** A slip of the keyboard in somebody's proxy must not keep a phone quiet for a whole paper. */
const LONGEST_AFTER_MS = 120_000

export async function ask(url: string, patienceMs: number, init: RequestInit = {}): Promise<Answer | null> {
  const askedAt = performance.now()
  // Not AbortSignal.timeout: the browsers inside other apps are often years old.
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), patienceMs)
  try {
    const reply = await fetch(url, { ...init, signal: patience.signal })
    const text = await reply.text()
    const body = parse(text)
    // The sign-in page of a wireless network says 200 to everything. Only what is ours is an answer.
    if (reply.ok && !body) return null
    const after = Number(reply.headers.get('retry-after')) * 1000
    return {
      status: reply.status,
      body: body ?? {},
      afterMs: after > 0 ? Math.min(after, LONGEST_AFTER_MS) : undefined,
      askedAt,
      answeredAt: performance.now(),
    }
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}

export function asJson(method: 'POST' | 'PUT', body: string, ticket?: string | null): RequestInit {
  const headers = { 'content-type': 'application/json', ...(ticket && { 'hoithi-ticket': ticket }) }
  // What is on its way when the page is closed still arrives.
  return { method, headers, body, keepalive: true }
}

/** Whether it is worth asking again: nothing came, or the other end is busy, or what answered was not ours. */
export function isPassing(answer: Answer | null): boolean {
  if (answer === null) return true
  const { status, body } = answer
  return status === 429 || status >= 500 || (status >= 400 && body.reason === undefined)
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
