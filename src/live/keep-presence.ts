import { randomUUID } from 'node:crypto'
import type { Clock } from '../platform/clock.ts'
import type { Pool } from '../platform/db.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import type { Tally } from './keep-tally.ts'
import { SLOT_MS } from './model.ts'
import { slotBegin, slotOf } from './rules.ts'
import { keepSeat, leaveSeat, takeSeat, writeSample } from './store.ts'

/** I-2. How often a process says that it is there, and of how many decisions it has heard. */
const SAYS_EVERY_MS = 2_000

/** This process among all: it has a seat, says what it has heard, and hands in what it counted, every five seconds. */
export function keepPresence(needs: {
  keeper: Pool
  clock: Clock
  calendar: Calendar
  tally: Tally
  fullness: () => number
  hasWorker: boolean
  log: (line: string) => void
}): { stop(): Promise<void> } {
  const { keeper, clock, calendar, tally, hasWorker } = needs
  const nodeId = randomUUID()
  let seat: number | null = null
  let counting = slotBegin(clock.now())
  let isTold = true

  const say = async () => {
    const memoryMb = Math.round(process.memoryUsage.rss() / 1024 ** 2)
    const presence = { nodeId, heard: calendar.heard(), memoryMb, hasWorker }
    if (seat !== null && !(await keepSeat(keeper, seat, presence))) seat = null
    seat ??= await takeSeat(keeper, presence)
    const now = slotBegin(clock.now())
    if (now.getTime() - counting.getTime() < SLOT_MS || seat === null) return
    const at = counting
    counting = now
    await writeSample(keeper, { seat, slot: slotOf(at), at, figures: tally.take(needs.fullness()) })
  }

  let saying: Promise<void> = Promise.resolve()
  const turn = () => {
    saying = saying.then(say).then(
      () => {
        isTold = true
      },
      (error: Error) => {
        // The database may be away for a while: said once.
        if (isTold) needs.log(`the live view could not be written: ${error.message}`)
        isTold = false
      },
    )
  }
  turn()
  const timer = setInterval(turn, SAYS_EVERY_MS)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await saying
      // Whoever waits for everybody to have heard need not wait for us.
      if (seat !== null) await leaveSeat(keeper, seat, nodeId).catch(() => {})
    },
  }
}
