/**
 * How officials begin a line: "Câu 12:", "12.", "A)", "Đáp án: B", "Giải thích:". Each answers with where the marker ends, so
 * that the line can be cut there; nothing is decided here.
 */
import { tidy } from '../platform/text.ts'

export type QuestionMarker = {
  readonly length: number
  readonly number: number
  /** With the word "Câu", or a number alone. */
  readonly isNamed: boolean
  /** What stands in brackets behind the number: "(Nhận biết)". */
  readonly aside?: string
}

const NAMED =
  /^\s*[[(*_]*\s*(?:câu(?:\s*hỏi)?|question)\s*(?:số|thứ)?\s*(\d{1,4})(?!\d)\s*[\])]?\s*(?:\(([^()]{1,40})\)|\[([^[\]]{1,40})\])?\s*(?:[.:)/\]–—-]{1,2}\s*|(?=\s|$))/iu
const NUMBERED =
  /^\s*[*_]*(\d{1,4})\s*(?:[.)/:]|\.\))\s*(?:\(([^()]{1,20})\)|\[([^[\]]{1,20})\])?(?=\D|$)\s*/u

export function questionMarkerOf(text: string): QuestionMarker | null {
  const named = NAMED.exec(text)
  const found = named ?? NUMBERED.exec(text)
  if (!found) return null
  const aside = found[2] ?? found[3]
  const isAside = aside !== undefined && (named !== null || difficultyOf(aside) !== null)
  return {
    length: aside === undefined || isAside ? found[0].length : found[0].indexOf(aside) - 1,
    number: Number(found[1]),
    isNamed: named !== null,
    ...(isAside && { aside }),
  }
}

export type OptionMarker = {
  readonly letter: string
  /** From the blank or the tick before the letter to the first sign of the text. */
  readonly from: number
  readonly letterAt: number
  readonly to: number
  readonly isTicked: boolean
  readonly style: string
}

const TICK = '[*✓✔√☑☒]|\\[[xX✓*]\\]|\\([xX✓*]\\)'
const AT_START = new RegExp(
  `^(\\s*(?:[-–+•☐□○]\\s*)?(${TICK})?\\s*)([([]?)([A-Ha-h])(\\*)?\\s?([.):/\\]]|[-–](?=\\s)|\\.\\))(\\*)?\\s*`,
  'u',
)
const INSIDE = new RegExp(
  `(\\s+|^|(?<=[.;,?!])|(?<=\\p{L})(?=[*(]))(${TICK})?\\s*([([]?)([A-Ha-h])(\\*)?\\s?([.):/\\]])(\\*)?(?=\\s|\\p{L}|\\p{N}|\\*|\\uFFFC|$)\\s*`,
  'gu',
)

export function optionMarkerOf(text: string): OptionMarker | null {
  const found = AT_START.exec(text)
  if (!found) return null
  const [whole, before = '', tick, bracket = '', letter = '', star, close = '', starBehind] = found
  return {
    letter,
    from: 0,
    letterAt: before.length,
    to: whole.length,
    isTicked: Boolean(tick || star || starBehind),
    style: styleOf(bracket, letter, close),
  }
}

/**
 * Further options on the same line: the letters that follow, one by one, written as the first of them is written. A letter
 * in `elsewhere` begins a line of its own further down, so here it is only a word.
 */
export function optionMarkersIn(
  text: string,
  from: number,
  first: OptionMarker | null,
  elsewhere: ReadonlySet<string>,
): OptionMarker[] {
  const found: OptionMarker[] = []
  let last = first
  for (const match of text.slice(from).matchAll(INSIDE)) {
    const [whole, blank = '', tick = '', bracket = '', letter = '', star, close = '', starBehind] = match
    const style = styleOf(bracket, letter, close)
    const isNext = last ? letter === nextLetter(last.letter) && style === last.style : /a/i.test(letter)
    if (!isNext || elsewhere.has(letter)) continue
    // Without a blank before it, only a letter behind a stop or with a bracket of its own is a marker.
    const at = from + match.index
    const marker: OptionMarker = {
      letter,
      from: at,
      letterAt: at + blank.length + tick.length,
      to: at + whole.length,
      isTicked: Boolean(tick || star || starBehind),
      style,
    }
    found.push(marker)
    last = marker
  }
  return found
}

