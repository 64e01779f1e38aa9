/**
 * HTTP/1.1 by hand: what a client library would refuse to send is what is to be sent. One connection is kept for well
 * formed requests; everything else gets a connection of its own, half closed after the last byte.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { Told } from './read-api.ts'

/** Far above what any answer takes on a busy machine: whoever waits so long has found a hang. */
const HANGS_AFTER_MS = 30_000

type Read = { reply: Told; rest: Buffer }

/** The first whole reply in the bytes, or null while it is not all there. Throws at what is not HTTP. */
export function readReply(bytes: Buffer, toHead = false): Read | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [line = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})(?: |$)/.exec(line)?.[1] ?? Number.NaN)
  if (Number.isNaN(status)) throw new Error(`not a reply: ${line.slice(0, 100)}`)
  const headers: Record<string, string> = {}
  for (const each of lines) {
    const colon = each.indexOf(':')
    headers[each.slice(0, colon).toLowerCase()] = each.slice(colon + 1).trim()
  }
  const body = bytes.subarray(end + 4)
  const read = (payload: Buffer, used: number): Read => ({
    reply: { status, headers, text: decoded(payload, headers['content-encoding']).toString() },
    rest: body.subarray(used),
  })
  if (toHead || status === 204 || status === 304 || status < 200) return read(Buffer.alloc(0), 0)
  if (headers['transfer-encoding'] === 'chunked') {
    const whole = readChunks(body)
    return whole && read(whole.payload, whole.used)
  }
  const length = Number(headers['content-length'] ?? 0)
  return body.length < length ? null : read(body.subarray(0, length), length)
}

function readChunks(body: Buffer): { payload: Buffer; used: number } | null {
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const line = body.indexOf('\r\n', at)
    if (line < 0) return null
    const size = Number.parseInt(body.toString('latin1', at, line), 16)
    const next = line + 2 + size + 2
    if (body.length < next) return null
    if (size === 0) return { payload: Buffer.concat(parts), used: next }
    parts.push(body.subarray(line + 2, line + 2 + size))
    at = next
  }
}

export function decoded(payload: Buffer, encoding: string | undefined): Buffer {
  if (payload.length === 0) return payload
  if (encoding === 'gzip') return gunzipSync(payload)
  return encoding === 'br' ? brotliDecompressSync(payload) : payload
}

/** Sends well-formed requests over one connection, and opens it again when the server has closed it. */
export class KeptConnection {
  readonly #port: number
  #socket: Socket | null = null
  #bytes: Buffer = Buffer.alloc(0)
  #awaited: { toHead: boolean; settle: (told: Told | Error) => void } | null = null

  constructor(port: number) {
    this.#port = port
  }

  async ask(request: Buffer[], toHead: boolean): Promise<Told> {
    if (!this.#socket || this.#socket.destroyed || !this.#socket.writable) await this.#open()
    const socket = this.#socket!
    const told = new Promise<Told | Error>((settle) => {
      this.#awaited = { toHead, settle }
    })
    const timer = setTimeout(() => this.#settle(new Error('no answer')), HANGS_AFTER_MS)
    for (const part of request) {
      socket.write(part)
      // Each part in a packet of its own, as a slow network delivers them.
      if (request.length > 1) await new Promise((resolve) => setImmediate(resolve))
    }
    const reply = await told
    clearTimeout(timer)
    if (reply instanceof Error) {
      socket.destroy()
      throw reply
    }
    if (/close/i.test(reply.headers.connection ?? '')) socket.destroy()
    return reply
  }

  async #open(): Promise<void> {
    const socket = connect(this.#port, '127.0.0.1')
    socket.setNoDelay(true)
    this.#bytes = Buffer.alloc(0)
    this.#socket = socket
    await once(socket, 'connect')
    socket
      .on('data', (chunk) => this.#read(chunk))
      .on('error', () => {})
      .on('close', () => {
        if (this.#socket === socket) this.#settle(new Error('the connection was closed without an answer'))
      })
  }

  #read(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    try {
      const read = readReply(this.#bytes, this.#awaited?.toHead)
      if (!read) return
      this.#bytes = read.rest
      // 1xx comes before the answer.
      if (read.reply.status >= 200) this.#settle(read.reply)
    } catch (error) {
      this.#settle(error as Error)
    }
  }

  #settle(told: Told | Error): void {
    const awaited = this.#awaited
    this.#awaited = null
    awaited?.settle(told)
  }

  close(): void {
    this.#socket?.destroy()
  }
}

/**
 * Sends bytes as they are, closes its half after a while, and returns every reply until the server closes its own. Node
 * drops what is under way when the other side closes its half, so whoever expects answers leaves time for them.
 */
export async function sendRaw(
  port: number,
  bytes: Buffer | readonly Buffer[],
  leavesAfterMs: number,
): Promise<Told[]> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const chunks: Buffer[] = []
  const timer = setTimeout(() => socket.destroy(new Error('no answer and not closed')), HANGS_AFTER_MS)
  const closed = new Promise<Error | null>((resolve) => {
    let failed: Error | null = null
    socket
      .on('data', (chunk) => chunks.push(chunk))
      .on('end', () => socket.end())
      // The server may cut a connection while we still send: what it said before that counts.
      .on('error', (error: Error & { code?: string }) => (failed = error.code ? null : error))
      .on('close', () => resolve(failed))
  })
  for (const part of [bytes].flat() as Buffer[]) {
    if (socket.destroyed) break
    socket.write(part)
    if (Array.isArray(bytes)) await new Promise((resolve) => setImmediate(resolve))
  }
  const leaving = setTimeout(() => socket.end(), leavesAfterMs)
  const failed = await closed
  clearTimeout(leaving)
  clearTimeout(timer)
  if (failed) throw failed
  const replies: Told[] = []
  for (let rest: Buffer = Buffer.concat(chunks); rest.length > 0; ) {
    const read = readReply(rest)
    // Cut in the middle of a reply by its own reset: what was whole counts.
    if (!read) break
    // 1xx comes before the answer.
    if (read.reply.status >= 200) replies.push(read.reply)
    rest = read.rest
  }
  return replies
}
