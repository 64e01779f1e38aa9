import { createHash, randomBytes } from 'node:crypto'

/** P-10. 256 random bits for who carries it, and what of it is kept. It is too long to be guessed from its hash. */
export function mintToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: hashToken(token) }
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
