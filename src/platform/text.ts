/** Vietnamese text as people write it, made comparable. */

// Zero-width characters, the soft hyphen, marks of direction and of variants: they travel with copied text and nobody
// sees them.
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g // huyền, sắc, ngã, hỏi, nặng, as combining marks

/** No invisible characters, NFC (also of what they kept apart), single spaces, none at the ends: how a text is stored. */
export function tidy(text: string): string {
  return text.replace(INVISIBLE, '').normalize('NFC').replace(/\s+/g, ' ').trim()
}

/**
 * One form for all ways to write a name: case and the place of the tone (hòa, hoà) make no difference; everything
 * else does (Hòa is not Hóa). Each word's tone is moved behind the word.
 */
export function nameKeyOf(name: string): string {
  return tidy(name)
    .toLocaleLowerCase('vi')
    .normalize('NFD')
    .split(' ')
    .map((word) => word.replace(TONES, '') + (word.match(TONES) ?? []).join(''))
    .join(' ')
    .normalize('NFC')
}

/** What a search compares: no case, no diacritics, đ is d, punctuation is a space. */
export function searchKeyOf(text: string): string {
  return tidy(text)
    .toLocaleLowerCase('vi')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** The words of a search in any order, each as a pattern. PostgreSQL finds by no index what is like all of several: so one is named. */
export type Patterns = { readonly all: readonly string[]; readonly longest: string }

export function patternsOf(search: string): Patterns {
  const words = searchKeyOf(search).slice(0, 100).split(' ')
  const all = words.flatMap((word) => (word === '' ? [] : [`%${word}%`]))
  return { all, longest: all.toSorted((one, other) => other.length - one.length)[0] ?? '%' }
}

/**
 * A number as people in Viet Nam write it: 1234, 1.234, 1 234, 1,234 (grouped by threes), and with decimals 87,65
 * or 87.65. Null where it cannot be read, has more decimals than allowed, or is negative.
 */
export function readNumber(text: string, decimals: number): number | null {
  const compact = tidy(text)
  // "1.234" is a whole number, except where three decimals are allowed.
  const isDecimal = decimals >= 3 && /^\d{1,3}[.,]\d{3}$/.test(compact)
  if (!isDecimal && WHOLE.test(compact)) return bounded(compact.replace(/[ .,]/g, ''))
  const written = WITH_DECIMALS.exec(compact)
  if (!written) return null
  const [, whole = '', grouping, mark, fraction = ''] = written
  if (grouping === mark || fraction.length > decimals) return null
  return bounded(`${whole.replace(/[ .,]/g, '')}.${fraction}`)
}

// One sign groups the whole number and another marks the decimals; a group does not begin with 0.
const WHOLE = /^(?:\d+|[1-9]\d{0,2}([ .,])\d{3}(?:\1\d{3})*)$/
const WITH_DECIMALS = /^(\d+|[1-9]\d{0,2}([ .,])\d{3}(?:\2\d{3})*)([.,])(\d+)$/

function bounded(digits: string): number | null {
  const value = Number(digits)
  return value <= 1e12 ? value : null
}
