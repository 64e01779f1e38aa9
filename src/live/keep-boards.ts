import type { Clock } from '../platform/clock.ts'
import type { Pool } from '../platform/db.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import { composeBoard } from './compose-board.ts'
import type { Board } from './contract.ts'

/** What is shown is at most so old. */
export const FRESH_MS = 3_000

type Kept = { json: string; id: string; madeAt: number }
export type Boards = {
  /** The board as it is now, or was a moment ago: put together once, however many ask. */
  latest(slug: string): Promise<Kept | null>
  /** Told of every new board until it is given up. */
  watch(slug: string, tell: (board: Kept) => void): () => void
  /** How often a board was put together. */
  composed(): number
  stop(): void
}

/** I-10. One putting together for all viewers of this process; none while nobody looks. */
export function keepBoards(needs: {
  keeper: Pool
  calendar: Calendar
  clock: Clock
  log: (line: string) => void
}): Boards {
  const boards = new Map<string, Kept>()
  const making = new Map<string, Promise<Kept | null>>()
  const viewers = new Map<string, Set<(board: Kept) => void>>()
  let composed = 0
  let timer: NodeJS.Timeout | null = null

  const make = async (slug: string): Promise<Kept | null> => {
    const contest = needs.calendar.contestOf(slug)
    if (!contest) return null
    composed += 1
    const board: Board = await composeBoard(needs, contest, needs.clock.now())
    const kept = { json: JSON.stringify(board), id: board.id, madeAt: performance.now() }
    boards.set(slug, kept)
    return kept
  }
  const latest = (slug: string): Promise<Kept | null> => {
    const kept = boards.get(slug)
    if (kept && performance.now() - kept.madeAt < FRESH_MS) return Promise.resolve(kept)
    let made = making.get(slug)
    if (!made) {
      made = make(slug).finally(() => making.delete(slug))
      making.set(slug, made)
    }
    return made
  }
  const turn = () => {
    for (const [slug, told] of viewers)
      latest(slug).then(
        (board) => {
          if (board) for (const tell of told) tell(board)
        },
        (error: Error) => needs.log(`the live view could not be put together: ${error.message}`),
      )
  }
  return {
    latest,
    watch: (slug, tell) => {
      const told = viewers.get(slug) ?? new Set()
      viewers.set(slug, told.add(tell))
      timer ??= setInterval(turn, FRESH_MS).unref()
      return () => {
        told.delete(tell)
        if (told.size === 0) viewers.delete(slug)
        if (viewers.size > 0 || !timer) return
        clearInterval(timer)
        timer = null
      }
    },
    composed: () => composed,
    stop: () => {
      if (timer) clearInterval(timer)
    },
  }
}
