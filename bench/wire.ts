/**
 * One phone's connection: HTTP/1.1 with keep-alive, one request at a time. Written for the bench, because the driver
 * shares the machine with what it measures: a request is one text and one write, of the answer only the frame is read,
 * and all connections receive into the same memory.
 */
import { connect, type Socket } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

/** Where an answer stands in the bytes that came. */
export type Answer = {
  readonly status: number
  readonly bodyAt: number
  /** One past its last byte. */
  readonly end: number
  readonly isChunked: boolean
}

const END_OF_HEAD = Buffer.from('\r\n\r\n')
const LENGTH = Buffer.from('\r\ncontent-length: ')
const ZERO = 48
const NINE = 57

/** The answer that begins at 0, once all of it is within the first `size` bytes. What lies beyond is not looked at. */
export function measureAnswer(bytes: Buffer, size: number): Answer | null {
  const headEnds = bytes.indexOf(END_OF_HEAD)
  if (headEnds < 0 || headEnds + 4 > size) return null
  const status = (bytes[9]! - ZERO) * 100 + (bytes[10]! - ZERO) * 10 + bytes[11]! - ZERO
  const bodyAt = headEnds + 4
  const lengthAt = bytes.indexOf(LENGTH)
  if (lengthAt >= 0 && lengthAt < headEnds) {
    let length = 0
    for (let at = lengthAt + LENGTH.length; bytes[at]! >= ZERO && bytes[at]! <= NINE; at++)
      length = length * 10 + bytes[at]! - ZERO
    const end = bodyAt + length
    return end > size ? null : { status, bodyAt, end, isChunked: false }
  }
  return measureRare(bytes, size, { status, bodyAt })
}

/** The frames that our own servers seldom send: names in capitals, chunks, no body at all. */
function measureRare(
  bytes: Buffer,
  size: number,
  { status, bodyAt }: Pick<Answer, 'status' | 'bodyAt'>,
): Answer | null {
  const head = bytes.toString('latin1', 0, bodyAt).toLowerCase()
  if (/\r\ntransfer-encoding: *chunked/.test(head)) {
    const end = endOfChunks(bytes, bodyAt, size)
    return end < 0 ? null : { status, bodyAt, end, isChunked: true }
  }
  const end = bodyAt + Number(/\r\ncontent-length: *(\d+)/.exec(head)?.[1] ?? 0)
  return end > size ? null : { status, bodyAt, end, isChunked: false }
}

function endOfChunks(bytes: Buffer, from: number, size: number): number {
  for (let at = from; ; ) {
    const lineEnds = bytes.indexOf('\r\n', at)
    if (lineEnds < 0 || lineEnds >= size) return -1
    const length = Number.parseInt(bytes.toString('latin1', at, lineEnds), 16)
    at = lineEnds + 2 + length + 2
    if (at > size) return -1
    if (length === 0) return at
  }
}

/** The body as it was before it was cut into chunks and compressed. */
export function bodyOf(bytes: Buffer, { bodyAt, end, isChunked }: Answer): Buffer {
  const sent = isChunked ? joinChunks(bytes, bodyAt) : bytes.subarray(bodyAt, end)
  const encoding = /\r\ncontent-encoding: *(\w+)/i.exec(bytes.toString('latin1', 0, bodyAt))?.[1]
  return encoding === 'br' ? brotliDecompressSync(sent) : encoding === 'gzip' ? gunzipSync(sent) : sent
}

function joinChunks(bytes: Buffer, from: number): Buffer {
  const chunks: Buffer[] = []
  for (let at = from; ; ) {
    const lineEnds = bytes.indexOf('\r\n', at)
    const length = Number.parseInt(bytes.toString('latin1', at, lineEnds), 16)
    if (length === 0) return Buffer.concat(chunks)
    chunks.push(bytes.subarray(lineEnds + 2, lineEnds + 2 + length))
    at = lineEnds + 2 + length + 2
  }
}

/** A request as it goes over the wire. All of it ASCII: what is not is escaped in the JSON. */
export function writeRequest(
  method: string,
  path: string,
  token: string | null,
  body: string | null,
): string {
  const who = token === null ? '' : `authorization: Bearer ${token}\r\n`
  const what =
    body === null ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
  // As a phone asks: long answers come compressed.
  return `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept-encoding: gzip, br\r\n${who}${what}\r\n${body ?? ''}`
}

/** What all connections of a thread receive into: an answer is read before the next one is. */
const received = Buffer.allocUnsafe(256 * 1024)

export class Line {
  readonly #socket: Socket
  /** The beginning of an answer that did not come in one piece. */
  #begun: Buffer | null = null
  #isWaiting = false

  /** `answered` must take what it needs at once. */
  constructor(
    port: number,
    answered: (line: Line, bytes: Buffer, answer: Answer) => void,
    failed: (line: Line, reason: string) => void,
  ) {
    const take = (size: number, bytes: Buffer) => {
      const whole = this.#begun ? Buffer.concat([this.#begun, bytes.subarray(0, size)]) : bytes
      const length = this.#begun ? whole.length : size
      const answer = measureAnswer(whole, length)
      if (!answer) {
        this.#begun = Buffer.from(whole.subarray(0, length))
        return true
      }
      this.#begun = null
      this.#isWaiting = false
      answered(this, whole, answer)
      return true
    }
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: received, callback: take as (size: number, bytes: Uint8Array) => boolean },
    })
    let reason = 'the connection was closed'
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      reason = error.code ?? error.message
    })
    this.#socket.on('close', () => {
      if (this.#isWaiting) failed(this, reason)
    })
  }

  ask(request: string): void {
    this.#isWaiting = true
    this.#socket.write(request, 'latin1')
  }

  close(): void {
    this.#isWaiting = false
    this.#socket.destroy()
  }
}
