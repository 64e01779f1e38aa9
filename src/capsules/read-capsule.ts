/**
 * A capsule from its file, or from the text of its QR code (docs/rules/attempts.md, A-11). Nothing in it is believed yet: a
 * form that is not exactly ours is refused, and so is a file whose readable part says something else than its seal.
 */
import { isDeepStrictEqual } from 'node:util'
import { answers as answersShape } from '../attempts/contract.ts'
import { isId } from '../platform/ids.ts'
import { plainLength } from '../platform/plain-length.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Answers } from '../questions/model.ts'
import type { Capsule, SealedCapsule } from './model.ts'

/** 200 long answers fit, with room; what is larger was not made by a phone of ours. */
export const LARGEST_BYTES = 512 * 1024
const LATEST_INSTANT = 8.64e15

type Read =
  | ({ ok: true; isAltered: boolean } & SealedCapsule)
  | Refusal<'too-large' | 'not-a-capsule' | 'other-version'>

export function readCapsule(text: string): Read {
  if (Buffer.byteLength(text) > LARGEST_BYTES) return refuse('too-large')
  const given = text.trim().replace(/^\uFEFF/, '')
  if (!given.startsWith('{')) return readLine(given.replace(/\s+/g, ''), null)
  const file = parseObject(given)
  return typeof file?.sealed === 'string' ? readLine(file.sealed, file) : refuse('not-a-capsule')
}

function readLine(line: string, file: Record<string, unknown> | null): Read {
  const [version] = /^HOITHI\d{1,3}(?=~)/.exec(line) ?? []
  if (version === undefined || !/^[\w~.=!-]+$/.test(line)) return refuse('not-a-capsule')
  if (version !== 'HOITHI1') return refuse('other-version')
  const parts = line.split('~')
  const [, contest = '', round = '', attemptId = '', keyId = '', ...rest] = parts
  const [sequence = '', savedSequence = '', changed = '', sealed = '', heard = '', since = '', phone = ''] =
    rest
  const [unsent = '', prediction = '', answersLine = '', seal = ''] = rest.slice(7)
  const times = [changed, sealed, heard, phone].map(instantOf)
  const [changedAt, sealedAt, heardAt, phoneAt] = times
  const answers = answersOf(answersLine)
  const isWhole =
    parts.length === 16 &&
    /^[a-z][a-z0-9-]{1,39}$/.test(contest) &&
    /^\d{1,3}$/.test(round) &&
    isId(attemptId) &&
    /^[0-9a-f]{8}$/.test(keyId) &&
    [sequence, savedSequence].every((count) => /^\d{1,15}$/.test(count)) &&
    /^-?[0-9a-z]{1,11}$/.test(since) &&
    /^((\d{1,3}|p)(\.(\d{1,3}|p))*)?$/.test(unsent) &&
    /^[\w-]{43}$/.test(seal)
  if (!isWhole || !answers || !changedAt || !sealedAt || !heardAt || !phoneAt) return refuse('not-a-capsule')
  const capsule: Capsule = {
    contest,
    round: Number(round),
    attemptId,
    keyId,
    sequence: Number(sequence),
    savedSequence: Number(savedSequence),
    changedAt,
    sealedAt,
    heardAt,
    sinceHeardMs: Number.parseInt(since, 36),
    phoneAt,
    unsent: unsent === '' ? [] : unsent.split('.').map((no) => (no === 'p' ? 'prediction' : no)),
    prediction: prediction === '' ? null : textOf(prediction),
    answers,
  }
  const sealedPart = line.slice(0, line.lastIndexOf('~'))
  return { ok: true, capsule, line, sealedPart, seal, isAltered: file !== null && isAltered(file, capsule) }
}

/** Whether what a person reads in the file is not what was sealed. */
function isAltered(file: Record<string, unknown>, capsule: Capsule): boolean {
  // As it would stand in JSON: instants as text.
  const said = JSON.parse(JSON.stringify(capsule)) as Record<string, unknown>
  return Object.entries(said).some(
    ([name, value]) => name in file && !isDeepStrictEqual(plain(file[name]), plain(value)),
  )
}

/** Members in any order, and without the prototype that parsing gives. */
const plain = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    : value

function answersOf(line: string): Answers | null {
  const each = /(\d{1,3})(?:([a-z]{1,20})|=([\w-]*)\.|!([\w-]*)\.)/y
  const found: Record<string, unknown> = {}
  while (each.lastIndex < line.length) {
    const match = each.exec(line)
    if (!match) return null
    const [, no = '', options, text, other] = match
    if (no in found) return null
    if (options !== undefined) found[no] = [...options].map((letter) => letter.charCodeAt(0) - 96)
    else if (text !== undefined) found[no] = textOf(text)
    else found[no] = parseList(textOf(other ?? ''))
  }
  const shaped = answersShape.safeParse(found)
  return shaped.success ? shaped.data : null
}

function parseList(text: string): unknown {
  try {
    return JSON.parse(text, plainLength)
  } catch {
    return null
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  const value = parseList(text)
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
}

function textOf(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString('utf8')
}

function instantOf(base36: string): Date | null {
  const at = /^[0-9a-z]{1,11}$/.test(base36) ? Number.parseInt(base36, 36) : Number.NaN
  return at <= LATEST_INSTANT ? new Date(at) : null
}
