/**
 * The behaviour of the paper, on top of a form that works without it: the clock, saving each choice, keeping it through
 * a lost network, a reload, another tab or phone, a browser that is killed; and the last resort when time runs out first.
 */

import { ask } from '../ask.ts'
import { drawerFrom, showCapsule } from '../capsule/show-capsule.ts'
import { followBulletin } from './bulletin.ts'
import { runClock, say } from './clock-view.ts'
import { askedOn, readAnswers, showAnswers, showCount, touchedOn } from './controls.ts'
import { type Drafts, openDrafts } from './drafts.ts'
import { type PaperFacts, readFacts } from './facts.ts'
import { finish, lock } from './finish.ts'
import { createOutbox } from './outbox.ts'
import { sealOf } from './seal-of.ts'
import { sendTo } from './send.ts'
import { createSender, type SendState } from './sender.ts'

const LONG_AWAY_MS = 30_000
const LOOK_MS = 10_000
/** What draws the last resort is fetched when the paper has been put up, so that it is there when the network is not. */
const FETCH_DRAWER_MS = 4000

const form = document.querySelector<HTMLFormElement>('form#paper')
if (form) {
  const facts = readFacts<PaperFacts>()
  // Tapped before this script had come: the choice is in the control, and nowhere else yet.
  openDrafts(facts.attemptId).then((drafts) => enhance(form, facts, drafts))
}

