/**
 * The paper stays on the phone until the server has said it holds it. What is sent is always the whole paper, with a
 * sequence above the last. Where another tab or phone was ahead of us, its answers are taken over and our own unsent
 * changes laid on top: the later choice of a person wins, question by question, and nothing else is lost.
 */
import type { Answers } from '../../../src/attempts/contract.ts'

type Answer = Answers[string]
type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>

export type Saved = { answers: Answers; prediction: number | null }

export type Draft = {
  /** Rises with every change; what is sent carries it. */
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
}

export type Reply =
  | { is: 'held'; savedSequence: number; saved?: Saved | undefined }
  /** The prediction cannot be read: told at its field, and the answers go without it. */
  | { is: 'bad-prediction' }
  | { is: 'over' | 'signed-out' | 'refused' }
  | { is: 'later'; busy: boolean; afterMs?: number | undefined }

export type Paper = { sequence: number; answers: Answers; prediction?: string | null }
export type Send = (paper: Paper) => Promise<Reply>
export type Outcome =
  | { state: 'held' | 'more' | 'merged' | 'bad-prediction' }
  | Exclude<Reply, { is: 'held' }>

export type Outbox = ReturnType<typeof createOutbox>

const PREDICTION = 'prediction'

export function createOutbox(storage: Storage, key: string, start: { savedSequence: number; saved: Saved }) {
  const read = (): Draft => parse(storage.getItem(key)) ?? draftOf(start.savedSequence, start.saved)
  const write = (draft: Draft) => storage.setItem(key, JSON.stringify(draft))
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
    write({ ...draft, sequence, answers, changed: { ...draft.changed, [no]: sequence } })
  }

  function predict(prediction: string | null): void {
    const draft = read()
    if (draft.prediction === prediction) return
    const sequence = draft.sequence + 1
    write({ ...draft, sequence, prediction, changed: { ...draft.changed, [PREDICTION]: sequence } })
  }

  /** Sends the paper once. Never called twice at a time: the sender sees to that. */
  async function flush(send: Send): Promise<Outcome | { state: 'held' }> {
    const sent = read()
    if (isHeld(sent)) return { state: 'held' }
    const keptBack = sent.refused !== null && sent.refused === sent.prediction
    const paper: Paper = { sequence: sent.sequence, answers: sent.answers }
    const reply = await send(keptBack ? paper : { ...paper, prediction: sent.prediction })
    if (reply.is === 'bad-prediction') {
      write({ ...read(), refused: sent.prediction })
      return { state: 'bad-prediction' }
    }
    if (reply.is !== 'held') return reply
    const { saved, savedSequence } = reply
    const now = read()
    if (saved && (savedSequence > sent.sequence || !isSame(saved, paper))) {
      write(mergeAbove(now, saved, savedSequence))
      return { state: 'merged' }
    }
    const changed = Object.fromEntries(Object.entries(now.changed).filter(([, at]) => at > sent.sequence))
    write({ ...now, sequence: Math.max(now.sequence, savedSequence), held: savedSequence, changed })
    return { state: Object.keys(changed).length === 0 ? 'held' : 'more' }
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
    heard,
    draft: read,
    isHeld: () => isHeld(read()),
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

function parse(text: string | null): Draft | null {
  if (text === null) return null
  try {
    return JSON.parse(text) as Draft
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
