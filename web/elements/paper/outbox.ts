/**
 * The paper stays on the phone until the server has said it holds it. What is sent is always the whole paper, with the
 * sequence after the one that we know to be held: if another tab or phone was quicker, the server has seen that number
 * and says so. Then its answers are taken over and our own unsent changes laid on top: the later choice of a person
 * wins, question by question, and nothing else is lost.
 */
import type { Answers } from '../../../src/attempts/contract.ts'
import type { Sealed } from '../capsule/seal.ts'

type Answer = Answers[string]
type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>

export type Saved = { answers: Answers; prediction: number | null }

export type Draft = {
  /** Rises with every change on this phone. */
  sequence: number
  /** The sequence that the server has said it holds. */
  held: number
  answers: Answers
  /** As typed; null when empty. */
  prediction: string | null
  /** By question (and `prediction`): the sequence of its last change that the server may not hold yet. */
  changed: Record<string, number>
  /** A prediction that the server could not read; kept back until it is changed. */
  refused: string | null
  /** When the last of what is unsent was chosen, by the server's clock as this phone keeps it. */
  changedAt: number | null
  /** The sealed capsule of what did not get through, once time was up. */
  capsule: Sealed | null
}

export type Reply =
  | { is: 'held'; savedSequence: number; saved?: Saved | undefined }
  /** The prediction cannot be read: told at its field, and the answers go without it. */
  | { is: 'bad-prediction' }
  | { is: 'over' | 'handed-in' | 'signed-out' | 'refused' }
  /** With a ticket, the server has noted when exactly this paper arrived: sent again with it, it arrived then. */
  | { is: 'later'; busy: boolean; afterMs?: number | undefined; ticket?: string | undefined }

export type Paper = { sequence: number; answers: Answers; prediction?: string | null }
export type Send = (paper: Paper, ticket: string | null) => Promise<Reply>
export type Outcome =
  | { state: 'held' | 'more' | 'merged' | 'bad-prediction' }
  | Exclude<Reply, { is: 'held' }>
type Claim = { sent: Draft; paper: Paper; ticket: string }

export type Outbox = ReturnType<typeof createOutbox>

const PREDICTION = 'prediction'

export function createOutbox(
  storage: Storage,
  key: string,
  start: { savedSequence: number; saved: Saved },
  now: () => number = Date.now,
) {
  const read = (): Draft => parse(storage.getItem(key)) ?? draftOf(start.savedSequence, start.saved)
  const write = (draft: Draft) => storage.setItem(key, JSON.stringify(draft))
  let claim: Claim | null = null
  const kept = read()
  // What the server holds may be newer than what this phone last heard: lay our unsent changes on top of it. Should it
  // hold less than it once said (a restored backup), everything on this phone is unsent again.
  if (start.savedSequence > kept.held) write(mergeAbove(kept, start.saved, start.savedSequence))
  else if (start.savedSequence < kept.held) write({ ...kept, changed: allOf(kept) })

  function choose(no: string, answer: Answer | undefined): void {
    const draft = read()
    if (JSON.stringify(draft.answers[no]) === JSON.stringify(answer)) return
    const sequence = draft.sequence + 1
    const { [no]: _, ...others } = draft.answers
    const answers = answer === undefined ? others : { ...others, [no]: answer }
    write({ ...draft, sequence, answers, changed: { ...draft.changed, [no]: sequence }, changedAt: now() })
  }

  function predict(prediction: string | null): void {
    const draft = read()
    if (draft.prediction === prediction) return
    const sequence = draft.sequence + 1
    const changed = { ...draft.changed, [PREDICTION]: sequence }
    write({ ...draft, sequence, prediction, changed, changedAt: now() })
  }

  /** Sends the paper once. Never called twice at a time: the sender sees to that. */
  async function flush(send: Send): Promise<Outcome | { state: 'held' }> {
    const sent = read()
    if (isHeld(sent)) return { state: 'held' }
    const keptBack = sent.refused !== null && sent.refused === sent.prediction
    const bare: Paper = { sequence: sent.held + 1, answers: sent.answers }
    const paper = keptBack ? bare : { ...bare, prediction: sent.prediction }
    const isClaimed = claim !== null && JSON.stringify(claim.paper) === JSON.stringify(paper)
    return settle(sent, paper, await send(paper, isClaimed ? claim!.ticket : null))
  }

  /** Sends once more what the server has given a ticket for, and nothing that was chosen since. */
  async function redeem(send: Send): Promise<Outcome | null> {
    if (!claim) return null
    const { sent, paper, ticket } = claim
    return settle(sent, paper, await send(paper, ticket))
  }

  function settle(sent: Draft, paper: Paper, reply: Reply): Outcome {
    if (reply.is === 'later') {
      if (reply.ticket) claim = { sent, paper, ticket: reply.ticket }
      return reply
    }
    claim = null
    if (reply.is === 'bad-prediction') {
      write({ ...read(), refused: sent.prediction })
      return { state: 'bad-prediction' }
    }
    if (reply.is !== 'held') return reply
    const { saved, savedSequence } = reply
    const draft = read()
    if (saved && (savedSequence > paper.sequence || !isSame(saved, paper))) {
      write(mergeAbove(draft, saved, savedSequence))
      return { state: 'merged' }
    }
    const changed = Object.fromEntries(Object.entries(draft.changed).filter(([, at]) => at > sent.sequence))
    const isAll = Object.keys(changed).length === 0
    write({
      ...draft,
      sequence: Math.max(draft.sequence, savedSequence),
      held: savedSequence,
      changed,
      changedAt: isAll ? null : draft.changedAt,
    })
    return { state: isAll ? 'held' : 'more' }
  }

  /** The server told what it holds (a look after a long sleep): take it over. */
  function heard(savedSequence: number, saved: Saved): boolean {
    const draft = read()
    if (savedSequence <= draft.held) return false
    write(mergeAbove(draft, saved, savedSequence))
    return true
  }

  return {
    choose,
    predict,
    flush,
    redeem,
    heard,
    draft: read,
    isHeld: () => isHeld(read()),
    /** How many questions, the prediction among them, the server may not hold as they stand here. */
    unsent: () => Object.keys(read().changed).length,
    hasClaim: () => claim !== null,
    /** Keeps the capsule with the draft: the receipt shows it again when the page has been closed. */
    keepCapsule: (capsule: Sealed) => write({ ...read(), capsule }),
    forget: () => storage.removeItem(key),
  }
}

