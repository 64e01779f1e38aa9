/**
 * Keys that phones seal under: one per attempt, derived and never stored, so that it binds a capsule to its attempt and
 * to this house. It is handed out with the page of the paper: whoever holds that page can seal anything with it.
 */
import { createHmac } from 'node:crypto'
import { deriveKey } from '../platform/secrets.ts'

export type CapsuleKeys = {
  /** Tells a capsule of this house, sealed since its session key was made, from any other. */
  readonly keyId: string
  keyOf(attemptId: string): string
}

export function openCapsuleKeys(sessionKey: Buffer): CapsuleKeys {
  const root = deriveKey(sessionKey, 'capsules')
  return {
    keyId: deriveKey(root, 'key id').toString('hex').slice(0, 8),
    keyOf: (attemptId) => deriveKey(root, `attempt ${attemptId}`).toString('base64url'),
  }
}

export function sealUnder(key: string, text: string): Buffer {
  return createHmac('sha256', Buffer.from(key, 'base64url')).update(text).digest()
}
