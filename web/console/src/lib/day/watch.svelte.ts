/** The figures of a contest as they come: as events, and where those do not get through, asked for. */
import type { Board } from '../../../../../src/live/contract.ts'
import { ask, type Problem } from '../ask.ts'

const POLL_MS = 5_000
/** Boards come every few seconds: after so long without one, events do not get through. */
const SILENT_MS = 12_000
const KEPT = 180
/** Whom moving lines disturb sees them drawn anew once a minute; the figures are always of now. */
const CALM_MS = 60_000

export type Seen = { at: string; open: number; lag: number; fullness: number; busy: number }

export class Watch {
  board = $state.raw<Board | null>(null)
  /** What the lines are drawn from. */
  drawn = $state.raw<Board | null>(null)
  /** What no board carries a series of: since this page was opened. */
  seen = $state.raw<readonly Seen[]>([])
  latest = $state.raw<Seen | null>(null)
  problem = $state.raw<Problem | null>(null)
  way = $state<'stream' | 'poll' | 'still'>('poll')
  #kept: Seen[] = []
  #source: EventSource | null = null
  #timer: ReturnType<typeof setInterval> | undefined
  #heardAt = 0
  #drawnAt = 0
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  start(): void {
    this.stop()
    this.way = 'poll'
    void this.poll()
    const source = new EventSource(`/api/v1${this.#path}/events`)
    source.addEventListener('board', ({ data }) => {
      this.#heardAt = Date.now()
      this.way = 'stream'
      this.#take(JSON.parse(data))
    })
    this.#source = source
    this.#timer = setInterval(() => {
      if (Date.now() - this.#heardAt < SILENT_MS) return
      this.way = 'poll'
      void this.poll()
    }, POLL_MS)
  }

  stop(): void {
    this.#source?.close()
    clearInterval(this.#timer)
    this.way = 'still'
  }

  /** Bare: a screen on the wall asks nobody to sign in by itself; the button does. */
  async poll(isBare = true): Promise<void> {
    const asked = await ask<Board>('GET', this.#path, { isBare })
    if (asked.ok) this.#take(asked.value)
    else this.problem = asked.problem
  }

  #take(board: Board): void {
    this.problem = null
    if (this.board && Number(board.id) <= Number(this.board.id)) return
    this.board = board
    const open = board.rounds.reduce((sum, round) => sum + round.open, 0)
    const { at, fullness, busy } = board
    const lag = Math.round(board.figuresLagSeconds ?? 0)
    this.latest = { at, open, lag, fullness: Math.round(fullness * 100), busy }
    this.#kept = [...this.#kept, this.latest].slice(-KEPT)
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
    if (isCalm && Date.now() - this.#drawnAt < CALM_MS) return
    this.#drawnAt = Date.now()
    this.drawn = board
    this.seen = this.#kept
  }
}

export type Point = { at: string; value: number }

/** Counts of few seconds each as counts of whole minutes, the last one up to the end. */
export function byMinute(counts: readonly number[], from: string, stepSeconds: number): Point[] {
  const perMinute = 60 / stepSeconds
  const begin = new Date(from).getTime()
  const points: Point[] = []
  for (let end = counts.length; end >= perMinute; end -= perMinute) {
    const value = counts.slice(end - perMinute, end).reduce((sum, count) => sum + count, 0)
    points.unshift({ at: new Date(begin + end * stepSeconds * 1000).toISOString(), value })
  }
  return points
}
