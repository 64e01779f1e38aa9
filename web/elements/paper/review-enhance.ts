/**
 * The page where one checks one's answers: its clock, and handing in through a network that fails and a server that is
 * busy. Without this script the form is posted as it is.
 */
import { asJson, ask, isPassing } from '../ask.ts'
import { createPatience } from '../patience.ts'
import { followBulletin } from './bulletin.ts'
import { runClock, say } from './clock-view.ts'
import { readFacts } from './facts.ts'
import { finish, lock } from './finish.ts'
import { patienceMs } from './send.ts'

/** For so long the server honours a ticket. */
const TICKET_MS = 120_000
const TRY_MS = 1000

const facts = readFacts()
const form = document.querySelector<HTMLFormElement>('form#submission')
const strip = document.querySelector<HTMLElement>('[data-saving]')
const stateText = strip?.querySelector('[data-state-text]')
const patience = createPatience(Math.random, () => performance.now())
let isHandingIn = false
let isOver = false
/** The server has noted when the paper was handed in, and had no room to take it. */
let ticket: { text: string; until: number } | null = null

const clock = facts.attemptId ? runClock(facts, timeIsUp) : null
if (clock) followBulletin(facts, clock)

function tell(text: string, state: 'saving' | 'waiting'): void {
  if (strip) {
    strip.hidden = false
    if (state === 'waiting' && strip.dataset.state !== 'waiting') say('polite', text)
    strip.dataset.state = state
  }
  if (stateText) stateText.textContent = text
}

async function handIn(): Promise<void> {
  if (isOver && !ticket) return seeWhatBecame()
  const left = clock?.leftMs() ?? 0
  const url = `/api/v1/attempts/${facts.attemptId}/submission`
  const answer = await ask(url, patienceMs(left), asJson('POST', '{}', ticket?.text))
  if (answer?.status === 200 || answer?.status === 201) return location.assign(facts.receipt)
  if (!isPassing(answer)) {
    ticket = null
    // Over, signed out, or refused for a reason that the server says best itself.
    return isOver ? seeWhatBecame() : form?.submit()
  }
  if (typeof answer?.body.ticket === 'string')
    ticket = { text: answer.body.ticket, until: performance.now() + TICKET_MS }
  tell(answer ? facts.words.submitBusy : facts.words.submitOffline, 'waiting')
  const after = answer?.afterMs ?? 0
  const wait = patience.failed(after)
  if (ticket && performance.now() + wait > ticket.until) ticket = null
  const last = (clock?.leftMs() ?? 0) - TRY_MS
  // A try that would come after the end is none, but for one with a ticket.
  const isTooLate = !ticket && wait > last && last > after
  setTimeout(handIn, isTooLate ? after + Math.random() * (last - after) : wait)
}

function timeIsUp(): void {
  if (isOver) return
  isOver = true
  lock()
  if (!isHandingIn) seeWhatBecame()
}

function seeWhatBecame(): void {
  tell(facts.words.over, 'saving')
  finish(facts.attemptId, clock?.deadline() ?? 0, {
    onOffline: () => tell(facts.words.overOffline, 'waiting'),
    onOver: () => location.replace(facts.receipt),
  })
}

form?.addEventListener('submit', (event) => {
  event.preventDefault()
  // A second tap is harmless to the server; here it only must not look as if the first had done nothing.
  if (isHandingIn || isOver) return
  isHandingIn = true
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[form], form button'))
    button.disabled = true
  tell(facts.words.submitting, 'saving')
  handIn()
})
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload()
})
