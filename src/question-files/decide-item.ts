/**
 * Which options are right, and whether the question may be used at all. Every manner in which an answer can be given is
 * asked; if two of them disagree, or one is only half given, nobody guesses: the question is an error that says what
 * was found.
 */
import { nameKeyOf, tidy } from '../platform/text.ts'
import { type Manner, type Sentence, sentences } from './docx-messages.ts'
import { keyPairsOf, questionMarkerOf } from './line-markers.ts'
import type { Item, ItemImage } from './model.ts'
import type { ParsedItem } from './parse-item.ts'
import type { KeyEntry } from './raw-item.ts'
import { isLoneLetter, readAnswer } from './read-answer.ts'
import type { LookName, Weighed } from './weigh-marks.ts'
import { INSET, type Span, textOfSpans } from './written-text.ts'

/** A picture by the name of its part; its bytes are read when it is known that the question is used. */
export type ItemDraft = Omit<Item, 'images'> & { readonly images: readonly Pick<ItemImage, 'at' | 'name'>[] }
export type Decision =
  | { readonly ok: true; readonly draft: ItemDraft; readonly manner: Manner }
  | { readonly ok: false; readonly faults: readonly Sentence[]; readonly rest: ItemDraft }
type Voice = { readonly manner: Manner; readonly options: readonly number[] }
export type Evidence = {
  readonly weighed: Weighed
  readonly keys: readonly KeyEntry[]
  /** More than one question has the number that the key names. */
  readonly isNumberRepeated: boolean
  /** Looks that contradict the answers in this file, and so are only looks. */
  readonly decoration: ReadonlySet<LookName>
}

export function decideItem(item: ParsedItem, evidence: Evidence): Decision {
  const images: Pick<ItemImage, 'at' | 'name'>[] = []
  const text = writtenOf(item.text, 'text', images)
  const options = item.options.map((option, at) => writtenOf(option.lines, `option ${at + 1}`, images, ' '))
  const faults = faultsOf(item, text, options, images)
  const explanation = writtenOf(item.explanation, 'text', images)
  const source = writtenOf(item.source, 'text', images)
  const said = {
    ...(explanation && { explanation }),
    ...(source && { source }),
    ...(item.topic && { topic: tidy(item.topic) }),
    ...(item.difficulty && { difficulty: tidy(item.difficulty) }),
  }
  const { no } = item.raw
  const rest = (): ItemDraft => ({ no, text, type: 'single', options, correct: [], ...said, images })
  if (faults.length > 0) return { ok: false, faults, rest: rest() }
  const answer = decideAnswer(item, options, evidence)
  if (!answer.ok) return { ok: false, faults: answer.faults, rest: rest() }
  const draft: ItemDraft = {
    no,
    text: answer.rows ? writtenOf(item.text.slice(0, -answer.rows.length), 'text', []) : text,
    type: answer.type,
    ...(answer.rows && { rows: answer.rows }),
    options: answer.options ?? options,
    correct: answer.correct,
    ...said,
    images,
  }
  return { ok: true, draft, manner: answer.manner }
}

function faultsOf(
  item: ParsedItem,
  text: string,
  options: readonly string[],
  images: readonly { at: string }[],
): Sentence[] {
  const isPicture = (at: string) => images.some((image) => image.at === at)
  const faults: Sentence[] = []
  if (text === '' && !isPicture('text')) faults.push(sentences.noText())
  if (options.length === 0) return faults
  const letters = item.options.map(({ letter }) => letter)
  const repeated = letters.find((letter, at) => letters.indexOf(letter) !== at)
  if (repeated !== undefined) return [...faults, sentences.repeatedLetter(repeated)]
  if (letters.some((letter, at) => letter !== String.fromCharCode(65 + at)))
    return [...faults, sentences.gapInLetters(letters)]
  if (options.length === 1) return [...faults, sentences.oneOption(letters[0]!)]
  const keys = options.map(nameKeyOf)
  for (const [at, option] of options.entries()) {
    if (isPicture(`option ${at + 1}`)) continue
    if (option === '') faults.push(sentences.emptyOption(letters[at]!))
    const twin = option === '' ? -1 : keys.indexOf(keys[at]!)
    if (twin !== -1 && twin < at) faults.push(sentences.sameOptions(letters[twin]!, letters[at]!))
  }
  return faults
}

type Answer =
  | {
      ok: true
      type: Item['type']
      correct: (number | string)[]
      options?: string[]
      rows?: string[]
      manner: Manner
    }
  | { ok: false; faults: Sentence[] }
const wrong = (...faults: Sentence[]): Answer => ({ ok: false, faults })

function decideAnswer(item: ParsedItem, options: readonly string[], evidence: Evidence): Answer {
  if (evidence.keys.length > 0 && evidence.isNumberRepeated)
    return wrong(sentences.repeatedKeyNumber(item.raw.number ?? 0))
  if (item.order) return decideOrder(item, options)
  const matching = decideMatching(item, options)
  if (matching) return matching
  const said: { manner: Manner; text: string }[] = [
    ...item.answers.map(({ text }) => ({ manner: 'line' as const, text })),
    ...evidence.keys.map(({ answer }) => ({ manner: 'key' as const, text: answer })),
  ]
  if (options.length === 0) return decideWritten(said)
  const letters = item.options.map(({ letter }) => letter)
  const voices: Voice[] = []
  for (const { manner, text } of said) {
    const read = readAnswer(text, letters, options)
    if (read.kind === 'options') voices.push({ manner, options: read.options })
    else if (read.kind === 'empty') return wrong(sentences.emptyAnswer())
    else if (read.kind === 'unknown-letter') return wrong(sentences.unknownLetter(text, letters.join(', ')))
    else if (read.kind === 'other-text') return wrong(sentences.otherText(text))
    else return wrong(sentences.unreadableAnswer(text))
  }
  return decideAmong(item, options, voices, evidence)
}

