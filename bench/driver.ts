/**
 * The driver, in a thread of its own: asks over so many connections, either as fast as it is answered (saturated) or on
 * a schedule (an open loop). On a schedule an answer's time counts from the instant at which the request was due, also
 * for what had to wait here for a free connection or for the answer before: a server that stalls is not spared the
 * requests that would have come meanwhile (coordinated omission).
 */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { parentPort } from 'node:worker_threads'
import { EXPECTED, type Guest, type Kind, type Story, type Told, tell } from './story.ts'
import { type Answer, Line } from './wire.ts'

export type Window = {
  readonly told: Told
  readonly port: number
  readonly connections: number
  /** On a schedule; null: saturated. */
  readonly requestsPerSecond: number | null
  /** Nothing is counted in this time. */
  readonly settleMs: number
  readonly measureMs: number
}

/** Microseconds, to three figures. */
export type Histograms = Partial<Record<Kind, RecordableHistogram>>
/** What was acknowledged of one attempt. */
export type Heard = {
  readonly no: number
  readonly attemptId: string
  readonly saved: number
  readonly submitted: boolean
}
export type Measured = {
  readonly seconds: number
  /** Saturated: answered within the window. On a schedule: due within it, however late they were answered. */
  readonly counts: Partial<Record<Kind, number>>
  readonly histograms: Histograms
  /** How long what was due waited here although a connection was free: the driver's own lateness. */
  readonly lateness: RecordableHistogram
  readonly heard: readonly Heard[]
  /** How many of the people took a turn. */
  readonly guests: number
  /** What was answered otherwise than it should be, and how often. */
  readonly unexpected: Record<string, number>
  /** CPU of this thread while it measured, per request answered then. */
  readonly cpuMicrosPerRequest: number
}

/** Between two steps of a guest on a schedule. */
const STEP_MS = 250
/** What is not answered so long after the end is told as unanswered. */
const PATIENCE_MS = 30_000
const MINSTD = 2_147_483_647

export async function runWindow(window: Window): Promise<Measured> {
  const story = tell(window.told)
  const notes = openNotes(window, story)
  const run = window.requestsPerSecond === null ? runSaturated : runOnSchedule
  await run(window, story, notes)
  return notes.close()
}

type Notes = ReturnType<typeof openNotes>

function openNotes({ settleMs, measureMs, requestsPerSecond }: Window, story: Story) {
  const begun = performance.now()
  const from = begun + settleMs
  let to = from + measureMs
  const isByDue = requestsPerSecond !== null
  const histograms: Histograms = {}
  const counts: Partial<Record<Kind, number>> = {}
  for (const kind of new Set(story.steps)) {
    histograms[kind] = createHistogram({ figures: 3 })
    counts[kind] = 0
  }
  const lateness = createHistogram({ figures: 3 })
  const unexpected: Record<string, number> = {}
  const heard: Guest[] = []
  let guests = 0
  let answered = 0
  let cpu = { user: 0, system: 0 }
  let [answeredBefore, cpuMicros, answeredMeanwhile] = [0, 0, 0]
  const clocks = [
    setTimeout(() => {
      cpu = process.threadCpuUsage()
      answeredBefore = answered
    }, settleMs),
    setTimeout(() => {
      const { user, system } = process.threadCpuUsage(cpu)
      cpuMicros = user + system
      answeredMeanwhile = answered - answeredBefore
    }, settleMs + measureMs),
  ]
  return {
    begun,
    lateness,
    isOver: (at: number) => at >= to,
    /** There is nobody left to play, so the window ends before its time. */
    endNow() {
      to = Math.min(to, performance.now())
    },
    tally(what: string) {
      unexpected[what] = (unexpected[what] ?? 0) + 1
    },
    welcome(guest: Guest) {
      guests += 1
      if (story.steps[0] === 'start' || story.steps[0] === 'submit') heard.push(guest)
    },
    /** True where the answer was what it should be. */
    note(guest: Guest, bytes: Buffer, answer: Answer): boolean {
      const kind = story.steps[guest.step]!
      const now = performance.now()
      answered += 1
      if (answer.status !== EXPECTED[kind]) {
        this.tally(`${kind} ${answer.status}`)
        return false
      }
      story.hear(guest, bytes, answer)
      const at = isByDue ? guest.due : now
      if (at >= from && at < to) {
        counts[kind]! += 1
        histograms[kind]!.record(Math.max(1, Math.round((now - guest.due) * 1000)))
      }
      return true
    },
    close(): Measured {
      for (const clock of clocks) clearTimeout(clock)
      return {
        seconds: Math.max(0, to - from) / 1000,
        counts,
        histograms,
        lateness,
        heard: heard.flatMap(({ no, attemptId, saved, submitted }) =>
          attemptId === '' ? [] : [{ no, attemptId, saved, submitted }],
        ),
        guests,
        unexpected,
        cpuMicrosPerRequest: cpuMicros / Math.max(1, answeredMeanwhile),
      }
    },
  }
}

