/** Task names live in the queue: rename one and the jobs already waiting are lost. */
export const PUBLISH_STATISTICS = 'statistics:publish'

/** The one job that counts: it orders itself again while a round is open, and the crontab starts it when it is not. */
export const publishKey = 'statistics'
export const statisticsCrontab = `* * * * * ${PUBLISH_STATISTICS} ?id=publish-statistics&jobKey=statistics-sweep&max=3 {sweep:true}`

const EVERY_MS = 5_000

/** A large contest takes longer to count: counting never takes more than a tenth of the time. */
export function nextCount(begunAt: Date, tookMs: number): Date {
  return new Date(begunAt.getTime() + tookMs + Math.max(EVERY_MS - tookMs, tookMs * 9))
}