export const nextLetter = (letter: string) => String.fromCharCode(letter.charCodeAt(0) + 1)
const styleOf = (bracket: string, letter: string, close: string) =>
  `${bracket}${letter === letter.toUpperCase() ? 'A' : 'a'}${close}`

export type Section = 'answer' | 'order' | 'explanation' | 'source' | 'topic' | 'difficulty'

/** "theo Điều 5", "căn cứ khoản 2": what a legal source begins with. */
export const CITED =
  '(?:(?:[Tt]heo|[Cc]ăn cứ(?: vào)?|[Tt]ại|[Tt]rích)\\s+)?(?:[Đđ]iều|[Kk]hoản|[Đđ]iểm)\\s+(?:\\d|\\p{L}\\s*[,;]?\\s+[Kk]hoản)'
const DECORATED = '^\\s*(?:[-+*•>➔→⇒=]+>?\\s*|[([]\\s*)?'
const SECTIONS: readonly (readonly [Section, RegExp])[] = [
  ['order', new RegExp(`${DECORATED}(?:thứ tự đúng|trật tự đúng|sắp xếp đúng)\\s*(?:là)?\\s*[:=]\\s*`, 'iu')],
  [
    'answer',
    new RegExp(
      `${DECORATED}(?:(?:đáp án|phương án|câu trả lời|trả lời)(?:\\s+(?:đúng|chính xác))?|đ\\s?[/.]?\\s?a\\.?|da|chọn(?:\\s+(?:đáp án|phương án|câu))?|answer|key)\\s*(?:(?:đúng\\s+)?là\\s*:?|[:=→⇒]|[-–](?=\\s))\\s*`,
      'iu',
    ),
  ],
  // "Đáp án B" and "ĐA. C" without a colon: only where nothing but letters follows, and perhaps their source.
  [
    'answer',
    new RegExp(
      `${DECORATED}(?:(?:[Đđ]áp án|ĐÁP ÁN)(?:\\s+đúng)?|Đ\\s?[/.]?\\s?A|[Pp]hương án đúng|[Cc]họn)\\s*[.]?\\s*(?=[A-H](?:\\s*[,;&+]\\s*[A-H])*\\s*[.)\\]]?\\s*(?:$|[.,;([–-]?\\s*${CITED}))`,
      'u',
    ),
  ],
  [
    'explanation',
    new RegExp(
      `${DECORATED}(?:giải thích(?:\\s+đáp án)?|hướng dẫn(?:\\s+giải)?|lời giải|gợi ý|explanation)\\s*[:.]\\s*`,
      'iu',
    ),
  ],
  [
    'source',
    new RegExp(
      `${DECORATED}(?:căn cứ(?:\\s+pháp lý)?|nguồn(?:\\s+(?:trích dẫn|tài liệu|văn bản))?|cơ sở pháp lý|trích(?:\\s+dẫn)?(?:\\s+nguồn)?|tài liệu(?:\\s+tham khảo)?|văn bản)\\s*:\\s*`,
      'iu',
    ),
  ],
  [
    'topic',
    new RegExp(`${DECORATED}(?:chủ đề|chuyên đề|lĩnh vực)\\s*(?:\\d{1,3}|[IVX]{1,5})?\\s*[:.–—-]\\s*`, 'iu'),
  ],
  ['difficulty', new RegExp(`${DECORATED}(?:mức độ(?:\\s+(?:nhận thức|khó))?|độ khó)\\s*:\\s*`, 'iu')],
]
/** "ĐA" in capitals begins an answer; "da" and "đa" are words. */
const ABBREVIATED = /^[^\p{L}]*(?:đ\s?[/.]?\s?a|da)/iu
const CAPITALS = /^[^\p{L}]*(?:Đ\s?[/.]?\s?A|DA)(?!\p{L})/u

export function sectionOf(text: string): { section: Section; length: number } | null {
  for (const [section, pattern] of SECTIONS) {
    const found = pattern.exec(text)
    if (!found) continue
    if (
      section === 'answer' &&
      ABBREVIATED.test(found[0]) &&
      !/^[^\p{L}]*đáp/iu.test(found[0]) &&
      !CAPITALS.test(text)
    )
      continue
    return { section, length: found[0].length }
  }
  return null
}

