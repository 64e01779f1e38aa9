/**
 * Where one question ends and the next begins. Officials number with "Câu 12:" or with a number alone, and the second is
 * also how they count statements inside a question, so a number alone is believed only where options or an answer follow.
 */
import { tidy } from '../platform/text.ts'
import {
  difficultyOf,
  headingOf,
  isEnd,
  isKeyHeading,
  type KeyPair,
  keyPairsOf,
  optionMarkerOf,
  optionMarkersIn,
  type QuestionMarker,
  questionMarkerOf,
  sectionOf,
} from './line-markers.ts'
import type { KeyEntry, RawItem } from './raw-item.ts'
import { type BankRow, type Roles, readTable, type TableRead } from './read-table.ts'
import { type Block, type Line, sliceLine, textOfSpans } from './written-text.ts'

export type Divided = {
  readonly items: readonly RawItem[]
  readonly keys: readonly KeyEntry[]
  /** Lines with something in them that stand in no question, after the first one. */
  readonly strays: readonly Line[]
}

type Entry =
  | { kind: 'line'; line: Line; text: string; marker: QuestionMarker | null; hasAnswer: boolean }
  | Exclude<TableRead, { kind: 'layout' }>

export function divideItems(blocks: readonly Block[]): Divided {
  return new Divider(feedOf(blocks)).divide()
}

function feedOf(blocks: readonly Block[]): Entry[] {
  const feed: Entry[] = []
  let roles: Roles | null = null
  const push = (line: Line) => {
    const text = textOfSpans(line.spans)
    const marker = questionMarkerOf(text)
    feed.push({ kind: 'line', line, text, marker, hasAnswer: beginsAnswer(text, marker) })
  }
  for (const block of blocks) {
    if (block.kind === 'line') push(block.line)
    else {
      const read = readTable(block, roles)
      if (read.kind === 'bank') roles = read.roles
      if (read.kind === 'layout') for (const line of read.lines) push(line)
      else feed.push(read)
    }
  }
  return feed
}

/** Options, or an answer: after such a line a question may be complete. */
function beginsAnswer(text: string, marker: QuestionMarker | null): boolean {
  if (marker) return optionMarkersIn(text, marker.length, null, new Set()).length >= 2
  const section = sectionOf(text)?.section
  return optionMarkerOf(text) !== null || section === 'answer' || section === 'order'
}

class Divider {
  private readonly items: RawItem[] = []
  private readonly numbers = new Set<number>()
  private readonly keys: KeyEntry[] = []
  private readonly strays: Line[] = []
  private readonly feed: readonly Entry[]
  private readonly isNamed: boolean
  private readonly sectionsComeFirst: boolean
  private readonly headingCount: number
  private open: RawItem | null = null
  /** The open question has options or an answer. */
  private isFull = false
  /** The last statement counted inside the open question. */
  private statement = 0
  private inKey = false
  private wasBlank = false
  private topic: string | undefined
  private difficulty: string | undefined

  constructor(feed: readonly Entry[]) {
    this.feed = feed
    const lines = feed.filter((entry) => entry.kind === 'line')
    const named = lines.filter(({ marker }) => marker?.isNamed)
    const firstMarker = lines.find(({ marker }) => marker)
    this.isNamed = named.length >= 2 || (named.length === 1 && firstMarker === named[0])
    const first = feed.findIndex(
      (entry) =>
        entry.kind === 'bank' ||
        (entry.kind === 'line' && (this.isNamed ? entry.marker?.isNamed : entry.marker)),
    )
    const firstSection = feed.findIndex(
      (entry) => entry.kind === 'line' && /^(?:topic|difficulty)$/.test(sectionOf(entry.text)?.section ?? ''),
    )
    this.sectionsComeFirst = firstSection < first
    this.headingCount = lines.filter(({ line, marker }) => line.isHeading && !marker?.isNamed).length
  }

  divide(): Divided {
    for (const [at, entry] of this.feed.entries()) {
      if (entry.kind === 'line') this.readLine(entry, at)
      else if (entry.kind === 'key') this.keys.push(...entry.entries)
      else if (entry.kind === 'bank') this.readRows(entry.rows)
      else for (const line of entry.lines) this.add(line, textOfSpans(line.spans), true)
      if (entry.kind !== 'line') this.wasBlank = true
    }
    return { items: this.items, keys: this.keys, strays: this.strays }
  }

