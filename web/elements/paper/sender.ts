/**
 * Sends what the outbox holds: shortly after the last choice, one request at a time, and again and again while the
 * network or the server says no, further and further apart and never all phones at once.
 */
import type { Outbox, Outcome, Send } from './outbox.ts'

export type SendState = 'ready' | 'saving' | 'held' | 'offline' | 'busy' | 'signed-out' | 'refused' | 'over'

type Needs = {
  outbox: Pick<Outbox, 'flush' | 'isHeld'>
  send: Send
  onState(state: SendState): void
  onMerged(): void
  onBadPrediction(): void
  later(run: () => void, ms: number): unknown
  cancel(timer: unknown): void
  random(): number
}

const SETTLE_MS = 400
const FIRST_RETRY_MS = 1000
const LONGEST_RETRY_MS = 20_000

export type Sender = ReturnType<typeof createSender>

export function createSender(needs: Needs) {
  let timer: unknown = null
  let running: Promise<void> | null = null
  let failures = 0
  let stopped = false

  /** Soon: a person who goes through options quickly sends the last one. */
  function soon(ms = SETTLE_MS): void {
    if (stopped || running) return
    needs.cancel(timer)
    timer = needs.later(() => void now(), ms)
  }

  /** At once, or as soon as what is on its way has come back. Resolves when this round of sending is over. */
  function now(): Promise<void> {
    if (stopped) return Promise.resolve()
    needs.cancel(timer)
    running ??= sendAll().finally(() => {
      running = null
      if (!stopped && failures === 0 && !needs.outbox.isHeld()) soon()
    })
    return running
  }

  async function sendAll(): Promise<void> {
    while (!stopped) {
      if (!needs.outbox.isHeld()) needs.onState('saving')
      const outcome = await needs.outbox.flush(needs.send)
      if (stopped || !settle(outcome)) return
    }
  }

  /** True when there is more to send right away. */
  function settle(outcome: Outcome): boolean {
    if ('is' in outcome) {
      if (outcome.is === 'later') retry(outcome.busy, outcome.afterMs)
      else if (outcome.is !== 'bad-prediction') {
        failures += 1
        needs.onState(outcome.is)
      }
      return false
    }
    failures = 0
    if (outcome.state === 'bad-prediction') needs.onBadPrediction()
    if (outcome.state === 'merged') needs.onMerged()
    if (outcome.state === 'held' || (outcome.state === 'merged' && needs.outbox.isHeld())) {
      needs.onState('held')
      return false
    }
    return true
  }

  function retry(busy: boolean, afterMs: number | undefined): void {
    const backOff = Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS)
    failures += 1
    needs.onState(busy ? 'busy' : 'offline')
    needs.cancel(timer)
    timer = needs.later(() => void now(), Math.max(afterMs ?? 0, backOff) * (0.75 + needs.random() / 2))
  }

  function stop(): void {
    stopped = true
    needs.cancel(timer)
  }

  return { soon, now, stop }
}
