/**
 * The behaviour of the paper, on top of a form that works without it: the clock, saving each choice, keeping it through
 * a lost network, a reload, another tab or phone.
 */
import { runClock, say } from './clock-view.ts'
import { askedOn, readAnswers, showAnswers, showCount } from './controls.ts'
import { draftKey, readFacts } from './facts.ts'
import { finish } from './finish.ts'
import { createOutbox, memoryStorage } from './outbox.ts'
import { sendTo } from './send.ts'
import { createSender, type SendState } from './sender.ts'

const LONG_AWAY_MS = 30_000

const form = document.querySelector<HTMLFormElement>('form#paper')
if (form) enhance(form)

function enhance(form: HTMLFormElement): void {
  const facts = readFacts()
  const { words } = facts
  const asked = askedOn(form)
  const kept = storageOrNone()
  const key = kept ? draftKey(facts.attemptId, kept) : 'draft'
  const outbox = createOutbox(kept ?? memoryStorage(), key, facts)
  const prediction = form.querySelector<HTMLInputElement>('input[name=prediction]')
  const strip = document.querySelector<HTMLElement>('[data-saving]')
  const stateText = strip?.querySelector('[data-state-text]')
  const signIn = strip?.querySelector<HTMLElement>('[data-sign-in]')
  let isOver = false

  const clock = runClock(facts, timeIsUp)
  const time = new Intl.DateTimeFormat('vi-VN', { timeStyle: 'medium', timeZone: facts.zone })
  const sender = createSender({
    outbox,
    send: sendTo(facts.attemptId, clock.heard),
    onState: showState,
    onMerged: () => {
      show()
      say('polite', words.elsewhere)
    },
    onBadPrediction: () => markPrediction(true),
    later: (run, ms) => setTimeout(run, ms),
    cancel: (timer) => clearTimeout(timer as number),
    random: Math.random,
  })

  function show(): void {
    const draft = outbox.draft()
    if (form) showAnswers(form, draft.answers)
    if (
      prediction &&
      draft.prediction !== null &&
      document.activeElement !== prediction &&
      digits(prediction.value) !== digits(draft.prediction)
    )
      prediction.value = draft.prediction
    showCount(asked, draft.answers)
  }

  function showState(state: SendState): void {
    if (state === 'over') {
      timeIsUp()
      return
    }
    const texts: Record<Exclude<SendState, 'over'>, string> = {
      ready: words.ready,
      saving: words.saving,
      held: words.saved.replace('{time}', time.format(clock.now())),
      offline: words.offline,
      busy: words.busy,
      'signed-out': words.signedOut,
      refused: words.refused,
    }
    const waiting = state !== 'held' && state !== 'saving' && state !== 'ready'
    const shown = waiting ? 'waiting' : state
    // A trouble is spoken once, when it begins; "saved" after every choice would be noise.
    if (waiting && strip?.dataset.state !== 'waiting') say('polite', texts[state])
    if (signIn) signIn.hidden = state !== 'signed-out'
    // While trying again the trouble stays in sight, rather than to flicker between two lines.
    if (state === 'saving' && strip?.dataset.state === 'waiting') return
    if (strip) strip.dataset.state = shown
    if (stateText) stateText.textContent = texts[state]
  }

  function markPrediction(bad: boolean): void {
    const fault = document.getElementById('prediction-fault')
    if (!prediction || !fault) return
    fault.hidden = !bad
    prediction.toggleAttribute('aria-invalid', false)
    if (bad) prediction.setAttribute('aria-invalid', 'true')
    prediction.parentElement?.classList.toggle('bad', bad)
  }

  function changed(event: Event): void {
    if (event.target === prediction) {
      const typed = prediction?.value.trim() ?? ''
      markPrediction(false)
      outbox.predict(typed === '' ? null : typed)
    } else if (form) {
      const answers = readAnswers(form)
      for (const { no } of asked) outbox.choose(String(no), answers[String(no)])
      showCount(asked, answers)
    }
    // Half a number is not a prediction yet: it is sent when the field is left, or after a longer pause.
    const typing = event.type === 'input' && (event.target as HTMLInputElement).type === 'text'
    if (!outbox.isHeld()) sender.soon(typing ? 1500 : undefined)
  }

  async function toReview(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (isOver) return
    // Enter in a field presses the form's first button, which saves: nobody is sent on without asking.
    if ((event.submitter as HTMLButtonElement | null)?.value === 'save') return void (await sender.now())
    if (outbox.isHeld() && prediction?.getAttribute('aria-invalid') !== 'true') {
      location.assign(facts.review)
      return
    }
    if (stateText) stateText.textContent = words.toReview
    await sender.now()
    if (prediction?.getAttribute('aria-invalid') === 'true') prediction.focus()
    else if (outbox.isHeld()) location.assign(facts.review)
  }

  function timeIsUp(): void {
    if (isOver) return
    isOver = true
    sender.stop()
    outbox.forget()
    if (stateText) stateText.textContent = words.over
    finish(facts.attemptId, facts.receipt, () => {
      if (stateText) stateText.textContent = words.overOffline
    })
  }

  /** After a sleep: the time, and what another phone has saved meanwhile. */
  async function lookAgain(): Promise<void> {
    const askedAt = performance.now()
    try {
      const reply = await fetch(`/api/v1/attempts/${facts.attemptId}/paper`)
      if (reply.status === 409) return timeIsUp()
      if (!reply.ok) return
      const paper = await reply.json()
      clock.heard(paper.serverNow, askedAt, performance.now())
      if (outbox.heard(paper.savedSequence, paper.saved)) show()
    } catch {
      // No network: the next save will find it, and tell the time too.
    }
    sender.now()
  }

  let hiddenAt = 0
  form.addEventListener('change', changed)
  form.addEventListener('input', (event) => {
    if ((event.target as HTMLInputElement).type === 'text') changed(event)
  })
  form.addEventListener('submit', toReview)
  addEventListener('online', () => sender.now())
  addEventListener('pagehide', () => {
    if (!isOver && !outbox.isHeld()) sender.now()
  })
  addEventListener('pageshow', (event) => {
    if (event.persisted) lookAgain()
  })
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) hiddenAt = Date.now()
    else if (Date.now() - hiddenAt > LONG_AWAY_MS) lookAgain()
  })
  addEventListener('storage', (event) => {
    if (event.key === key && event.newValue !== null) show()
  })
  addEventListener('beforeunload', (event) => {
    if (!isOver && !outbox.isHeld()) event.preventDefault()
  })

  if (strip) strip.hidden = false
  show()
  if (!outbox.isHeld()) sender.now()
}

function digits(text: string): string {
  return text.replace(/\D/g, '')
}

/** Private windows and some in-app browsers have none, or one that throws. */
function storageOrNone(): Storage | null {
  try {
    localStorage.setItem('hoithi:probe', '1')
    localStorage.removeItem('hoithi:probe')
    return localStorage
  } catch {
    return null
  }
}
