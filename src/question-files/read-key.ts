/** The key of a question as it stands in one cell: letters, numbers, the text of an option, pairs, accepted answers. */
import type { QuestionKind } from '../contests/model.ts'
import { searchKeyOf, tidy } from '../platform/text.ts'
import { say } from './format-messages.ts'
import type { ItemFault } from './model.ts'

export type KeyedOptions = readonly { readonly letter: string; readonly text: string }[]
type Read = { correct: (number | string)[]; rows?: string[] } | { fault: ItemFault }

const KINDS: readonly [QuestionKind, RegExp][] = [
  ['multiple', /nhieu|multiple (response|answer|select)|multi ?select|checkbox|^multiple$|^mr$/],
  ['true-false', /^dung sai$|true false|^tf$|^dung hoac sai$|yes no/],
  ['ordering', /sap xep|thu tu|order|sequence|ranking/],
  ['matching', /ghep|noi|match/],
  ['numeric', /dien so|^so$|numeric|numerical|number/],
  ['short', /tra loi ngan|dien khuyet|dien tu|dien chu|short|fill|text entry/],
  [
    'single',
    /mot dap an|mot lua chon|chon mot|chon 1|1 dap an|single|trac nghiem|multiple choice|^mc$|^mcq$|lua chon/,
  ],
]

/** The kind that a column of kinds names; null: none that a contest has. */
export function kindNamed(text: string): QuestionKind | null {
  const name = searchKeyOf(text)
  return KINDS.find(([, form]) => form.test(name))?.[0] ?? null
}

export function readKey(where: string, text: string, type: QuestionKind | null, options: KeyedOptions): Read {
  const written = text.normalize('NFC').trim()
  if (type === 'numeric' || type === 'short') return { correct: acceptedIn(text.normalize('NFC'), type) }
  if (type === 'matching') return readPairs(where, written, options)
  if (type === 'true-false' || options.length === 0) {
    const truth = /^(đ|đúng|true|t|1|có|yes|a)\.?$/i.test(written)
      ? 1
      : /^(s|sai|false|f|2|không|no|b)\.?$/i.test(written)
        ? 2
        : null
    if (truth !== null && options.length === 0) return { correct: [truth] }
  }
  const letters = type === 'single' ? [] : lettersIn(written, options)
  if (letters.length > 1) return { correct: letters }
  const whole = numberOf(where, written, options)
  if (whole !== null && 'fault' in whole) return whole
  if (whole !== null && (type !== 'ordering' || options.length === 1)) return { correct: [whole.no] }
  const pieces = piecesOf(written, options.length)
  const numbers = pieces.map((piece) => numberOf(where, piece, options))
  const wrong = numbers.find((found) => found !== null && 'fault' in found)
  if (wrong && 'fault' in wrong) return wrong
  if (numbers.length > 0 && numbers.every((found) => found !== null))
    return { correct: numbers.map((found) => (found as { no: number }).no) }
  return { fault: say.notAnOption(where, written) }
}

/** Lines part them; on one line a stroke or a semicolon does. A line break at the end says that the rest is one answer. */
function acceptedIn(text: string, type: QuestionKind): string[] {
  const pieces = text.includes('\n')
    ? text.split('\n')
    : text.split(type === 'short' ? /[|;]/ : /[|;]|\s(?:hoặc|hay)\s/)
  return [...new Set(pieces.map((piece) => piece.trim()).filter((piece) => piece !== ''))]
}

/** “A, C”: a list of nothing but letters is one, also where an option has that text. */
function lettersIn(text: string, options: KeyedOptions): number[] {
  if (!/^[A-L](?:\s*[,;]\s*[A-L])+$/.test(text)) return []
  const numbers = text
    .split(/[\s,;]+/)
    .map((piece) => options.findIndex(({ letter }) => letter === piece) + 1)
  return numbers.every((no) => no > 0) ? numbers : []
}

function piecesOf(text: string, options: number): string[] {
  const pieces = text
    .split(/[\s,;&+/|>→-]+|(?<=[A-La-l\d])\s*(?:và|and|rồi)\s*/)
    .filter((piece) => piece !== '' && !/^(và|and|rồi)$/i.test(piece))
  // “AC”: letters run together, as long as each is one of the options.
  const last = String.fromCharCode(64 + options)
  const areLetters =
    pieces.length === 1 && /^[A-L]{2,}$/.test(pieces[0]!) && [...pieces[0]!].every((letter) => letter <= last)
  return areLetters ? [...pieces[0]!] : pieces
}

function numberOf(
  where: string,
  piece: string,
  options: KeyedOptions,
): { no: number } | { fault: ItemFault } | null {
  const bare = piece
    .replace(/^(?:câu|đáp án|phương án|option|answer)\s+/i, '')
    .replace(/[.):]$/, '')
    .trim()
  const byLetter = options.findIndex(({ letter }) => letter === bare.toUpperCase()) + 1
  const byText = options.findIndex(({ text }) => tidy(text) === tidy(piece)) + 1
  // A single letter is a letter, also where an option is “B”.
  if (byLetter > 0) return { no: byLetter }
  const byNumber = /^\d{1,2}$/.test(bare)
    ? options.findIndex(({ letter }) => letter === String.fromCharCode(64 + Number(bare))) + 1
    : 0
  if (byNumber > 0 && byText > 0 && byNumber !== byText) return { fault: say.twoReadings(where, piece) }
  if (byNumber > 0 || byText > 0) return { no: byText || byNumber }
  const labelled = /^([A-La-l])\s*[.):-]\s+(.+)$/s.exec(piece)
  if (labelled) {
    const no = options.findIndex(({ letter }) => letter === labelled[1]!.toUpperCase()) + 1
    if (no > 0 && searchKeyOf(options[no - 1]!.text) === searchKeyOf(labelled[2]!)) return { no }
  }
  const byKey = piece.length > 3 ? options.filter(({ text }) => searchKeyOf(text) === searchKeyOf(piece)) : []
  return byKey.length === 1 ? { no: options.indexOf(byKey[0]!) + 1 } : null
}

function readPairs(where: string, text: string, options: KeyedOptions): Read {
  const rows: string[] = []
  const correct: number[] = []
  for (const line of text.split(/\n/).filter((each) => each.trim() !== '')) {
    const [, row, option] = /^(.*)(?:→|->|=>|⇒)\s*(.*?)\s*$/s.exec(line) ?? []
    if (row === undefined || row.trim() === '') return { fault: say.badPairs(where, line) }
    const found = numberOf(where, option!, options)
    if (found === null || 'fault' in found) return { fault: say.badPairs(where, line) }
    rows.push(row.trim())
    correct.push(found.no)
  }
  return { correct, rows }
}
