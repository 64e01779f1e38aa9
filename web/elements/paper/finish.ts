/**
 * When time is up. The page sends nothing: what the server holds is the paper. It locks, waits a moment of its own
 * (everybody's round closes in the same second), asks what became of the attempt, and goes to the receipt.
 */
const SPREAD_MS = 8000
const AGAIN_MS = 4000

export function finish(attemptId: string, receipt: string, onOffline: () => void): void {
  for (const field of document.querySelectorAll<HTMLFieldSetElement>('main fieldset')) field.disabled = true
  for (const control of document.querySelectorAll<HTMLInputElement | HTMLButtonElement>(
    'main input, main button, .exam button[name=do]',
  ))
    control.disabled = true
  const ask = async () => {
    try {
      const reply = await fetch(`/api/v1/attempts/${attemptId}`)
      if (reply.status >= 500 || reply.status === 429) throw new Error(String(reply.status))
      const state: { state?: string } = await reply.json()
      // Our clock may run a little ahead of the server's: until the server says so, it is not over.
      if (state.state === 'open') throw new Error('still open')
      location.replace(receipt)
    } catch {
      onOffline()
      setTimeout(ask, AGAIN_MS + Math.random() * AGAIN_MS)
    }
  }
  setTimeout(ask, Math.random() * SPREAD_MS)
}