/** Every connection asks again as soon as it is answered. At the end no answer is left in the air. */
function runSaturated({ port, connections }: Window, story: Story, notes: Notes): Promise<void> {
  return new Promise((resolve) => {
    let open = connections
    const guests = new Map<Line, Guest>()
    const leave = (line: Line) => {
      line.close()
      open -= 1
      if (open === 0) resolve()
    }
    const ask = (line: Line, guest: Guest) => {
      guest.due = performance.now()
      line.ask(story.ask(guest))
    }
    const welcome = (line: Line) => {
      if (notes.isOver(performance.now())) return leave(line)
      const guest = story.next()
      if (!guest) {
        notes.endNow()
        return leave(line)
      }
      notes.welcome(guest)
      guests.set(line, guest)
      ask(line, guest)
    }
    const answered = (line: Line, bytes: Buffer, answer: Answer) => {
      const guest = guests.get(line)!
      const goesOn = notes.note(guest, bytes, answer) && ++guest.step < story.steps.length
      if (!goesOn) welcome(line)
      else if (notes.isOver(performance.now())) leave(line)
      else ask(line, guest)
    }
    const failed = (line: Line, reason: string) => {
      notes.tally(reason)
      line.close()
      // A server that is gone is not asked in a tight circle.
      setTimeout(() => welcome(new Line(port, answered, failed)), 50)
    }
    for (let each = 0; each < connections; each++) welcome(new Line(port, answered, failed))
  })
}

/**
 * Guests come by chance, at an even rate; each step is due a moment after the one before was. The full rate is reached
 * when the first guests are at their last step, so the settling should be that long.
 */
function runOnSchedule(window: Window, story: Story, notes: Notes): Promise<void> {
  const { port, connections, requestsPerSecond } = window
  const span = window.settleMs + window.measureMs
  // What is due within each millisecond, from the beginning.
  const due: Guest[][] = Array.from({ length: Math.ceil(span) + 1 }, () => [])
  const betweenGuests = (1000 * story.steps.length) / requestsPerSecond!
  const chance = seeded(7)
  let at = 0
  while (at < span) {
    const guest = story.next()
    if (!guest) break
    guest.due = notes.begun + at
    due[Math.ceil(at)]?.push(guest)
    at += betweenGuests * -Math.log(chance())
  }

  return new Promise((resolve) => {
    const idle: Line[] = []
    const asked = new Map<Line, Guest>()
    const waiting: Guest[] = []
    let [head, millisecond, left] = [0, 0, connections]
    const ask = (line: Line) => {
      const guest = waiting[head++]!
      asked.set(line, guest)
      line.ask(story.ask(guest))
    }
    const free = (line: Line) => {
      if (head < waiting.length) return ask(line)
      idle.push(line)
      if (millisecond >= due.length && asked.size === 0) finish()
    }
    const answered = (line: Line, bytes: Buffer, answer: Answer) => {
      const guest = asked.get(line)!
      asked.delete(line)
      if (notes.note(guest, bytes, answer) && ++guest.step < story.steps.length) {
        guest.due += STEP_MS
        const at = Math.ceil(guest.due - notes.begun)
        // Its time has come already while the step before was waited for: it is late from the beginning.
        if (at < millisecond) waiting.push(guest)
        else due[at]?.push(guest)
      }
      free(line)
    }
    const failed = (line: Line, reason: string) => {
      notes.tally(reason)
      asked.delete(line)
      line.close()
      setTimeout(() => free(new Line(port, answered, failed)), 50)
    }
    const tick = () => {
      const now = performance.now()
      const until = Math.min(due.length, Math.floor(now - notes.begun) + 1)
      for (; millisecond < until; millisecond++) {
        for (const guest of due[millisecond]!) {
          if (guest.step === 0) notes.welcome(guest)
          if (idle.length > 0) notes.lateness.record(Math.max(1, Math.round((now - guest.due) * 1000)))
          waiting.push(guest)
        }
        due[millisecond] = []
      }
      while (idle.length > 0 && head < waiting.length) ask(idle.pop()!)
      if (millisecond >= due.length && asked.size === 0 && head >= waiting.length) finish()
      else if (notes.isOver(now - PATIENCE_MS)) {
        for (let each = asked.size + waiting.length - head; each > 0; each--) notes.tally('unanswered')
        finish()
      }
    }
    const clock = setInterval(tick, 1)
    const finish = () => {
      if (left === 0) return
      left = 0
      clearInterval(clock)
      for (const line of [...idle, ...asked.keys()]) line.close()
      resolve()
    }
    for (let each = 0; each < connections; each++) idle.push(new Line(port, answered, failed))
  })
}

/** The same chance in every window, so that what is compared has the same schedule. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % MINSTD
    return state / MINSTD
  }
}

parentPort?.on('message', async (window: Window) => parentPort?.postMessage(await runWindow(window)))
