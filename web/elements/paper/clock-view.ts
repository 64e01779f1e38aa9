/** The clock of a paper on the page: runs by the server's time, warns a few times, and says when it is over. */
import { type ServerClock, serverClock } from '../server-clock.ts'
import { leftText, type Warning, warningBetween } from './clock.ts'

type Facts = {
  startedAt: string
  deadlineAt: string
  pausedUntil?: string | undefined
  serverNow: string
  words: Record<Warning | 'left', string>
}

export type PaperClock = ServerClock & {
  leftMs(): number
  deadline(): number
  /** To another deadline; false where it is the one that it was. */
  move(deadlineAt: string): boolean
  /** Until when the round stands still, and this clock with it. */
  pause(until: string | undefined): void
}

export function runClock(facts: Facts, onOver: () => void): PaperClock {
  const clock = serverClock(facts.serverNow)
  let deadline = Date.parse(facts.deadlineAt)
  let pausedUntil = Date.parse(facts.pausedUntil ?? '') || 0
  const heading = document.querySelector('[data-clock]')
  const shown = heading?.querySelector('[role=timer]')
  const hear = document.querySelector<HTMLButtonElement>('[data-hear]')
  const paused = heading?.querySelector<HTMLElement>('[data-paused]')
  // The deadline has the whole of a running pause in it already (I-4): until it ends, what is left stays what it is.
  const leftMs = () => deadline - Math.max(clock.now(), pausedUntil)
  let before = Number.POSITIVE_INFINITY

  function tick(): void {
    const left = leftMs()
    const text = leftText(left)
    if (shown && shown.textContent !== text) shown.textContent = text
    heading?.classList.toggle('low', left <= 60_000)
    if (paused) paused.hidden = clock.now() >= pausedUntil
    // On the first look nothing has been passed yet: who comes back with two minutes left is not told of five.
    const limitMs = deadline - Date.parse(facts.startedAt)
    const warning = before === Number.POSITIVE_INFINITY ? null : warningBetween(limitMs, before, left)
    before = left
    if (warning)
      say(warning === 'thirtySeconds' || warning === 'over' ? 'urgent' : 'polite', facts.words[warning])
    if (left > 0) return
    clearInterval(timer)
    onOver()
  }
  const timer = setInterval(tick, 250)
  setTimeout(tick)
  document.addEventListener('visibilitychange', tick)

  if (hear) {
    hear.hidden = false
    hear.addEventListener('click', () => {
      const seconds = Math.max(0, Math.round(leftMs() / 1000))
      const text = facts.words.left
        .replace('{minutes}', String(Math.floor(seconds / 60)))
        .replace('{seconds}', String(seconds % 60))
      say('polite', text)
    })
  }
  return {
    ...clock,
    leftMs,
    deadline: () => deadline,
    move: (deadlineAt) => {
      const at = Date.parse(deadlineAt)
      if (!Number.isFinite(at) || at === deadline) return false
      deadline = at
      // Nothing has been passed by a deadline that was moved.
      before = Number.POSITIVE_INFINITY
      return true
    },
    pause: (until) => {
      pausedUntil = Date.parse(until ?? '') || 0
    },
  }
}

/** Speaks to a screen reader; the same words twice would be silent, so the region is emptied first. */
export function say(how: 'polite' | 'urgent', text: string): void {
  const region = document.querySelector(`[data-${how}]`)
  if (!region) return
  region.textContent = ''
  setTimeout(() => (region.textContent = text), 50)
}
