/**
 * Compares the house's clock with the system's and the database's every few seconds, and says so when one of them is another
 * time. Nothing is set by it: papers go on being judged by the house's clock.
 */
import type { AnchoredClock } from './clock.ts'
import { JUMP_MS } from './clock.ts'
import type { Db } from './db.ts'

export type ClockWatch = {
  /** The system's clock and the database's minus ours, in milliseconds, when last looked at. */
  apart(): { readonly system: number; readonly database: number | null }
  isAlarmed(): boolean
  look(): Promise<void>
  stop(): void
}

const EVERY_MS = 5_000

export function watchClock(needs: { clock: AnchoredClock; db: Db; log: (line: string) => void }): ClockWatch {
  const { clock, db, log } = needs
  let system = 0
  let database: number | null = null
  const alarmed = new Set<string>()

  const judge = (whose: string, vi: string, isApart: boolean, ms: number) => {
    if (isApart === alarmed.has(whose)) return
    if (isApart) alarmed.add(whose)
    else alarmed.delete(whose)
    const by = `${(ms / 1000).toFixed(1)} s`
    log(
      isApart
        ? `BÁO ĐỘNG đồng hồ: giờ ${vi} lệch ${by} so với giờ trọng tài; bài thi vẫn theo giờ trọng tài / CLOCK ALARM: the clock of the ${whose} is ${by} apart; papers go on by the referee's clock`
        : `đồng hồ: giờ ${vi} đã khớp lại / the clock of the ${whose} is in step again`,
    )
  }

  const look = async () => {
    const { apartMs, hasJumped, sleptMs } = clock.compare()
    system = apartMs
    if (sleptMs > 0) log(`máy đã ngủ / the machine slept: ${Math.round(sleptMs / 1000)} s`)
    judge('system', 'hệ thống', hasJumped, apartMs)
    try {
      const before = clock.now().getTime()
      const { rows } = await db.query<{ now: Date }>('SELECT clock_timestamp() AS now')
      const after = clock.now().getTime()
      // It was asked at some moment between the two: what the way may have taken is not held against it.
      database = rows[0]!.now.getTime() - (before + after) / 2
      const isApart = Math.abs(database) - (after - before) / 2 > JUMP_MS
      judge('database', 'cơ sở dữ liệu', isApart, database)
    } catch {
      database = null
    }
  }

  let looking: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, EVERY_MS)
  timer.unref()
  return {
    apart: () => ({ system, database }),
    isAlarmed: () => alarmed.size > 0,
    look,
    stop: () => clearInterval(timer),
  }
}
