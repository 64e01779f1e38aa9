/** A long list as it is read: page after page by the key of the last row, searched and filtered on the server. */
import { ask, type Problem } from './ask.ts'

/** Searches take no more; whoever pastes a whole question looks for its beginning. */
const SEARCHED_AT_MOST = 200

export class Pages<Row> {
  rows = $state<Row[]>([])
  isLoading = $state(false)
  isWhole = $state(false)
  problem = $state<Problem | null>(null)
  readonly #path: string
  readonly #keyOf: (row: Row) => string
  readonly #size: number
  #filter: Record<string, string | undefined> = {}
  #running: AbortController | null = null

  constructor(path: string, keyOf: (row: Row) => string, size = 50) {
    this.#path = path
    this.#keyOf = keyOf
    this.#size = size
  }

  /** From the beginning, with another filter; what is still under way is given up. */
  async search(filter: Record<string, string | undefined> = {}): Promise<void> {
    this.#filter = filter
    this.#running?.abort()
    await this.#read(null)
  }

  async more(): Promise<void> {
    const last = this.rows.at(-1)
    if (!last || this.isWhole || this.isLoading) return
    await this.#read(this.#keyOf(last))
  }

  async #read(after: string | null): Promise<void> {
    const running = new AbortController()
    this.#running = running
    this.isLoading = true
    const query = new URLSearchParams({ limit: String(this.#size) })
    for (const [name, value] of Object.entries(this.#filter))
      if (value) query.set(name, value.slice(0, SEARCHED_AT_MOST))
    if (after !== null) query.set('after', after)
    try {
      const asked = await ask<Row[]>('GET', `${this.#path}?${query}`, { signal: running.signal })
      this.problem = asked.ok ? null : asked.problem
      if (asked.ok) {
        this.rows = after === null ? asked.value : [...this.rows, ...asked.value]
        this.isWhole = asked.value.length < this.#size
      }
    } catch (error) {
      if (!running.signal.aborted) throw error
    } finally {
      if (this.#running === running) this.isLoading = false
    }
  }
}
