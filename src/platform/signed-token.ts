/** Bearer tokens that need no look-up: what they say, when it ends, and a keyed hash over both. */
import { timingSafeEqual } from 'node:crypto'
import { hmac } from './hmac.ts'

export function issueToken(key: Buffer, says: readonly string[], endsAt: Date): string {
  const body = [...says, Math.floor(endsAt.getTime() / 1000).toString(36)].join('.')
  return `${body}.${macOf(key, body)}`
}

/** What a token says, or null where it is not ours, was changed, or has ended. */
export function readToken(key: Buffer, token: string, now: Date): string[] | null {
  const opened = openToken(key, token)
  return opened && now < opened.endsAt ? opened.says : null
}

/** What a token says and when it ends, or null where it is not ours or was changed. */
export function openToken(key: Buffer, token: string): { says: string[]; endsAt: Date } | null {
  const end = token.lastIndexOf('.')
  if (end < 0 || token.length > 300) return null
  const body = token.slice(0, end)
  const [given, expected] = [Buffer.from(token.slice(end + 1)), Buffer.from(macOf(key, body))]
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  const says = body.split('.')
  const endsAt = new Date(Number.parseInt(says.pop() ?? '', 36) * 1000)
  return { says, endsAt }
}

function macOf(key: Buffer, body: string): string {
  return hmac(key, body).toString('base64url')
}
