import { nameKeyOf, readNumber, tidy } from '../platform/text.ts'

/** What somebody wrote behind "Đáp án:". */
export type AnswerRead =
  | { readonly kind: 'options'; readonly options: readonly number[] }
  | { readonly kind: 'numeric' | 'short'; readonly accepted: readonly string[] }
  | { readonly kind: 'true-false'; readonly isTrue: boolean }
  | { readonly kind: 'unknown-letter' | 'other-text' | 'unreadable' | 'empty' }

const BEFORE_LETTERS = /^(?:(?:cả|các|phương án|câu|ý|đáp án|chọn)\s+)+/iu
const LETTERS =
  /^((?:[A-H]|[a-h](?!\p{L}))(?:\s*(?:[,;&+/.–-]|và|\s)\s*(?:[A-H]|[a-h](?!\p{L})))*|[A-H]{2,8})\s*(?:đều đúng)?[\s.)\]]*$/u
const LETTER_WITH_TEXT = /^\(?([A-Ha-h])\s*[.):/–-]\s*(\S.*)$/u
const TRUE = /^(?:đúng|đ|true)[\s.]*$/iu
const FALSE = /^(?:sai|s|false)[\s.]*$/iu

export function readAnswer(said: string, letters: readonly string[], texts: readonly string[]): AnswerRead {
  const answer = tidy(said).replace(/^[([\s]+(?=[^)\]]*$)|[*\s]+$/g, '')
  if (answer.replace(/[\s._…-]/g, '') === '') return { kind: 'empty' }
  if (texts.length === 0) return readWritten(answer)
  const byText = texts.findIndex((text) => text !== '' && sameText(text, answer))
  if (byText !== -1) return { kind: 'options', options: [byText + 1] }
  // "Cả A và B" may be the text of an option, a little changed, or two letters.
  if (/^cả\s/iu.test(answer) && texts.some((text) => /^cả\s/iu.test(text))) return { kind: 'unreadable' }
  const listed = LETTERS.exec(answer.replace(BEFORE_LETTERS, ''))?.[1]
  if (listed !== undefined) {
    const named = listed.replace(/và/giu, ' ').match(/[A-H]/gi) ?? []
    const options = named.map((letter) => letters.indexOf(letter.toUpperCase()) + 1)
    if (options.includes(0)) return { kind: 'unknown-letter' }
    return { kind: 'options', options: [...new Set(options)].sort((a, b) => a - b) }
  }
  const [, letter, text] = LETTER_WITH_TEXT.exec(answer) ?? []
  if (letter === undefined) return { kind: 'unreadable' }
  const no = letters.indexOf(letter.toUpperCase()) + 1
  if (no === 0) return { kind: 'unknown-letter' }
  return sameText(texts[no - 1]!, text!) ? { kind: 'options', options: [no] } : { kind: 'other-text' }
}

function readWritten(answer: string): AnswerRead {
  if (TRUE.test(answer)) return { kind: 'true-false', isTrue: true }
  if (FALSE.test(answer)) return { kind: 'true-false', isTrue: false }
  const accepted = answer
    .split(/\s*[;|]\s*/)
    .map((part) => part.replace(/\.$/, '').trim())
    .filter(Boolean)
  const isNumeric = accepted.every((part) => readNumber(part, 6) !== null)
  return { kind: isNumeric ? 'numeric' : 'short', accepted }
}

/** A letter alone, where there is nothing to choose from. */
export const isLoneLetter = (said: string): boolean => LETTERS.test(tidy(said).replace(BEFORE_LETTERS, ''))

const sameText = (a: string, b: string) => bare(a) === bare(b)
const bare = (text: string) => nameKeyOf(text).replace(/[\s.;,]+$/, '')