/** A section that begins in the middle of a line: "Đáp án: B. Giải thích: …". */
export function sectionWithin(text: string): { section: Section; at: number; length: number } | null {
  for (const match of text.matchAll(
    /(?<=[.;,)\]–—-]\s*|\s{2,}|\t|[(])(?=giải thích|căn cứ|nguồn|cơ sở pháp lý|mức độ|đáp án)/giu,
  )) {
    const found = sectionOf(text.slice(match.index))
    if (found) return { ...found, at: match.index }
  }
  return null
}

const DIFFICULTIES =
  /^(?:nhận biết|thông hiểu|vận dụng(?: cao)?|vận dụng thấp|dễ|trung bình|khó|rất khó|NB|TH|VD|VDC|VDT|TB)$/iu

export function difficultyOf(text: string): string | null {
  const plain = tidy(text).replace(/^mức độ\s*:?\s*/iu, '')
  return DIFFICULTIES.test(plain) ? plain : null
}

const KEY_HEADING =
  /^[^\p{L}\p{N}]*(?:bảng\s+|phần\s+)?(?:đáp án|hướng dẫn chấm)(?:\s+(?:đúng|trắc nghiệm|chi tiết|tham khảo|tổng hợp|(?:bộ |các |phần )*(?:câu hỏi|câu|đề)(?:\s+trắc nghiệm)?))*[^\p{L}\p{N}]*$/iu
/** "BẢNG ĐÁP ÁN": what follows is the answers to all. */
export const isKeyHeading = (text: string): boolean => KEY_HEADING.test(text) && !text.includes('?')

const PART =
  /^\s*(?:phần|chương|mục|nhóm)\s+(?:thứ\s+)?(?:[IVX]{1,5}|\d{1,2}|[A-Z]|nhất|hai|ba|tư|năm)\s*[:.–—-]?\s*(.*)$/iu
const ROMAN = /^\s*([IVX]{1,5})\s*[.)/:–-]\s*(\S.*)$/u
const END = /^[\s\p{P}\p{S}]*hết[\s\p{P}\p{S}]*$/iu
export const isEnd = (text: string): boolean => END.test(text)

/** The name of a part of the file, where a line looks like its heading. */
export function headingOf(
  text: string,
  looks: { isHeading: boolean; isBold: boolean; isAfterItems: boolean },
): string | null {
  const plain = tidy(text)
  if (plain === '' || /[?]$/.test(plain)) return null
  const part = PART.exec(plain)
  if (part && (looks.isHeading || looks.isBold || isCapitals(plain) || /^[^.]{0,12}[:.–—-]/.test(plain)))
    return part[1] || plain
  const roman = ROMAN.exec(plain)
  if (roman && (looks.isHeading || looks.isBold || isCapitals(roman[2]!))) return roman[2]!
  if (looks.isHeading) return plain.replace(/^\d+(?:\.\d+)*[.)]?\s+/, '')
  return looks.isAfterItems && isCapitals(plain) && plain.split(' ').length >= 2 ? plain : null
}

const isCapitals = (text: string) => /\p{Lu}.*\p{Lu}/u.test(text) && text === text.toLocaleUpperCase('vi')

export type KeyPair = { readonly number: number; readonly answer: string }
const ANSWER_LETTERS =
  '(?:[A-H](?:\\s*[,;&+]?\\s*[A-H])*|[a-h](?:\\s*[,;&+]\\s*[a-h])*|[Đđ]úng|ĐÚNG|[Ss]ai|SAI|[ĐS])(?![\\p{L}\\p{N}])'
const PAIR = new RegExp(
  `(?:(?:[Cc]âu|CÂU)\\s*)?(\\d{1,4})\\s*[.):]?\\s*[-–—→=:]?\\s*(${ANSWER_LETTERS})\\s*[.;,|/)]?\\s*`,
  'uy',
)

/** "1-A 2-B 3.C": the pairs of a line that has nothing else in it, else null. */
export function keyPairsOf(text: string): KeyPair[] | null {
  const pairs: KeyPair[] = []
  const plain = text.trim()
  PAIR.lastIndex = 0
  while (PAIR.lastIndex < plain.length) {
    const found = PAIR.exec(plain)
    if (!found) return null
    pairs.push({ number: Number(found[1]), answer: found[2]! })
  }
  return pairs.length > 0 ? pairs : null
}
