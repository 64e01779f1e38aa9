/**
 * The waiting room: counts down to the instant that the server has promised, and asks then. Coming sooner gains nothing, so
 * the page does not; reloading it, closing it and coming back loses nothing.
 */
import type { Waiting } from '../../../src/waiting-room/contract.ts'
import { asJson, ask, isPassing } from '../ask.ts'
import { leftText } from '../paper/clock.ts'
import { say } from '../paper/clock-view.ts'
import { createPatience } from '../patience.ts'
import { serverClock } from '../server-clock.ts'

type Facts = Waiting & {
  roundId: string
  paper: string
  start: string
  words: Record<'turn' | 'half' | 'offline' | 'busy' | 'minutes' | 'seconds', string>
}

/** Those whose turn comes in the same second do not ask in the same millisecond. */
const SPREAD_MS = 1000
const PATIENCE_MS = 15_000
/** Half of a wait shorter than this is not worth a word. */
const WORTH_SAYING_MS = 60_000

const facts: Facts = JSON.parse(document.getElementById('waiting-facts')?.textContent ?? '{}')
const find = (name: string) => document.querySelector<HTMLElement>(`[data-${name}]`)
const clock = serverClock(facts.serverNow)
const patience = createPatience(Math.random, () => performance.now())
const number = new Intl.NumberFormat(document.documentElement.lang)

let place: Waiting = facts
let wholeMs = leftMs()
let isHalfSaid = wholeMs < WORTH_SAYING_MS
let askAt = performance.now() + Math.max(0, wholeMs) + Math.random() * SPREAD_MS
let isAsking = false

function leftMs(): number {
  return Date.parse(place.admittedAt) - clock.now()
}

/** Who is before falls with the time, at the pace at which people are let in. */
function aheadNow(left: number): number | null {
  if (place.state !== 'queued' || place.ahead === undefined) return null
  return wholeMs <= 0 ? 0 : Math.max(0, Math.min(place.ahead, Math.ceil((place.ahead * left) / wholeMs)))
}

function show(): void {
  const left = leftMs()
  const write = (name: string, text: string) => {
    const element = find(name)
    if (element && element.textContent !== text) element.textContent = text
  }
  const ahead = aheadNow(left)
  write('left', leftText(left))
  if (ahead !== null) write('ahead', number.format(ahead))
  if (!isHalfSaid && left <= wholeMs / 2) {
    isHalfSaid = true
    say('polite', facts.words.half.replace('{time}', inWords(left)))
  }
  if (!isAsking && performance.now() >= askAt) askToStart()
}

function inWords(ms: number): string {
  const [minutes, seconds] = [Math.floor(ms / 60_000), Math.round((ms % 60_000) / 1000)]
  const words = minutes > 0 ? facts.words.minutes : facts.words.seconds
  return words.replace('{minutes}', String(minutes)).replace('{seconds}', String(seconds))
}

async function askToStart(): Promise<void> {
  isAsking = true
  const body = JSON.stringify({ nonce: nonce(), ...(place.ticket && { ticket: place.ticket }) })
  const answer = await ask(`/api/v1/rounds/${facts.roundId}/attempts`, PATIENCE_MS, asJson('POST', body))
  isAsking = false
  if (answer?.status === 201 || answer?.status === 200) {
    say('polite', facts.words.turn)
    return location.replace(facts.paper)
  }
  const told = answer?.body.waiting as Waiting | undefined
  if (answer && told) return newPlace(told, answer.askedAt, answer.answeredAt, answer.afterMs)
  const faults = (answer?.body.errors ?? []) as { pointer: string }[]
  if (place.ticket && faults.some(({ pointer }) => pointer === '/ticket')) {
    // Not ours any more (another person at this phone, or too old): without one they get the place that is due to them.
    place = { ...place, ticket: '' }
    return askToStart()
  }
  // The round has closed, the ticket is not ours, they are signed out: the start page says which.
  if (!isPassing(answer)) return location.replace(facts.start)
  askAt = performance.now() + patience.failed(answer?.afterMs)
  trouble(answer ? facts.words.busy : facts.words.offline)
}

function newPlace(told: Waiting, askedAt: number, answeredAt: number, afterMs = 0): void {
  patience.succeeded()
  trouble(null)
  clock.heard(told.serverNow, askedAt, answeredAt)
  const wasDrawing = place.state === 'drawing'
  place = told
  wholeMs = leftMs()
  askAt = performance.now() + Math.max(wholeMs, afterMs) + Math.random() * SPREAD_MS
  for (const known of document.querySelectorAll<HTMLElement>('[data-known]'))
    known.hidden = place.state !== 'queued'
  const drawing = find('drawing')
  if (drawing) drawing.hidden = place.state === 'queued'
  const at = find('at')
  if (at) at.textContent = new Date(place.admittedAt).toLocaleTimeString('vi-VN', { hour12: false })
  if (wasDrawing && place.state === 'queued') {
    isHalfSaid = wholeMs < WORTH_SAYING_MS
    say('polite', facts.words.half.replace('{time}', inWords(wholeMs)))
  }
  show()
}

function trouble(text: string | null): void {
  const note = find('trouble')
  if (!note) return
  if (text && note.hidden) say('polite', text)
  note.hidden = text === null
  note.textContent = text
}

/** The contestant's half of the lot, drawn anew: what counts is the one that the attempt begins with. */
function nonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

if (facts.roundId) {
  show()
  setInterval(show, 500)
  document.addEventListener('visibilitychange', show)
  addEventListener('online', () => {
    if (leftMs() <= 0 && !isAsking) askAt = performance.now() + Math.random() * SPREAD_MS
  })
}
