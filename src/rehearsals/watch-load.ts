import type { Load } from './model.ts'

/** Counts the requests of a rehearsal twice: by the minute of the story, and by the time that this machine takes. */
export function watchLoad(): { began(at: Date): () => void; sum(): Load } {
  const minutes = new Map<number, number>()
  let requests = 0
  let underWay = 0
  let busySince = 0
  let busyMs = 0
  return {
    began(at) {
      const minute = Math.floor(at.getTime() / 60_000)
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1)
      requests += 1
      underWay += 1
      if (underWay === 1) busySince = performance.now()
      return () => {
        underWay -= 1
        if (underWay === 0) busyMs += performance.now() - busySince
      }
    },
    sum() {
      const busiest = [...minutes].reduce((most, each) => (each[1] > most[1] ? each : most), [0, 0])
      return {
        requests,
        perSecond: busyMs === 0 ? 0 : Math.round((requests * 1000) / busyMs),
        busiestMinute:
          requests === 0 ? null : { at: new Date(busiest[0] * 60_000).toISOString(), requests: busiest[1] },
      }
    },
  }
}
