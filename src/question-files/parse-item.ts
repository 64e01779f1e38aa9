/**
 * What is what inside one question: its text, its options, its answer line, what explains it and where it is written in the
 * law. A line that fits nowhere is named, and never added to the nearest option in silence.
 */
import { tidy } from '../platform/text.ts'
import {
  CITED,
  nextLetter,
  type OptionMarker,
  optionMarkerOf,
  optionMarkersIn,
  questionMarkerOf,
  type Section,
  sectionOf,
  sectionWithin,
} from './line-markers.ts'
import type { BodyLine, Column, RawItem } from './raw-item.ts'
import { type Line, type Notice, type Place, type Span, sliceSpans, textOfSpans } from './written-text.ts'

export type WrittenOption = {
  readonly letter: string
  /** The letter with its brackets, as far as somebody typed it or Word wrote it. */
  readonly label: readonly Span[]
  readonly isAutoLabelled: boolean
  readonly lines: Span[][]
  readonly place: Place
  readonly isTicked: boolean
}
export type Said = { readonly text: string; readonly place: Place }

export type ParsedItem = {
  readonly raw: RawItem
  readonly text: Span[][]
  options: WrittenOption[]
  readonly answers: Said[]
  order: Said | null
  readonly explanation: Span[][]
  readonly source: Span[][]
  topic: string | undefined
  difficulty: string | undefined
  readonly notices: Set<Notice>
  /** Paragraphs that were joined to an option, and lines that fit nowhere. */
  readonly joined: Said[]
  readonly strays: Said[]
  /** Options that have no letters in the file, but points or numbers. */
  isUnlettered: boolean
}

type Stage = 'text' | 'options' | 'answer' | 'explanation' | 'source'

export function parseItem(raw: RawItem): ParsedItem {
  const item: ParsedItem = {
    raw,
    text: [],
    options: (raw.optionCells ?? []).map(optionOfCell),
    answers: [],
    order: null,
    explanation: [],
    source: [],
    topic: raw.topic,
    difficulty: raw.difficulty,
    notices: new Set(),
    joined: [],
    strays: [],
    isUnlettered: false,
  }
  readColumns(item)
  readLines(item)
  if (item.options.length === 0) readUnlettered(item)
  item.options = inOrderOfLetters(item.options.map(takeTick))
  for (const { line } of raw.body) for (const notice of line.notices) item.notices.add(notice)
  for (const { lines } of raw.optionCells ?? [])
    for (const notice of lines.flatMap((line) => line.notices)) item.notices.add(notice)
  return item
}

/** Two columns of options may have been read across; the letters say in which order they are. */
function inOrderOfLetters(options: WrittenOption[]): WrittenOption[] {
  const letters = options.map(({ letter }) => letter)
  return new Set(letters).size === letters.length
    ? options.toSorted((a, b) => a.letter.localeCompare(b.letter))
    : options
}

function readColumns(item: ParsedItem): void {
  for (const [column, lines] of Object.entries(item.raw.columns ?? {}) as [Column, Line[]][]) {
    const said = lines.map((line) => textOfSpans(line.spans).trim()).filter(Boolean)
    if (said.length === 0) continue
    if (column === 'explanation' || column === 'source')
      item[column].push(...lines.map((line) => [...line.spans]))
    else if (column === 'answer') {
      const cut = sectionOf(said.join(' '))
      item.answers.push({
        text: cut ? said.join(' ').slice(cut.length) : said.join(' '),
        place: item.raw.place,
      })
    } else item[column] = said.join(' ')
  }
}

function optionOfCell({
  letter,
  lines,
  isTicked,
}: NonNullable<RawItem['optionCells']>[number]): WrittenOption {
  const [first, ...rest] = lines.filter((line) => textOfSpans(line.spans).trim() !== '')
  const marker = optionMarkerOf(textOfSpans(first!.spans))
  const cut = marker?.letter.toUpperCase() === letter ? marker : null
  return {
    letter,
    label: cut ? sliceSpans(first!.spans, cut.letterAt, cut.to) : [],
    isAutoLabelled: first!.labelLength > 0,
    lines: [
      cut ? sliceSpans(first!.spans, cut.to) : [...first!.spans],
      ...rest.map((line) => [...line.spans]),
    ],
    place: first!.place,
    isTicked: isTicked || Boolean(cut?.isTicked),
  }
}

