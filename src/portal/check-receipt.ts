/**
 * Whether a receipt is ours: its Ed25519 signature over the RFC 8785 form of the other members, by the key it names.
 * Nothing is looked up: whoever holds a receipt can check it, here or with any other program.
 */
import { createPublicKey, verify } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { z } from 'zod'
import { type publicKey, type Receipt, receipt as receiptShape } from '../attempts/contract.ts'

export function checkReceipt(receipt: Receipt, keys: readonly z.output<typeof publicKey>[]): boolean {
  const { signature, ...signed } = receipt
  const key = keys.find(({ keyId }) => keyId === receipt.keyId)
  const text = canonicalize(signed)
  if (!key || text === undefined) return false
  return verify(null, Buffer.from(text), createPublicKey(key.publicKey), Buffer.from(signature, 'base64url'))
}

const BETWEEN = '~'

/** As short as it goes, for a QR code that a phone's camera still reads from another phone's screen. */
export function compactReceipt(receipt: Receipt): string {
  const { contest, round, attemptId, paperHash, arrivedAt, submittedAt, code, keyId, signature } = receipt
  const times = [arrivedAt, submittedAt].map((at) => Date.parse(at).toString(36))
  const hash = Buffer.from(paperHash, 'hex').toString('base64url')
  const parts = [contest, String(round), attemptId, hash, ...times, code, keyId, signature]
  return parts.map(encodeURIComponent).join(BETWEEN)
}

/** A receipt from its file or its QR code; null when it is neither. */
export function readReceipt(text: string): Receipt | null {
  try {
    const given = text.trimStart().startsWith('{') ? JSON.parse(text) : expanded(text)
    const receipt = receiptShape.safeParse(given).data
    return receipt && Object.values(receipt).every(isText) ? receipt : null
  } catch {
    return null
  }
}

/** Half a surrogate has no canonical form (RFC 8785), so nothing that holds one was ever signed. */
function isText(value: unknown): boolean {
  return typeof value !== 'string' || value.isWellFormed()
}

function expanded(text: string): unknown {
  const [contest, round, attemptId, hash, arrived, submitted, code, keyId, signature] = text
    .split(BETWEEN)
    .map(decodeURIComponent)
  const instant = (at: string | undefined) => new Date(Number.parseInt(at ?? '', 36)).toISOString()
  const paperHash = Buffer.from(hash ?? '', 'base64url').toString('hex')
  return {
    v: 1,
    contest,
    round: Number(round),
    attemptId,
    paperHash,
    arrivedAt: instant(arrived),
    submittedAt: instant(submitted),
    code,
    keyId,
    signature,
  }
}
