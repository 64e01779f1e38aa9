/**
 * When time is up. The page sends nothing new: what the server holds is the paper. It locks, waits a moment of its own
 * (everybody's round closes in the same second), and asks what became of the attempt.
 */
import { ask, isPassing } from '../ask.ts'
import { createPatience } from '../patience.ts'

const SPREAD_MS = 8000
const PATIENCE_MS = 10_000

export function lock(): void {
  for (const field of document.querySelectorAll<HTMLFieldSetElement>('main fieldset')) field.disabled = true
  for (const control of document.querySelectorAll<HTMLInputElement | HTMLButtonElement>(
    'main input, main button, .exam button:not([data-hear])',
  ))
    control.disabled = true
}

/**
 * Until the server says that it is over; `onOver` then shows the receipt. Where organisers gave more time and this page had
 * not heard of it, the paper is opened again.
 */
export function finish(
  attemptId: string,
  deadline: number,
  { onOffline, onOver }: { onOffline(): void; onOver(): void },
): void {
  const patience = createPatience(Math.random, () => performance.now())
  const look = async () => {
    const answer = await ask(`/api/v1/attempts/${attemptId}`, PATIENCE_MS)
    // Our clock may run a little ahead of the server's: until the server says so, it is not over.
    if (!isPassing(answer) && answer?.body.state !== 'open') return onOver()
    if (answer?.body.state === 'open' && Date.parse(String(answer.body.deadlineAt)) > deadline)
      return location.reload()
    onOffline()
    setTimeout(look, patience.failed(answer?.afterMs))
  }
  setTimeout(look, Math.random() * SPREAD_MS)
}
