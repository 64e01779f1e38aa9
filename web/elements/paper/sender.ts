/**
 * Sends what the outbox holds: within two seconds of a choice, one request at a time, and again and again while the
 * network or the server says no, further and further apart and never all phones at once.
 */
import { createPatience } from '../patience.ts'
import type { Outbox, Outcome, Send } from './outbox.ts'

export type SendState =
  | 'ready'
  | 'saving'
  | 'held'
  | 'offline'
  | 'busy'
  | 'signed-out'
  | 'refused'
  | 'over'
  | 'handed-in'

type Needs = {
  outbox: Pick<Outbox, 'flush' | 'redeem' | 'hasClaim' | 'isHeld'>
  send: Send
  onState(state: SendState): void
  onMerged(): void
  onBadPrediction(): void
  /** Until the paper is over. */
  leftMs(): number
  now(): number
  later(run: () => void, ms: number): unknown
  cancel(timer: unknown): void
  random(): number
}

/** Choices of everybody in a hall are spread over this; in the last minute there is no time for that. */
const SPREAD_MS = 2000
const LAST_MINUTE_MS = 60_000
/** For half a number to become a whole one. */
const TYPING_MS = 1500
const TYPING_AT_LAST_MS = 400
/** A try needs this long before the end to be one. */
const TRY_MS = 1000
/** For so long the server honours a ticket. */
const TICKET_MS = 120_000

export function createSender(needs: Needs) {
  const patience = createPatience(needs.random, needs.now)
  let timer: unknown = null
  let running: Promise<void> | null = null
  let isWaiting = false
  /** Something chosen since the last yes was sent, and did not get through. */
  let isTroubled = false
  /** The server asked not to come back before this. */
  let shutUntil = Number.NEGATIVE_INFINITY
  let stopped = false

  const spread = () => (needs.leftMs() <= LAST_MINUTE_MS ? 0 : needs.random() * SPREAD_MS)

  function plan(ms: number): void {
    needs.cancel(timer)
    timer = needs.later(() => void now(), Math.max(ms, shutUntil - needs.now()))
  }

  /** Soon. What is chosen meanwhile goes along; after a failure the wait stands, whatever is chosen. */
  function soon(): void {
    if (!stopped && !running && timer === null) plan(spread())
  }

  /** When nothing more has been typed for a moment. */
  function afterTyping(): void {
    const isLate = needs.leftMs() <= LAST_MINUTE_MS
    if (!stopped && !running && !(isWaiting && timer !== null)) plan(isLate ? TYPING_AT_LAST_MS : TYPING_MS)
  }

  /** The network is back, or the person asks for it: no need to wait out one's own back-off. */
  function again(): void {
    if (!stopped && !running && !needs.outbox.isHeld()) plan(spread())
  }

  /** At once, or as soon as what is on its way has come back. Resolves when this round of sending is over. */
  function now(): Promise<void> {
    if (stopped) return Promise.resolve()
    if (shutUntil > needs.now()) {
      if (!running) plan(0)
      return running ?? Promise.resolve()
    }
    needs.cancel(timer)
    timer = null
    running ??= sendAll().finally(() => {
      running = null
      if (!isWaiting && !needs.outbox.isHeld()) soon()
    })
    return running
  }

  async function sendAll(): Promise<void> {
    while (!stopped) {
      if (!needs.outbox.isHeld()) needs.onState('saving')
      const outcome = await needs.outbox.flush(needs.send)
      if ('is' in outcome && outcome.is === 'later') {
        isTroubled = true
        shutUntil = needs.now() + (outcome.afterMs ?? 0)
      } else if (!('is' in outcome)) isTroubled = false
      if (stopped || !settle(outcome)) return
    }
  }

  /** True when there is more to send right away. */
  function settle(outcome: Outcome): boolean {
    isWaiting = 'is' in outcome && outcome.is !== 'bad-prediction'
    if ('is' in outcome) {
      if (outcome.is === 'later') retry(outcome.busy, outcome.afterMs)
      else if (outcome.is !== 'bad-prediction') needs.onState(outcome.is)
      return false
    }
    patience.succeeded()
    if (outcome.state === 'bad-prediction') needs.onBadPrediction()
    if (outcome.state === 'merged') needs.onMerged()
    if (outcome.state === 'held' || (outcome.state === 'merged' && needs.outbox.isHeld())) {
      needs.onState('held')
      return false
    }
    return true
  }

  function retry(busy: boolean, afterMs = 0): void {
    needs.onState(busy ? 'busy' : 'offline')
    const wait = patience.failed(afterMs)
    const last = needs.leftMs() - TRY_MS
    // A try that would come after the end is none. This one comes somewhere in what is left.
    plan(wait > last && last > afterMs ? afterMs + needs.random() * (last - afterMs) : wait)
  }

  function stop(): void {
    stopped = true
    needs.cancel(timer)
    timer = null
  }

  /**
   * After the end nothing new is sent. What was on its way is waited for, and what the server gave a ticket for, since
   * there was no room, is brought again: it arrived in time. Resolves when there is nothing more to hope for.
   */
  async function finish(): Promise<void> {
    stop()
    await running
    const until = needs.now() + TICKET_MS
    let wait = Math.max(shutUntil - needs.now(), 0)
    while (needs.outbox.hasClaim() && needs.now() + wait < until) {
      await new Promise<void>((done) => needs.later(done, wait))
      const outcome = await needs.outbox.redeem(needs.send)
      wait = outcome && 'is' in outcome && outcome.is === 'later' ? patience.failed(outcome.afterMs) : 0
    }
  }

  return { soon, afterTyping, again, now, stop, finish, isTroubled: () => isTroubled }
}
