import {
  convertEncoding,
  type Encoding,
  type Habits,
  isOldEncoding,
  isReallyOld,
  leadingMarks,
} from './convert-encoding.ts'
import { INSET, type Inset, type Look, type Notice, type Span } from './written-text.ts'

/** A run as the file has it; a line break in it is a new line of the same paragraph. */
export type RawSpan = { text: string; look: Look; encoding: Encoding; inset?: Inset }

/** Zero-width signs and marks of direction: nobody sees them, and some turn what is seen around. */
const HIDDEN = /[\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g
/** Places where a word may be broken; every program puts its own. */
const SILENT = /\u00ad|[\ufe00-\ufe0f]/g
const BLANKS = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: they have no place in a text, and this takes them out.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g

/** Unicode in NFC, whatever it was written in and wherever its runs were cut; one list of spans for each line. */
export function tidySpans(raw: readonly RawSpan[], habits: Habits, notices: Set<Notice>): Span[][] {
  settleEncodings(raw, habits)
  joinMarks(raw)
  const lines: Span[][] = [[]]
  for (const { text, look, encoding, inset } of raw) {
    if (inset) {
      lines.at(-1)!.push({ text: INSET, look, inset })
      continue
    }
    if (isOldEncoding(text, encoding)) notices.add('old-encoding')
    if (look.struck && text.trim()) notices.add('struck')
    for (const [at, part] of clean(text, encoding, notices)
      .split(/[\n\u2028]/)
      .entries()) {
      if (at > 0) lines.push([])
      if (part) lines.at(-1)!.push({ text: part, look })
    }
  }
  return lines
}

function settleEncodings(raw: readonly RawSpan[], habits: Habits): void {
  for (const encodings of [['tcvn3', 'tcvn3-capitals'], ['vni']] as const) {
    const spans = raw.filter(({ encoding }) => (encodings as readonly Encoding[]).includes(encoding))
    if (spans.length === 0) continue
    if (isReallyOld(spans.map(({ text }) => text).join(''), encodings[0], habits)) continue
    for (const span of spans) span.encoding = 'unicode'
  }
}

/** A run may begin with the mark of the letter that the run before ended with. */
function joinMarks(raw: readonly RawSpan[]): void {
  for (const [at, span] of raw.entries()) {
    const before = raw[at - 1]
    if (!before || before.inset || span.inset || before.encoding !== span.encoding) continue
    const marks = leadingMarks(span.text, span.encoding, before.text)
    if (marks === 0) continue
    before.text += span.text.slice(0, marks)
    span.text = span.text.slice(marks)
  }
}

function clean(text: string, encoding: Encoding, notices: Set<Notice>): string {
  const converted = convertEncoding(text, encoding)
  if (converted.search(HIDDEN) !== -1) notices.add('invisible')
  return converted
    .replaceAll(INSET, '')
    .replace(HIDDEN, '')
    .replace(SILENT, '')
    .replace(BLANKS, ' ')
    .replace(/ {4,}/g, '   ')
    .replace(/\r\n?/g, '\n')
    .replace(CONTROLS, '')
    .normalize('NFC')
}
