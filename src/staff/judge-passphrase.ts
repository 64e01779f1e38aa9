/**
 * Is this a passphrase that nobody tries first? (docs/rules/staff.md, P-4 and P-5) Length is what counts: no class of
 * characters is asked for. Refused is what is made of well-known words, digits and runs of the keyboard alone, however it
 * is spelled, and what repeats itself or the person's own name.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { searchKeyOf } from '../platform/text.ts'

export type PassphraseFault = 'too-short' | 'too-long' | 'too-common'

/** P-4. Alone it has to be longer than beside a second factor. */
export const LEAST_LENGTH = { alone: 15, 'with-factor': 12 } as const
/** Enough for whole sentences; more would only be work for us. */
const LONGEST = 256
/** So much must stay when everything that is well known is taken away. */
const OWN_LETTERS = 5

const RUNS = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qazwsxedcrfvtgb',
]
const LEET: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't' }

const known = new Set(
  readFileSync(join(import.meta.dirname, 'common-passphrases.txt'), 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => line.split(/\s+/))
    // Shorter ones stand inside half of all honest sentences.
    .filter((word) => word.length >= 4),
)
const LONGEST_WORD = Math.max(...[...known].map((word) => word.length))

export function judgePassphrase(
  passphrase: string,
  about: { hasFactor: boolean; own: readonly string[] },
): PassphraseFault | null {
  const length = [...normalPassphrase(passphrase)].length
  if (length < LEAST_LENGTH[about.hasFactor ? 'with-factor' : 'alone']) return 'too-short'
  if (length > LONGEST) return 'too-long'
  const text = normalPassphrase(passphrase)
  const own = about.own.flatMap(wordsOf)
  const plain = fold(text.replaceAll('@', 'a').replaceAll('$', 's').replaceAll('!', 'i'))
  const spellings = [fold(text), plain, plain.replace(/[013457]/g, (digit) => LEET[digit]!)]
  return spellings.some((spelling) => isWellKnown(spelling, own)) ? 'too-common' : null
}

/** P-4. The same passphrase typed on another keyboard is the same passphrase. */
export function normalPassphrase(passphrase: string): string {
  return passphrase.normalize('NFKC')
}

/** Signs between the words keep nobody from guessing; scripts other than ours are left as they are. */
const fold = (text: string) => searchKeyOf(text).replaceAll(' ', '')
const wordsOf = (text: string) => {
  const parts = searchKeyOf(text).split(' ')
  return [...parts, parts.join('')].filter((word) => word.length >= 4)
}

function isWellKnown(text: string, own: readonly string[]): boolean {
  const once = shortestPeriod(text)
  if (new Set(once).size < 5) return true
  return ownLetters(once, new Set(own)) < OWN_LETTERS
}

/** abcabcabc is abc, said three times. */
function shortestPeriod(text: string): string {
  const at = `${text}${text}`.indexOf(text, 1)
  return at > 0 && at < text.length ? text.slice(0, at) : text
}

/** How few letters are left when words, runs and digits are taken away in the best way. */
function ownLetters(text: string, own: ReadonlySet<string>): number {
  const left = [0]
  for (let end = 1; end <= text.length; end++) {
    let best = left[end - 1]! + (/\d/.test(text[end - 1]!) ? 0 : 1)
    for (let start = Math.max(0, end - LONGEST_WORD); start <= end - 4; start++) {
      const part = text.slice(start, end)
      if (known.has(part) || own.has(part) || isRun(part)) best = Math.min(best, left[start]!)
    }
    left.push(best)
  }
  return left[text.length]!
}

function isRun(part: string): boolean {
  if (new Set(part).size === 1) return true
  const backwards = [...part].reverse().join('')
  return RUNS.some((run) => run.includes(part) || run.includes(backwards))
}
