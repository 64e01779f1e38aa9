/** The clock of a paper on the page: runs by the server's time, warns a few times, and says when it is over. */
import { type ServerClock, serverClock } from '../server-clock.ts'
import { leftText, type Warning, warningBetween } from './clock.ts'

type Facts = {
  startedAt: string
  deadlineAt: string
  serverNow: string
  words: Record<Warning | 'left', string>
}

export function runClock(facts: Facts, onOver: () => void): ServerClock & { leftMs(): number } {
  const clock = serverClock(facts.serverNow)
  const deadline = Date.parse(facts.deadlineAt)
  const limitMs = deadline - Date.parse(facts.startedAt)
  const heading = document.querySelector('[data-clock]')
  const shown = heading?.querySelector('[role=timer]')
  const hear = document.querySelector<HTMLButtonElement>('[data-hear]')
  const leftMs = () => deadline - clock.now()
  let before = Number.POSITIVE_INFINITY

  function tick(): void {
    const left = leftMs()
    const text = leftText(left)
    if (shown && shown.textContent !== text) shown.textContent = text
    heading?.classList.toggle('low', left <= 60_000)
    // On the first look nothing has been passed yet: who comes back with two minutes left is not told of five.
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
  return { ...clock, leftMs }
}

/** Speaks to a screen reader; the same words twice would be silent, so the region is emptied first. */
export function say(how: 'polite' | 'urgent', text: string): void {
  const region = document.querySelector(`[data-${how}]`)
  if (!region) return
  region.textContent = ''
  setTimeout(() => (region.textContent = text), 50)
}
