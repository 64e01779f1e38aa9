/** Texts that a page which takes text for markup would run, wherever anybody may type. */
import type { ContestFile } from '../../src/contests/read-contest-file.ts'
import { aContest } from './contest-of-every-kind.ts'

/** Runs, if it runs, by each of the ways: an element, an attribute that it breaks out of, the end of a script, a template. */
export const HOSTILE = `<img src=x onerror=ran()>"'><svg onload=ran()></script></title></textarea><script>ran()</script>{{ran()}}`

/** Members of a contest's file that are texts for people. */
const TEXTS = [
  'vi',
  'en',
  'nameEn',
  'body',
  'post',
  'hours',
  'title',
  'text',
  'explanation',
  'document',
  'article',
]

function everyText(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return TEXTS.includes(key) ? `${value} ${HOSTILE}` : value
  if (Array.isArray(value)) return value.map((each) => everyText(each, key === 'options' ? 'text' : key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, everyText(each, name)]))
}

/** The contest of every kind, with such a text wherever its organisers write one. */
export function aHostileContest(): ContestFile {
  const { rules, bank, units, digest } = everyText(aContest()) as ContestFile
  return {
    digest,
    bank,
    rules: { ...rules, name: `${rules.name} ${HOSTILE}`, authority: { ...rules.authority, name: HOSTILE } },
    units: units.map((unit) => ({ ...unit, name: `${unit.name} ${HOSTILE}` })),
  }
}
