/**
 * What stands between a phone and the server: it lets everything through, or is cut off, or says that the server is busy
 * and gives a ticket, as an overloaded server does. It writes down what was sent to it, and when.
 */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before } from 'node:test'

export type Seen = {
  method: string
  path: string
  body: string
  ticket: string | null
  at: number
  status: number
}
type Busy = { paths: RegExp; times: number; afterSeconds: number; withTicket: boolean }

export class BadNetwork {
  origin = ''
  readonly seen: Seen[] = []
  #isDown = false
  #busy: Busy | null = null
  readonly #target: () => string
  readonly #server: Server = createServer((asked, reply) => void this.#pass(asked, reply))

  constructor(target: () => string) {
    this.#target = target
  }

  async open(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  goDown(): void {
    this.#isDown = true
    this.#server.closeAllConnections()
  }

  comeBack(): void {
    this.#isDown = false
  }

  /** The next so many requests to these paths find the server busy. */
  beBusy(busy: Busy): void {
    this.#busy = busy
  }

  sentTo(path: RegExp): Seen[] {
    return this.seen.filter((each) => path.test(`${each.method} ${each.path}`))
  }

  async #pass(asked: IncomingMessage, reply: ServerResponse): Promise<void> {
    if (this.#isDown) return void asked.socket.destroy()
    const chunks: Buffer[] = []
    for await (const chunk of asked) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const ticket = asked.headers['hoithi-ticket']
    const seen: Seen = {
      method: asked.method ?? '',
      path: asked.url ?? '',
      body: body.toString(),
      ticket: typeof ticket === 'string' ? ticket : null,
      at: performance.now(),
      status: 0,
    }
    this.seen.push(seen)
    const busy = this.#busy
    if (busy && busy.times > 0 && busy.paths.test(`${seen.method} ${seen.path}`)) {
      busy.times -= 1
      return this.#sayBusy(seen, busy, reply)
    }
    const onward = request(
      `${this.#target()}${asked.url}`,
      { method: asked.method, headers: asked.headers },
      (answer) => {
        seen.status = answer.statusCode ?? 0
        reply.writeHead(seen.status, answer.headers)
        answer.pipe(reply)
      },
    )
    onward.on('error', () => asked.socket.destroy())
    onward.end(body)
  }

  #sayBusy(seen: Seen, busy: Busy, reply: ServerResponse): void {
    seen.status = 503
    const problem = { type: '/api#busy', title: 'busy', status: 503, reason: 'busy' }
    const ticket = busy.withTicket && { ticket: `t.${this.seen.length}` }
    reply.writeHead(503, {
      'content-type': 'application/problem+json; charset=utf-8',
      'retry-after': String(busy.afterSeconds),
    })
    reply.end(JSON.stringify({ ...problem, ...ticket }))
  }
}

/** A bad network before the tests of the suite in which it is called; the site is opened by then. */
export function freshNetwork(site: { origin: string }): BadNetwork {
  const network = new BadNetwork(() => site.origin)
  before(() => network.open())
  after(() => network.close())
  return network
}