  private readLine(entry: Extract<Entry, { kind: 'line' }>, at: number): void {
    const { line, text, marker } = entry
    if (text.trim() === '') {
      this.wasBlank = true
      return
    }
    if (this.readKey(entry, at)) return
    if (marker && this.starts(entry, at)) {
      this.start(line, text, marker)
      return
    }
    if (this.readPart(line, text)) return
    if (isEnd(text)) return
    if (!this.open) return
    if (marker && !marker.isNamed) this.statement = marker.number
    if (entry.hasAnswer) this.isFull = true
    this.add(line, text)
  }

  private readKey({ line, text, marker }: Extract<Entry, { kind: 'line' }>, at: number): boolean {
    const pairs = keyPairsOf(text) ?? this.keyBehind(text)
    if (isKeyHeading(text)) {
      const next = this.feed.slice(at + 1).find((entry) => entry.kind !== 'line' || entry.text.trim() !== '')
      const isHead = next?.kind === 'key' || (next?.kind === 'line' && keyPairsOf(next.text) !== null)
      if (isHead || (!/[:=]\s*$/.test(text) && !(next?.kind === 'line' && /^\s*[A-H]\W*$/.test(next.text)))) {
        this.inKey = true
        return true
      }
      return false
    }
    const isKnown = marker !== null && this.numbers.has(marker.number)
    if (pairs && (this.inKey || pairs.length >= 2 || (isKnown && !this.leadsToAnswer(at)))) {
      this.inKey = true
      for (const pair of pairs) this.keys.push({ ...pair, place: line.place })
      return true
    }
    if (this.inKey && marker && isKnown && !this.leadsToAnswer(at)) {
      this.keys.push({ number: marker.number, answer: tidy(text.slice(marker.length)), place: line.place })
      return true
    }
    return false
  }

  /** "Đáp án: 1-A; 2-B; 3-C" behind the last question, unless it joins the statements of that one. */
  private keyBehind(text: string): KeyPair[] | null {
    const section = this.statement === 0 ? sectionOf(text) : null
    const pairs = section?.section === 'answer' ? keyPairsOf(text.slice(section.length)) : null
    const isOfAll = pairs?.every(({ number }) => this.numbers.has(number))
    return isOfAll && pairs!.some(({ number }) => number === this.open?.number) ? pairs : null
  }

  private starts(entry: Extract<Entry, { kind: 'line' }>, at: number): boolean {
    const { marker, line } = entry
    if (!marker) return false
    if (marker.isNamed) return true
    const last = this.open?.number ?? 0
    if (this.isNamed) return this.isFull && marker.number === last + 1 && this.leadsToAnswer(at)
    if (line.isHeading && !this.leadsToAnswer(at)) return false
    if (!this.open) return true
    if (this.isFull) return this.leadsToAnswer(at) || marker.number === last + 1
    if (marker.number === this.statement + 1 && this.statement > 0) return false
    return marker.number === last + 1
  }

  /** Options or an answer come before the next question would begin. */
  private leadsToAnswer(at: number): boolean {
    const here = this.feed[at]!
    if (here.kind === 'line' && here.hasAnswer) return true
    for (let next = at + 1; next < this.feed.length; next++) {
      const entry = this.feed[next]!
      if (entry.kind === 'key' || entry.kind === 'bank') return false
      if (entry.kind === 'line' && entry.marker) return false
      if (entry.kind === 'line' && entry.hasAnswer) return true
    }
    return false
  }

  private start(line: Line, text: string, marker: QuestionMarker): void {
    const rest = sliceLine(line, marker.length)
    this.begin({
      number: marker.number,
      place: line.place,
      ...(marker.aside !== undefined && difficultyOf(marker.aside) && { difficulty: tidy(marker.aside) }),
    })
    this.add({ ...rest, notices: line.notices }, text.slice(marker.length))
    this.isFull = optionMarkersIn(text, marker.length, null, new Set()).length >= 2
  }

  private begin(item: Omit<RawItem, 'no' | 'body'>): RawItem {
    this.open = {
      ...(this.topic !== undefined && { topic: this.topic }),
      ...(this.difficulty !== undefined && { difficulty: this.difficulty }),
      ...item,
      no: this.items.length + 1,
      body: [],
    }
    this.items.push(this.open)
    if (item.number !== null) this.numbers.add(item.number)
    this.isFull = false
    this.statement = 0
    this.inKey = false
    this.wasBlank = false
    return this.open
  }

  private add(line: Line, text: string, isRow = false): void {
    this.open?.body.push({ line, text, isAfterBlank: this.wasBlank, ...(isRow && { isRow }) })
    this.wasBlank = false
  }

