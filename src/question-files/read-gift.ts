/**
 * GIFT as Moodle reads it: questions parted by empty lines, the answers in braces, control characters escaped by a
 * backslash. What it can say and we cannot (essays, tolerances, descriptions) is a fault of that item.
 */
import { collectItems, type Items } from './collect-items.ts'
import { flattenMarkup, type Picture } from './flatten-markup.ts'
import { say } from './format-messages.ts'
import type { FileRead } from './model.ts'
import { readMarkup } from './read-markup.ts'
import { resolvePictures } from './resolve-pictures.ts'
import { splitRemark } from './split-remark.ts'

/** Escaped characters stand aside in Unicode's private area while the control characters are looked for. */
const ESCAPED = '~=#{}:\\'
const ASIDE = 0xf7a0
const WEIGHT = /^%(-?\d{1,3}(?:\.\d+)?)%/

type Block = { readonly line: number; readonly text: string; readonly comments: readonly string[] }
type Answer = {
  readonly mark: '=' | '~'
  readonly weight: number | null
  readonly text: string
  /** With what looks like a weight, which pairs and the right choice do not have. */
  readonly raw: string
  readonly feedback: string
}
type Head = { readonly topic?: string | undefined; readonly difficulty?: string | undefined }

export function readGift(text: string): FileRead {
  const items = collectItems('gift')
  let topic: string | undefined
  for (const block of blocksOf(text)) {
    const category = /^\$CATEGORY:\s*(.*)$/s.exec(block.text)
    if (category) topic = topicOf(restore(category[1]!))
    else readBlock(items, block, { topic, difficulty: difficultyOf(block.comments) })
  }
  return items.close('tệp GIFT')
}

/** An empty line ends a question, also one whose brace was forgotten: the next must not be swallowed with it. */
function* blocksOf(text: string): Generator<Block> {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n')
  let from = 0
  let kept: string[] = []
  let comments: string[] = []
  const isOpen = () => /\{[^}]*$/.test(standAside(kept.join('\n')))
  function* flush(): Generator<Block> {
    const block = standAside(kept.join('\n')).trim()
    if (block !== '') yield { line: from, text: block, comments }
    kept = []
    comments = block === '' ? comments : []
  }
  for (const [index, line] of lines.entries()) {
    if (line.trim().startsWith('//')) comments.push(line.trim().slice(2).trim())
    else if (line.trim() !== '') {
      if (kept.length === 0) from = index + 1
      kept.push(line)
      if (line.startsWith('$CATEGORY:')) yield* flush()
    } else if (kept.length > 0 && (!isOpen() || !closesBeforeItOpens(lines, index))) yield* flush()
    else if (kept.length > 0) kept.push('')
    else comments = []
  }
  yield* flush()
}

function closesBeforeItOpens(lines: readonly string[], from: number): boolean {
  for (const line of lines.slice(from, from + 50)) {
    const [sign] = /[{}]/.exec(standAside(line)) ?? []
    if (sign) return sign === '}'
    if (line.startsWith('::')) return false
  }
  return false
}

function readBlock(items: Items, block: Block, head: Head): void {
  const named = /^::([\s\S]*?)::([\s\S]*)$/.exec(block.text)
  const body = (named ? named[2]! : block.text).trim()
  const where = `câu ở dòng ${block.line}${named ? ` (“${restore(named[1]!).trim()}”)` : ''}`
  const opens = body.indexOf('{')
  const closes = body.indexOf('}')
  if (opens < 0 && closes < 0) return void items.spoil(say.description(where))
  if (opens < 0 || (closes >= 0 && closes < opens)) return void items.spoil(say.closeBrace(where))
  if (closes < 0) return void items.spoil(say.openBrace(where))
  const rest = body.slice(closes + 1)
  if (/[{}]/.test(rest)) return void items.spoil(say.severalKinds(where, 'nhiều phần { }'))
  const stem = rest.trim() === '' ? body.slice(0, opens) : `${body.slice(0, opens)}_____${rest}`
  const reading = new Reading(/^\s*\[(html|markdown|plain|moodle)\]/.exec(stem)?.[1] ?? 'moodle')
  const text = reading.read(stem, 'text')
  let answers = body.slice(opens + 1, closes).trim()
  let remark = ''
  const general = answers.lastIndexOf('####')
  if (general >= 0) {
    remark = reading.read(answers.slice(general + 4), 'remark')
    answers = answers.slice(0, general).trim()
  }
  if (answers.startsWith('>') && remark === '') remark = remarkOf(block.comments)
  const told = readAnswers(items, where, answers, reading)
  if (told === null) return
  const pictures = resolvePictures(where, reading.pictures, () => null)
  if ('faults' in pictures) return void items.spoil(...pictures.faults)
  items.add({ where, text, ...told, ...splitRemark(remark), ...head, images: pictures.images })
}

