/** Vietnamese text as people write it, made comparable. */

// Zero-width characters, the soft hyphen, direction marks: they travel with copied text and nobody sees them.
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g // huyền, sắc, ngã, hỏi, nặng, as combining marks

/** NFC, no invisible characters, single spaces, none at the ends: how a text is stored. */
export function tidy(text: string): string {
  return text.normalize('NFC').replace(INVISIBLE, '').replace(/\s+/g, ' ').trim()
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

/**
 * A number as people in Viet Nam write it: 1234, 1.234, 1 234, 1,234 (grouped by threes), and with decimals 87,65
 * or 87.65. Null where it cannot be read, has more decimals than allowed, or is negative.
 */
export function readNumber(text: string, decimals: number): number | null {
  const compact = tidy(text).replace(/[\s\u00A0\u202F]/g, ' ')
  const grouped = /^\d{1,3}(?:([ .,])\d{3})(?:\1\d{3})*$/.test(compact)
  if (grouped && !(decimals >= 3 && /^\d{1,3}[.,]\d{3}$/.test(compact)))
    return bounded(compact.replace(/[ .,]/g, ''))
  const written = /^(\d{1,3}(?:[ .,]\d{3})+|\d+)(?:[.,](\d+))?$/.exec(compact)
  if (!written) return null
  const [, whole = '', fraction = ''] = written
  if (fraction.length > decimals) return null
  return bounded(`${whole.replace(/[ .,]/g, '')}${fraction && `.${fraction}`}`)
}

function bounded(digits: string): number | null {
  const value = Number(digits)
  return value <= 1e12 ? value : null
}