function decideAmong(
  item: ParsedItem,
  options: readonly string[],
  said: readonly Voice[],
  { weighed, decoration }: Evidence,
): Answer {
  const seen = weighed.voices.filter(({ manner }) => manner === 'tick' || !decoration.has(manner))
  const strong: Voice[] = [...said, ...seen.filter((voice) => !voice.isWeak)]
  const voices = strong.length > 0 ? strong : seen
  const [first] = voices
  if (!first) {
    const [doubt] = weighed.doubts.filter(({ manner }) => manner !== 'italic' && !decoration.has(manner))
    return wrong(doubt ? sentences.doubt(doubt.manner, doubt.options, doubt.reason) : sentences.noAnswer())
  }
  if (voices.some((voice) => voice.options.join() !== first.options.join()))
    return wrong(sentences.conflict(voices))
  // Options without letters that nothing but points sets apart from a list in the question.
  if (item.isUnlettered && strong.length === 0) return wrong(sentences.noOptions())
  const isTrueFalse = options.length === 2 && options.map(nameKeyOf).sort().join() === TRUE_FALSE
  const type = first.options.length > 1 ? 'multiple' : isTrueFalse ? 'true-false' : 'single'
  return { ok: true, type, correct: [...first.options], manner: first.manner }
}

const TRUE_FALSE = ['Đúng', 'Sai'].map(nameKeyOf).sort().join()

function decideWritten(said: readonly { manner: Manner; text: string }[]): Answer {
  const [first] = said
  if (!first) return wrong(sentences.noOptions())
  if (said.some(({ text }) => nameKeyOf(text) !== nameKeyOf(first.text)))
    return wrong(sentences.conflictingAnswers(said.map(({ text }) => text)))
  const read = readAnswer(first.text, [], [])
  if (read.kind === 'empty') return wrong(sentences.emptyAnswer())
  if (isLoneLetter(first.text)) return wrong(sentences.letterWithoutOptions(first.text))
  if (read.kind === 'true-false')
    return {
      ok: true,
      type: 'true-false',
      options: ['Đúng', 'Sai'],
      correct: [read.isTrue ? 1 : 2],
      manner: first.manner,
    }
  if (read.kind !== 'numeric' && read.kind !== 'short') return wrong(sentences.unreadableAnswer(first.text))
  return { ok: true, type: read.kind, correct: [...read.accepted], manner: first.manner }
}

function decideOrder(item: ParsedItem, options: readonly string[]): Answer {
  const said = item.order!.text
  const named = item.isUnlettered
    ? (said.match(/\d+/g) ?? []).map(Number)
    : (said.match(/[A-H]/gi) ?? []).map((letter) => letter.toUpperCase().charCodeAt(0) - 64)
  const isWhole =
    options.length >= 2 &&
    named.length === options.length &&
    new Set(named).size === named.length &&
    named.every((no) => no >= 1 && no <= options.length)
  return isWhole
    ? { ok: true, type: 'ordering', correct: named, manner: 'line' }
    : wrong(sentences.badOrder(said))
}

/** "1-B, 2-A, 3-C" over numbered lines and options with letters. */
function decideMatching(item: ParsedItem, options: readonly string[]): Answer | null {
  const pairs = item.answers.length === 1 && options.length >= 2 ? keyPairsOf(item.answers[0]!.text) : null
  if (!pairs || pairs.length < 2) return null
  const rows = item.text.slice(-pairs.length).map(textOfSpans)
  const isCounted =
    item.text.length > pairs.length && rows.every((row, at) => questionMarkerOf(row)?.number === at + 1)
  const correct = pairs.map(({ answer }) => answer.toUpperCase().charCodeAt(0) - 64)
  const isWhole =
    pairs.every(({ number, answer }, at) => number === at + 1 && answer.length === 1) &&
    correct.every((no) => no >= 1 && no <= options.length)
  if (!isCounted || !isWhole) return wrong(sentences.unreadableAnswer(item.answers[0]!.text))
  return {
    ok: true,
    type: 'matching',
    correct,
    rows: rows.map((row) => tidy(row.slice(questionMarkerOf(row)!.length))),
    manner: 'line',
  }
}

function writtenOf(
  lines: readonly (readonly Span[])[],
  at: string,
  images: Pick<ItemImage, 'at' | 'name'>[],
  between = '\n',
): string {
  return lines
    .map((line) => {
      const insets = line.flatMap((span) => (span.inset ? [span.inset] : []))
      const cells = textOfSpans(line).split('\t').map(tidy)
      const plain = (cells.length > 1 && between === '\n' ? cells.join('\t') : cells.join(' ')).trim()
      return plain.replaceAll(INSET, () => {
        const inset = insets.shift()!
        if (inset.kind === 'equation') return inset.mathml
        images.push({ at, name: inset.part })
        return ''
      })
    })
    .map((line) => line.trim())
    .filter(Boolean)
    .join(between)
}