function readLines(item: ParsedItem): void {
  const { body } = item.raw
  const starts = body.map(({ text, isRow }, at) =>
    isRow || (at === 0 && !item.raw.columns) ? null : optionMarkerOf(text),
  )
  const hasCapitals = starts.some((marker) => marker && /A/.test(marker.letter))
  // "a) … b) …" before or under options A, B, C, D are statements of the question.
  const markers = starts.map((marker) =>
    marker && hasCapitals && /[a-h]/.test(marker.letter) ? null : marker,
  )
  const elsewhere = new Set(markers.flatMap((marker) => marker?.letter ?? []))
  const reader = new LineReader(item, elsewhere)
  for (const [at, line] of body.entries()) reader.read(line, markers[at] ?? null, at === 0)
}

class LineReader {
  private stage: Stage = 'text'
  private readonly item: ParsedItem
  private readonly elsewhere: ReadonlySet<string>

  constructor(item: ParsedItem, elsewhere: ReadonlySet<string>) {
    this.item = item
    this.elsewhere = elsewhere
  }

  read(body: BodyLine, marker: OptionMarker | null, isFirst: boolean): void {
    const { line, text, isRow } = body
    if (isRow) {
      if (this.stage === 'text') this.item.text.push([...line.spans])
      else this.item.strays.push({ text, place: line.place })
      return
    }
    const found = isFirst ? null : sectionOf(text)
    if (found) this.readSection(found.section, line, text, found.length)
    else if (marker && !(this.item.options.length >= 2 && this.stage !== 'options'))
      this.readOptions(line, text, marker)
    else this.goOn(body)
  }