  /** A part of the file with its name: "Chủ đề: …", a heading, "PHẦN II. …". */
  private readPart(line: Line, text: string): boolean {
    const found = sectionOf(text)
    const isPart = found?.section === 'topic' || found?.section === 'difficulty'
    if (found && isPart && (this.sectionsComeFirst || !this.open)) {
      const value = tidy(text.slice(found.length))
      if (found.section === 'topic') this.topic = value
      else this.difficulty = value
      this.close()
      return true
    }
    if (found || optionMarkerOf(text) || (this.open && !this.isFull)) return false
    const isBold = line.spans.every((span) => span.look.bold || span.text.trim() === '')
    const heading = headingOf(text, { isHeading: line.isHeading, isBold, isAfterItems: this.open !== null })
    if (heading === null) return false
    // The only heading, before everything, is the title of the file.
    if (this.items.length > 0 || !line.isHeading || this.headingCount > 1) this.topic = heading
    this.close()
    return true
  }

  private close(): void {
    this.open = null
    this.isFull = false
    this.inKey = false
  }

  private readRows(rows: readonly BankRow[]): void {
    this.close()
    for (const row of rows) {
      if (row.heading !== undefined)
        this.topic =
          headingOf(row.heading, { isHeading: true, isBold: true, isAfterItems: true }) ?? row.heading
      else if (hasOwnNumber(row) || !this.open) this.beginRow(row)
      else this.continueRow(row)
    }
    this.close()
  }

  private beginRow({ cells, place }: BankRow): void {
    const said = (cells.get('number') ?? []).map((line) => textOfSpans(line.spans)).join(' ')
    const number = /\d{1,4}/.exec(said)?.[0]
    const texts = [...(cells.get('text') ?? []), ...(cells.get('options') ?? [])]
    const first = texts.findIndex((line) => textOfSpans(line.spans).trim() !== '')
    const marker = first === -1 ? null : questionMarkerOf(textOfSpans(texts[first]!.spans))
    const isMarked = marker !== null && (marker.isNamed || marker.number === Number(number))
    const optionCells = [...cells]
      .filter(
        ([role, lines]) =>
          role.startsWith('option ') && lines.some((line) => textOfSpans(line.spans).trim() !== ''),
      )
      .map(([role, lines]) => ({ letter: role.slice('option '.length), lines, isTicked: false }))
      .sort((a, b) => a.letter.localeCompare(b.letter))
    const { answer, explanation, source, topic, difficulty } = Object.fromEntries(cells) as NonNullable<
      RawItem['columns']
    >
    const columns = {
      ...(answer && { answer }),
      ...(explanation && { explanation }),
      ...(source && { source }),
      ...(topic && { topic }),
      ...(difficulty && { difficulty }),
    }
    this.begin({
      number: number !== undefined ? Number(number) : isMarked ? marker.number : null,
      place,
      ...(optionCells.length > 0 && { optionCells }),
      columns,
    })
    for (const [at, line] of texts.entries()) {
      const cut = at === first && isMarked ? marker.length : 0
      const rest = cut > 0 ? sliceLine(line, cut) : line
      const text = textOfSpans(rest.spans)
      if (text.trim() !== '') this.add(rest, text)
    }
    this.tickRow({ cells, place })
  }

  /** One option a row, the question merged over them. */
  private continueRow(row: BankRow): void {
    for (const line of [...(row.cells.get('text') ?? []), ...(row.cells.get('options') ?? [])]) {
      const text = textOfSpans(line.spans)
      if (text.trim() !== '') this.add(line, text)
    }
    this.tickRow(row)
  }

  /** "x" beside the row of an option says that it is right. */
  private tickRow({ cells }: BankRow): void {
    const said = tidy((cells.get('answer') ?? []).map((line) => textOfSpans(line.spans)).join(' '))
    const last = this.open?.body.at(-1)
    if (!/^(?:[x✓✔√*]|đúng)$/i.test(said) || !last || !cells.has('options')) return
    const { labelLength, spans } = last.line
    const tick = { text: '*', look: spans[0]!.look }
    const line = { ...last.line, spans: [tick, ...spans], labelLength: labelLength > 0 ? labelLength + 1 : 0 }
    this.open!.body[this.open!.body.length - 1] = { ...last, line, text: `*${last.text}` }
    const columns = this.open!.columns
    if (columns) delete columns.answer
  }
}

const hasOwnNumber = ({ cells }: BankRow): boolean =>
  (['number', 'text'] as const).some((role) =>
    (cells.get(role) ?? []).some((line) => textOfSpans(line.spans).trim() !== ''),
  )