function enhance(form: HTMLFormElement, facts: PaperFacts, drafts: Drafts): void {
  const { words } = facts
  const asked = askedOn(form)
  const prediction = form.querySelector<HTMLInputElement>('input[name=prediction]')
  const strip = document.querySelector<HTMLElement>('[data-saving]')
  const stateText = strip?.querySelector('[data-state-text]')
  const signIn = strip?.querySelector<HTMLElement>('[data-sign-in]')
  const again = strip?.querySelector<HTMLButtonElement>('[data-again]')
  const drawer = drawerFrom(facts.qr)
  let isOver = false
  let goesToReview = false

  const clock = runClock(facts, timeIsUp)
  const bulletin = followBulletin(facts, clock)
  const time = new Intl.DateTimeFormat('vi-VN', { timeStyle: 'medium', timeZone: facts.zone })
  const outbox = createOutbox(drafts.storage, drafts.key, facts, clock.now)
  const sender = createSender({
    outbox,
    send: sendTo(facts.attemptId, { ...clock, moved: bulletin.moved }),
    onState: showState,
    onMerged: () => {
      show()
      say('polite', words.elsewhere)
    },
    onBadPrediction: () => markPrediction(true),
    leftMs: clock.leftMs,
    now: () => performance.now(),
    later: (run, ms) => setTimeout(run, ms),
    cancel: (timer) => clearTimeout(timer as number),
    random: Math.random,
  })

  function show(): void {
    const draft = outbox.draft()
    showAnswers(form, draft.answers)
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
    if (state === 'over') timeIsUp()
    if (state === 'handed-in') seeWhatBecame()
    if (state === 'over' || state === 'handed-in') return
    const isTrouble = state !== 'held' && state !== 'saving' && state !== 'ready'
    // While trying again the trouble stays in sight, rather than to flicker between two lines.
    if (state === 'saving' && strip?.dataset.state === 'waiting') return
    const text = textOf(state)
    // A trouble is spoken once, when it begins; "saved" after every choice would be noise.
    if (isTrouble && strip?.dataset.state !== 'waiting') say('polite', text)
    if (signIn) signIn.hidden = state !== 'signed-out'
    if (again) again.hidden = state !== 'offline' && state !== 'busy'
    if (strip) {
      strip.dataset.state = isTrouble ? 'waiting' : state
      strip.dataset.why = state
    }
    if (stateText) stateText.textContent = text
    if (state === 'held') {
      drawer.fetch()
      if (goesToReview) location.assign(facts.review)
    }
  }

  function textOf(state: Exclude<SendState, 'over' | 'handed-in'>): string {
    const texts: Record<typeof state, string> = {
      ready: words.ready,
      saving: words.saving,
      held: words.saved.replace('{time}', time.format(clock.now())),
      offline: words.offline,
      busy: words.busy,
      'signed-out': words.signedOut,
      refused: words.refused,
    }
    return texts[state]
      .replace('{count}', String(outbox.unsent()))
      .replace('{where}', drafts.isKept ? words.keptHere : words.keptInPage)
  }

  function markPrediction(bad: boolean): void {
    const fault = document.getElementById('prediction-fault')
    if (!prediction || !fault) return
    if (bad) goesToReview = false
    fault.hidden = !bad
    prediction.toggleAttribute('aria-invalid', false)
    if (bad) prediction.setAttribute('aria-invalid', 'true')
    prediction.parentElement?.classList.toggle('bad', bad)
  }

  function changed(event: Event): void {
    if (isOver) return
    goesToReview = false
    if (event.target === prediction) {
      const typed = prediction?.value.trim() ?? ''
      markPrediction(false)
      outbox.predict(typed === '' ? null : typed)
    } else {
      const answers = readAnswers(form)
      for (const { no } of asked) outbox.choose(String(no), answers[String(no)])
      showCount(asked, answers)
    }
    const why = strip?.dataset.why
    if (stateText && (why === 'offline' || why === 'busy')) stateText.textContent = textOf(why)
    if (outbox.isHeld()) return
    // Half a number is not a prediction yet: it is sent when the field is left, or after a longer pause.
    if (event.type === 'input' && (event.target as HTMLInputElement).type === 'text') sender.afterTyping()
    else sender.soon()
  }

  async function toReview(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (isOver) return
    // Enter in a field presses the form's first button, which saves: nobody is sent on without asking.
    if ((event.submitter as HTMLButtonElement | null)?.value === 'save') return sender.now()
    if (outbox.isHeld() && prediction?.getAttribute('aria-invalid') !== 'true') {
      location.assign(facts.review)
      return
    }
    if (stateText) stateText.textContent = words.toReview
    // Through a bad network this may take a while: when all is held, and nothing was changed since, it goes on.
    goesToReview = prediction?.getAttribute('aria-invalid') !== 'true'
    await sender.now()
    if (prediction?.getAttribute('aria-invalid') === 'true') prediction.focus()
  }

  /** Nothing new is sent any more. What was on its way may still be taken; what was not is offered as a capsule. */
  async function timeIsUp(): Promise<void> {
    if (isOver) return
    isOver = true
    lock()
    if (again) again.hidden = true
    if (stateText) stateText.textContent = words.over
    await sender.finish()
    // What was chosen too late is too late. A capsule is for what would have been in time, had it got through.
    if (outbox.isHeld() || !sender.isTroubled()) return seeWhatBecame()
    const sealed = sealOf(outbox.draft(), facts, clock)
    outbox.keepCapsule(sealed)
    const told = words.overUnsent.replace('{count}', String(outbox.unsent()))
    if (strip) strip.dataset.state = 'waiting'
    if (stateText) stateText.textContent = told
    say('urgent', told)
    await showCapsule(sealed, facts.capsule, drawer)
    const section = document.getElementById('capsule')
    section?.scrollIntoView()
    section?.focus({ preventScroll: true })
    const receipt = section?.querySelector<HTMLElement>('[data-receipt]')
    // The capsule stays in sight: who wants the receipt goes there.
    const onOver = () => {
      if (receipt) receipt.hidden = false
    }
    finish(facts.attemptId, clock.deadline(), { onOffline: () => {}, onOver })
  }

  function seeWhatBecame(): void {
    isOver = true
    sender.stop()
    lock()
    if (stateText) stateText.textContent = words.over
    const onOffline = () => {
      if (stateText) stateText.textContent = words.overOffline
    }
    const onOver = () => {
      outbox.forget()
      location.replace(facts.receipt)
    }
    finish(facts.attemptId, clock.deadline(), { onOffline, onOver })
  }

  /** After a sleep: the time, and what another phone has saved meanwhile. */
  async function lookAgain(): Promise<void> {
    const answer = await ask(`/api/v1/attempts/${facts.attemptId}/paper`, LOOK_MS)
    if (isOver) return
    if (answer?.status === 409 && answer.body.reason) return timeIsUp()
    if (answer?.status === 200) {
      const paper = answer.body as PaperFacts
      clock.heard(paper.serverNow, answer.askedAt, answer.answeredAt)
      bulletin.moved(paper.deadlineAt)
      if (outbox.heard(paper.savedSequence, paper.saved)) show()
    }
    sender.again()
  }

  let hiddenAt = 0
  form.addEventListener('change', changed)
  form.addEventListener('input', (event) => {
    if ((event.target as HTMLInputElement).type === 'text') changed(event)
  })
  form.addEventListener('submit', toReview)
  again?.addEventListener('click', () => sender.again())
  addEventListener('online', () => sender.again())
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
    if (event.key === drafts.key && event.newValue !== null) show()
  })
  addEventListener('beforeunload', (event) => {
    if (!isOver && !outbox.isHeld()) event.preventDefault()
  })

  for (const no of touchedOn(form, asked)) outbox.choose(no, readAnswers(form)[no])
  if (prediction && prediction.value !== prediction.defaultValue)
    outbox.predict(prediction.value.trim() || null)
  if (strip) strip.hidden = false
  show()
  if (!outbox.isHeld()) sender.now()
  setTimeout(drawer.fetch, FETCH_DRAWER_MS)
}

function digits(text: string): string {
  return text.replace(/\D/g, '')
}