  private readSection(section: Section, line: Line, text: string, from: number): void {
    const inner = sectionWithin(text.slice(from))
    const to = inner ? from + inner.at : text.length
    const value = text.slice(from, to).replace(/[\s([]+$/, '')
    const { item } = this
    if (section === 'topic' || section === 'difficulty') item[section] = value.trim()
    else if (section === 'order') item.order = { text: value, place: line.place }
    else if (section === 'answer') {
      this.stage = 'answer'
      this.readAnswer(line, value)
    } else {
      this.stage = section
      item[section].push(sliceSpans(line.spans, from, to))
    }
    if (inner) this.readSection(inner.section, line, text, from + inner.at + inner.length)
  }

  /** "B (Điều 5 Luật …)", "B, căn cứ Điều 5": what stands behind the letter is its source, unless the option itself says so. */
  private readAnswer(line: Line, value: string): void {
    const cited = IN_BRACKETS.exec(value) ?? BEHIND_LETTERS.exec(value)
    const isOption = this.item.options.some(
      ({ lines }) => tidy(textOfSpans(lines.flat())) === tidy(cited?.[2] ?? ''),
    )
    const source = isOption ? null : cited
    this.item.answers.push({ text: source ? source[1]! : value, place: line.place })
    if (!source) return
    const text = source[2]!.replace(/^(?:theo|căn cứ(?: vào)?|tại|trích)\s+/iu, '')
    this.item.source.push([{ text, look: line.spans[0]!.look }])
  }

  private readOptions(line: Line, text: string, first: OptionMarker | null, from = 0): void {
    const markers = first ? [first] : []
    markers.push(...optionMarkersIn(text, first?.to ?? from, first, this.elsewhere))
    this.stage = 'options'
    for (const [at, marker] of markers.entries()) {
      this.item.options.push({
        letter: marker.letter.toUpperCase(),
        label: sliceSpans(line.spans, marker.letterAt, marker.to),
        isAutoLabelled: at === 0 && marker.letterAt < line.labelLength,
        lines: [sliceSpans(line.spans, marker.to, markers[at + 1]?.from)],
        place: line.place,
        isTicked: marker.isTicked,
      })
    }
  }

  private goOn({ line, text, isAfterBlank }: BodyLine): void {
    const { item, stage } = this
    if (stage === 'text') this.readText(line, text)
    else if (stage === 'explanation' || stage === 'source') item[stage].push([...line.spans])
    else if (stage === 'answer') {
      const last = item.answers.at(-1)
      if (last?.text.trim() === '') item.answers[item.answers.length - 1] = { text, place: line.place }
      else item.strays.push({ text, place: line.place })
    } else if (isAfterBlank && item.options.length >= 2) item.strays.push({ text, place: line.place })
    else {
      const last = item.options.at(-1)!
      if (last.place.paragraph !== line.place.paragraph) item.joined.push({ text, place: line.place })
      last.lines.push([...line.spans])
    }
  }

  /** Options may begin on the line of the question, where no line of their own begins with A. */
  private readText(line: Line, text: string): void {
    const markers =
      this.elsewhere.has('A') || this.elsewhere.has('a') ? [] : optionMarkersIn(text, 0, null, this.elsewhere)
    const [first, second] = markers
    const isClear =
      first && second && (/A/.test(first.letter) || /^(?:\t|\s{2})/.test(text.slice(first.from)))
    const isElsewhere =
      first && !second && /A/.test(first.letter) && this.elsewhere.has(nextLetter(first.letter))
    if (first && (isClear || isElsewhere)) {
      const before = sliceSpans(line.spans, 0, first.from)
      if (textOfSpans(before).trim() !== '') this.item.text.push(before)
      this.readOptions(line, text, null, first.from)
    } else this.item.text.push([...line.spans])
  }
}

/** A box may be empty, or ticked: then the tick is left to be taken as one. */
const BULLET = /^\s*(?:[-–+•●○▪]\s+|[☐□]\s*|(?=[☑☒]))/u

/** Lines at the end of a question that begin with points, or are counted from 1, where there are no letters at all. */
function readUnlettered(item: ParsedItem): void {
  const texts = item.text.map(textOfSpans)
  const isListed = (text: string, no: number) => BULLET.test(text) || questionMarkerOf(text)?.number === no
  for (let from = 1; from <= texts.length - 2; from++) {
    const rest = texts.slice(from)
    const isBulleted = rest.every((text) => BULLET.test(text))
    if (!isBulleted && !rest.every((text, at) => !BULLET.test(text) && isListed(text, at + 1))) continue
    item.isUnlettered = true
    item.options = item.text.splice(from).map((spans, at) => {
      const text = textOfSpans(spans)
      const cut = BULLET.exec(text)?.[0].length ?? questionMarkerOf(text)!.length
      return {
        letter: String.fromCharCode(65 + at),
        label: [],
        isAutoLabelled: true,
        lines: [sliceSpans(spans, cut)],
        place: item.raw.place,
        isTicked: false,
      }
    })
    return
  }
}

const IN_BRACKETS =
  /^(.{1,40}?)\s*[([]\s*((?:theo|điều|khoản|mục|căn cứ|nghị|luật|quyết|thông|chỉ thị|hiến pháp)\P{Cc}*?)[)\]][\s.]*$/iu
const BEHIND_LETTERS = new RegExp(
  `^([A-H](?:\\s*[,;&+]\\s*[A-H])*)\\s*(?:[.,;:–-]\\s*|\\s)(${CITED}\\P{Cc}*?)[\\s.]*$`,
  'u',
)
const TICK_BEFORE = /^\s*(?:\*+|[✓✔√☑☒]|\[[xX✓]\]|\([xX✓]\))\s*/u
const TICK_BEHIND =
  /\s*(?:\*+|[✓✔√☑☒]|\[[xX✓*]\]|\([xX✓*]\)|\((?:đáp án\s+)?đúng\)|\((?:là\s+)?đáp án(?:\s+đúng)?\)|(?:<-+|←)\s*(?:đúng|đáp án)?)\s*\.?\s*$/iu

function takeTick(option: WrittenOption): WrittenOption {
  const before = TICK_BEFORE.exec(textOfSpans(option.lines[0] ?? []))
  const lines = option.lines.map((spans, at) =>
    at === 0 && before ? sliceSpans(spans, before[0].length) : spans,
  )
  const last = textOfSpans(lines.at(-1) ?? [])
  const behind = TICK_BEHIND.exec(last)
  if (behind) lines[lines.length - 1] = sliceSpans(lines.at(-1)!, 0, behind.index)
  return { ...option, lines, isTicked: option.isTicked || before !== null || behind !== null }
}
