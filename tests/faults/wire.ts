/** A wire that can be cut: TCP to PostgreSQL through us. */
import { connect, createServer, type Socket } from 'node:net'

/** How PostgreSQL says that a statement that writes, or a commit, is done. */
const DONE = { write: /(UPDATE|INSERT 0) [1-9]\d*\0/, commit: /COMMIT\0/ }

export class Wire {
  port = 0
  readonly #pairs = new Set<{ client: Socket; database: Socket }>()
  #swallows: RegExp | null = null
  #whenSwallowed: (() => void) | null = null

  async open(stack: AsyncDisposableStack, to: number): Promise<number> {
    const server = createServer((client) => this.#join(client, to))
    stack.defer(() => {
      server.close()
      this.cut()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    this.port = typeof address === 'object' && address ? address.port : 0
    return this.port
  }

  /** Every connection, both ways, without a word. */
  cut(): void {
    for (const { client, database } of this.#pairs) {
      client.destroy()
      database.destroy()
    }
    this.#pairs.clear()
  }

  /** Nothing passes any more, and nobody hangs up. */
  silence(isSilent: boolean): void {
    for (const each of this.#pairs)
      for (const socket of [each.client, each.database]) isSilent ? socket.pause() : socket.resume()
  }

  /**
   * Lets the next such thing be done, swallows the answer that says so, and cuts. Where no commit is answered by that name
   * (a batch of one statement commits by itself), the write is.
   */
  async cutAfter(what: keyof typeof DONE, withinMs: number): Promise<boolean> {
    const done = new Promise<void>((resolve) => (this.#whenSwallowed = resolve))
    this.#swallows = DONE[what]
    const timer = setTimeout(() => (this.#swallows &&= DONE.write), withinMs / 2)
    const late = new Promise<'late'>((resolve) => setTimeout(resolve, withinMs, 'late'))
    const outcome = await Promise.race([done, late])
    clearTimeout(timer)
    this.#swallows = null
    return outcome !== 'late'
  }

  #join(client: Socket, to: number): void {
    const database = connect({ port: to, host: '127.0.0.1', noDelay: true })
    const pair = { client, database }
    this.#pairs.add(pair)
    client.setNoDelay(true)
    const end = () => {
      client.destroy()
      database.destroy()
      this.#pairs.delete(pair)
    }
    for (const socket of [client, database]) socket.on('error', end).on('close', end)
    client.on('data', (bytes) => database.write(bytes))
    database.on('data', (bytes: Buffer) => {
      if (this.#swallows?.test(bytes.toString('latin1'))) {
        this.#swallows = null
        this.cut()
        this.#whenSwallowed?.()
      } else client.write(bytes)
    })
  }
}
