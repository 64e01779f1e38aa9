/**
 * One phone's connection: HTTP/1.1 with keep-alive, one request at a time. Written for the bench, because the driver
 * shares the machine with what it measures, and a general client costs several times as much per request.
 */
import { connect, type Socket } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

export type Answer = { readonly status: number; readonly body: Buffer; readonly encoding: string | null }
export type Question = {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly token?: string | undefined
  readonly body?: string | undefined
}

const END_OF_HEAD = Buffer.from('\r\n\r\n')
const EMPTY = Buffer.alloc(0)

type Waiting = { resolve: (answer: Answer) => void; reject: (error: Error) => void }

export class Line {
  #socket: Socket
  #received: Buffer = EMPTY
  #waiting: Waiting | null = null

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.on('data', (bytes: Buffer) => this.#take(bytes))
    this.#socket.on('error', (error) => this.#fail(error))
    this.#socket.on('close', () => this.#fail(new Error('the connection was closed')))
  }

  ask({ method, path, token, body }: Question): Promise<Answer> {
    const lines = [
      `${method} ${path} HTTP/1.1`,
      'host: 127.0.0.1',
      // As a phone asks: long answers come compressed.
      'accept-encoding: gzip, br',
      ...(token ? [`authorization: Bearer ${token}`] : []),
      ...(body === undefined
        ? []
        : ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`]),
    ]
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes])
    const answer = readAnswer(this.#received)
    if (!answer) return
    this.#received = EMPTY
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.resolve(answer)
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error)
    this.#waiting = null
  }
}

/** The answer, once all of it is there. */
function readAnswer(received: Buffer): Answer | null {
  const end = received.indexOf(END_OF_HEAD)
  if (end < 0) return null
  const head = received.toString('latin1', 0, end).toLowerCase()
  const encoding = /\ncontent-encoding: *(\w+)/.exec(head)?.[1] ?? null
  const status = Number(head.slice(9, 12))
  const rest = received.subarray(end + 4)
  const length = /\ncontent-length: *(\d+)/.exec(head)?.[1]
  if (length === undefined && head.includes('\ntransfer-encoding: chunked')) {
    const body = joinChunks(rest)
    return body && { status, body, encoding }
  }
  return rest.length < Number(length ?? 0) ? null : { status, body: rest, encoding }
}

function joinChunks(received: Buffer): Buffer | null {
  const chunks: Buffer[] = []
  for (let at = 0; ; ) {
    const end = received.indexOf('\r\n', at)
    if (end < 0) return null
    const size = Number.parseInt(received.toString('latin1', at, end), 16)
    const next = end + 2 + size + 2
    if (received.length < next) return null
    if (size === 0) return Buffer.concat(chunks)
    chunks.push(received.subarray(end + 2, end + 2 + size))
    at = next
  }
}

export function readJson<Shape>({ body, encoding }: Answer): Shape {
  const plain = encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body
  return JSON.parse(plain.toString('utf8')) as Shape
}