function draftOf(savedSequence: number, saved: Saved): Draft {
  const prediction = saved.prediction === null ? null : String(saved.prediction)
  return {
    sequence: savedSequence,
    held: savedSequence,
    answers: saved.answers,
    prediction,
    changed: {},
    refused: null,
    changedAt: null,
    capsule: null,
  }
}

export function isHeld(draft: Draft): boolean {
  return Object.keys(draft.changed).length === 0
}

/** Their paper, with our unsent changes on top, to be sent above their sequence. */
export function mergeAbove(draft: Draft, saved: Saved, savedSequence: number): Draft {
  const merged = draftOf(savedSequence, saved)
  const changed = Object.keys(draft.changed)
  if (changed.length === 0) return { ...merged, refused: draft.refused }
  const answers = { ...saved.answers }
  for (const no of changed) {
    const ours = draft.answers[no]
    if (ours === undefined) delete answers[no]
    else answers[no] = ours
  }
  const sequence = Math.max(draft.sequence, savedSequence + 1)
  return {
    ...merged,
    sequence,
    answers,
    prediction: changed.includes(PREDICTION) ? draft.prediction : merged.prediction,
    changed: Object.fromEntries(changed.map((no) => [no, sequence])),
    refused: draft.refused,
    changedAt: draft.changedAt,
  }
}

function allOf({ answers, sequence }: Draft): Draft['changed'] {
  return Object.fromEntries([...Object.keys(answers), PREDICTION].map((key) => [key, sequence]))
}

/** Whether what the server holds is what we sent: our own save, whose reply was lost on the way. */
function isSame(saved: Saved, sent: Paper): boolean {
  const text = (answers: Answers) =>
    JSON.stringify(Object.entries(answers).sort(([a], [b]) => Number(a) - Number(b)))
  const digits = (prediction: string | number | null) => String(prediction ?? '').replace(/\D/g, '')
  if (text(saved.answers) !== text(sent.answers)) return false
  return sent.prediction === undefined || digits(sent.prediction) === digits(saved.prediction)
}

export function parse(text: string | null): Draft | null {
  if (text === null) return null
  try {
    const draft = JSON.parse(text) as Draft
    // Of an older page, whose drafts had fewer members.
    return { ...draft, changedAt: draft.changedAt ?? null, capsule: draft.capsule ?? null }
  } catch {
    // Somebody else's, or cut off by a full disk: what the server holds is what there is.
    return null
  }
}

/** For private windows and in-app browsers that have no storage: as good as it gets, until the page is closed. */
export function memoryStorage(): Storage {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}