/** Reads pieces of one question, in the markup that the question names. */
class Reading {
  readonly pictures: (Picture & { at: string })[] = []
  readonly #markup: string
  constructor(markup: string) {
    this.#markup = markup
  }
  read(piece: string, at: string): string {
    const named = /^\s*\[(html|markdown|plain|moodle)\]/.exec(piece)
    const markup = named?.[1] ?? this.#markup
    const text = restore(named ? piece.slice(named[0].length) : piece).trim()
    const isMarkup = markup === 'html' || (markup === 'moodle' && /<\/?[a-z][^<>]*>|&#?\w+;/i.test(text))
    if (!isMarkup) return text
    const flat = flattenMarkup(readMarkup(markup === 'moodle' ? text.replace(/\n/g, '<br>') : text))
    if (at !== 'remark') this.pictures.push(...flat.pictures.map((picture) => ({ ...picture, at })))
    return flat.text
  }
}

type Told = Pick<Parameters<Items['add']>[0], 'type' | 'rows' | 'options' | 'correct'>

function readAnswers(items: Items, where: string, text: string, reading: Reading): Told | null {
  const spoil = (fault: Parameters<Items['spoil']>[0]) => {
    items.spoil(fault)
    return null
  }
  if (text === '') return spoil(say.essay(where))
  if (text.startsWith('#')) return readNumbers(items, where, text.slice(1).trim(), reading)
  if (text.startsWith('>')) {
    const [, ...lines] = text.split('\n')
    const options = lines
      .filter((line) => line.trim() !== '')
      .map((line, index) => reading.read(line, `option ${index + 1}`))
    return { type: 'ordering', options, correct: options.map((_, index) => index + 1) }
  }
  const truth = /^(T|TRUE|F|FALSE)(?:\s*#|$)/i.exec(text)
  if (truth) {
    if (text.includes('#')) items.warnOnce('feedback', say.feedbackLeft(where))
    return { type: 'true-false', options: ['Đúng', 'Sai'], correct: [/^t/i.test(truth[1]!) ? 1 : 2] }
  }
  const answers = answersOf(text)
  if (answers.some(({ feedback }) => feedback.trim() !== ''))
    items.warnOnce('feedback', say.feedbackLeft(where))
  if (answers.some(({ mark }) => mark === '~')) return readChoices(items, where, answers, reading)
  if (answers.length > 0 && answers.every(({ raw }) => raw.includes('->'))) return readPairs(answers, reading)
  const whole = answers.filter(({ weight }) => weight === null || weight === 100)
  if (whole.length < answers.length) items.warnOnce('partial', say.partialCredit(where))
  const accepted = (answers.length > 0 ? whole.map(({ text }) => text) : [text]).map((piece) =>
    reading.read(piece, 'text'),
  )
  return { type: 'short', options: [], correct: accepted }
}

function answersOf(text: string): Answer[] {
  return text
    .split(/(?=[=~])/)
    .map((piece) => piece.trim())
    .filter((piece) => piece.startsWith('=') || piece.startsWith('~'))
    .map((piece) => {
      // “~=” marks a right option among others.
      const rest = piece.slice(1).trim()
      const [answer = '', ...feedback] = rest.split('#')
      const weight = WEIGHT.exec(answer)
      return {
        mark: piece[0] as '=' | '~',
        weight: weight ? Number(weight[1]) : null,
        text: weight ? answer.slice(weight[0].length) : answer,
        raw: answer,
        feedback: feedback.join('#'),
      }
    })
    .filter(({ mark, text }, index, all) => !(mark === '~' && text === '' && all[index + 1]?.mark === '='))
}

function readChoices(items: Items, where: string, answers: readonly Answer[], reading: Reading): Told {
  const options = answers.map(({ mark, text, raw }, index) =>
    reading.read(mark === '=' ? raw : text, `option ${index + 1}`),
  )
  const numbered = answers.map((answer, index) => ({ ...answer, no: index + 1 }))
  const whole = numbered.filter(({ mark, weight }) => mark === '=' || weight === 100)
  const part = numbered.filter(
    ({ mark, weight }) => mark === '~' && weight !== null && weight > 0 && weight < 100,
  )
  if (whole.length > 0) {
    if (part.length > 0) items.warnOnce('partial', say.partialCredit(where))
    return { type: 'single', options, correct: whole.map(({ no }) => no) }
  }
  return { type: 'multiple', options, correct: part.map(({ no }) => no) }
}

function readPairs(answers: readonly Answer[], reading: Reading): Told {
  const pairs = answers.map(({ raw }) => {
    const at = raw.indexOf('->')
    return { row: reading.read(raw.slice(0, at), 'text'), option: reading.read(raw.slice(at + 2), 'text') }
  })
  const options = [...new Set(pairs.map(({ option }) => option))]
  const asked = pairs.filter(({ row }) => row !== '')
  return {
    type: 'matching',
    rows: asked.map(({ row }) => row),
    options,
    correct: asked.map(({ option }) => options.indexOf(option) + 1),
  }
}

function readNumbers(items: Items, where: string, text: string, reading: Reading): Told | null {
  const answers: Omit<Answer, 'mark' | 'raw'>[] = text.startsWith('=')
    ? answersOf(text)
    : [{ weight: null, text: text.split('#')[0]!, feedback: text.split('#').slice(1).join('#') }]
  const whole = answers.filter(({ weight }) => weight === null || weight === 100)
  if (whole.length < answers.length) items.warnOnce('partial', say.partialCredit(where))
  if (answers.some(({ feedback }) => feedback.trim() !== ''))
    items.warnOnce('feedback', say.feedbackLeft(where))
  const correct: string[] = []
  for (const { text } of whole) {
    const [, value, tolerance] = /^([^:]*?)(?::(.*))?$/s.exec(text.trim()) ?? []
    const isExact = Number(tolerance ?? 0) === 0 && !value!.includes('..')
    if (!isExact) {
      items.spoil(say.tolerance(where, restore(text)))
      return null
    }
    correct.push(reading.read(value!, 'text'))
  }
  return { type: 'numeric', options: [], correct }
}

function standAside(text: string): string {
  return text.replace(/\\([~=#{}:\\n])/g, (_, sign: string) =>
    sign === 'n'
      ? String.fromCharCode(ASIDE + ESCAPED.length)
      : String.fromCharCode(ASIDE + ESCAPED.indexOf(sign)),
  )
}

function restore(text: string): string {
  return text.replace(/[\uf7a0-\uf7a7]/g, (sign) => `${ESCAPED}\n`[sign.charCodeAt(0) - ASIDE]!)
}

/** The last part of a category's path; its top, and Moodle's own words for it, say nothing of a topic. */
export function topicOf(path: string): string | undefined {
  const parts = path
    .trim()
    .split(/(?<!\/)\/(?!\/)/)
    .map((part) => part.replaceAll('//', '/').trim())
  const last = parts.at(-1) ?? ''
  return last === '' || /^(\$\w+\$|top)$/.test(last) ? undefined : last
}

const DIFFICULTY = /^(?:mức độ|độ khó|difficulty)\s*:\s*(.+)$/i

/** Moodle writes the tags of a question into a comment before it. */
function difficultyOf(comments: readonly string[]): string | undefined {
  for (const [, tag] of comments.join(' ').matchAll(/\[tag:((?:\\.|[^\]\\])*)\]/g)) {
    const found = DIFFICULTY.exec(tag!.replace(/\\(.)/g, '$1').normalize('NFC'))
    if (found) return found[1]
  }
  return undefined
}

/** In a question of ordering every line between the braces is an answer, so remarks on it stand before it. */
function remarkOf(comments: readonly string[]): string {
  return comments
    .filter((comment) => /^(Giải thích|Căn cứ): /.test(comment))
    .map((comment) => restore(standAside(comment.replace(/^Giải thích: /, ''))))
    .join('\n')
}
