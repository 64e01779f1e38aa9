/** An issue of the schema, in the organisers' words: what is wrong at which path, and what is expected there. */
import { z } from 'zod'
import { nearestWord } from '../platform/nearest-word.ts'
import { ruleSentences, type Said } from './file-messages.ts'
import { fileVoice, type Voice } from './form-messages.ts'

export type Path = readonly PropertyKey[]
/** `atKey`: the name of the entry is wrong, not its value. */
export type Explained = { path: Path; said: Said; atKey: boolean }

export function explainIssue(
  issue: z.core.$ZodIssue,
  raw: unknown,
  schema: z.ZodType,
  voice: Voice = fileVoice,
): Explained[] {
  const { say } = voice
  const value = valueAt(raw, issue.path)
  const explained = (said: Said): Explained[] => [{ path: issue.path, said, atKey: false }]
  if (isRule(issue.message)) return explained(voice.rules[issue.message])

  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysOf(schema, issue.path)
      const group = value as Record<string, unknown>
      return issue.keys.map((key) => {
        const unknown = say.unknownKey(key, known, nearestWord(key, known))
        // { vi: Một, hai, en: One } reads as an entry "hai" without a value: the commonest slip in these files.
        const said = group[key] === null && !nearestWord(key, known) ? say.commaInText(key) : unknown
        return { path: [...issue.path, key], said, atKey: true }
      })
    }
    case 'invalid_union':
      return explainUnion(issue, raw, schema, voice)
    case 'invalid_type':
      return explained(sayType(voice, [issue.expected], value, issue.path))
    case 'invalid_value': {
      const allowed = issue.values.map(String)
      if (value === undefined) return explained(say.missingOneOf(nameOf(issue.path), allowed))
      const found = writtenOf(value)
      return explained(say.oneOf(found, allowed, nearestWord(found, allowed)))
    }
    case 'too_small':
      return explained(saySize(voice, issue.origin, Number(issue.minimum), undefined))
    case 'too_big':
      return explained(saySize(voice, issue.origin, undefined, Number(issue.maximum)))
    default:
      return explained(say.unclear(issue.message))
  }
}

/** Where a part may be written in two ways, the way whose type fits is the one that was meant. */
function explainUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  raw: unknown,
  schema: z.ZodType,
  voice: Voice,
): Explained[] {
  const misfit = (branch: z.core.$ZodIssue[]) =>
    branch.find((each) => each.path.length === 0 && each.code === 'invalid_type')
  const meant = issue.errors.find((branch) => !misfit(branch))
  if (meant)
    return meant.flatMap((each) =>
      explainIssue({ ...each, path: [...issue.path, ...each.path] } as z.core.$ZodIssue, raw, schema, voice),
    )
  const types = issue.errors.flatMap((branch) => {
    const found = misfit(branch)
    return found?.code === 'invalid_type' ? [found.expected] : []
  })
  return [
    { path: issue.path, said: sayType(voice, types, valueAt(raw, issue.path), issue.path), atKey: false },
  ]
}

function sayType({ say }: Voice, expected: string[], value: unknown, path: Path): Said {
  if (value === undefined) return say.missing(nameOf(path), expected)
  if (value === null) return say.empty(expected)
  const found = expected.includes('int') && typeof value === 'number' ? 'fraction' : typeOf(value)
  return say.wrongType(expected, found)
}

function saySize({ say }: Voice, origin: string, least: number | undefined, most: number | undefined): Said {
  if (origin === 'string') return say.textLength(least, most)
  if (origin === 'array') return say.listLength(least, most)
  return say.numberRange(least, most)
}

/** The names that the schema knows at a path, through lists, options and alternatives. */
function keysOf(schema: unknown, path: Path): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return keysOf(schema.unwrap(), path)
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => keysOf(option, path))
  const [step, ...rest] = path
  if (schema instanceof z.ZodArray) return typeof step === 'number' ? keysOf(schema.element, rest) : []
  if (!(schema instanceof z.ZodObject)) return []
  return step === undefined ? Object.keys(schema.shape) : keysOf(schema.shape[String(step)], rest)
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    raw,
  )
}

const isRule = (message: string): message is keyof typeof ruleSentences =>
  Object.hasOwn(ruleSentences, message)
function writtenOf(value: unknown): string {
  if (value === null) return ''
  if (Array.isArray(value)) return '[…]'
  return typeof value === 'object' ? '{…}' : String(value)
}

const nameOf = (path: Path) => String(path.at(-1) ?? 'contest.yaml')
const typeOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value)
