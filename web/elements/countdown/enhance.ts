/** Keeps a countdown running by the server's clock, and asks for the page again when it has reached its instant. */
import { serverClock } from '../server-clock.ts'
import { cellsOf } from './cells.ts'

for (const countdown of document.querySelectorAll<HTMLElement>('[data-until]')) {
  const until = Date.parse(countdown.dataset.until ?? '')
  const clock = serverClock(countdown.dataset.now ?? '')
  const cells = countdown.querySelectorAll('b')
  const show = () => {
    const left = until - clock.now()
    const texts = cellsOf(left)
    cells.forEach((cell, index) => {
      if (cell.textContent !== texts[index]) cell.textContent = texts[index] ?? ''
    })
    if (left > 0) return
    clearInterval(timer)
    // Everybody's countdown ends in the same second: spread what they ask for over the next few.
    setTimeout(() => location.reload(), 1000 + Math.random() * 8000)
  }
  const timer = setInterval(show, 1000)
  show()
}
