/** Secrets live in files that only their owner may read; they are made at the first start and never leave. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { hmac } from './hmac.ts'

/** Reads a secret file, or makes it with mode 0600; two processes that make it at once agree on the first. */
function readOrMake(path: string, make: () => string): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(path, make(), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  refuseOpenFile(path)
  return readFileSync(path, 'utf8').trim()
}

function refuseOpenFile(path: string): void {
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    throw new Error(`${path} may be read by others: chmod 600 ${path}`)
}

/** A secret that somebody else made: the text of a file that only its owner may read. */
export function readSecret(path: string): string {
  refuseOpenFile(path)
  const secret = readFileSync(path, 'utf8').trim()
  if (secret === '') throw new Error(`${path} is empty`)
  return secret
}

/** A random key of 32 bytes, kept as hex. */
export function secretKey(path: string): Buffer {
  const key = Buffer.from(
    readOrMake(path, () => randomBytes(32).toString('hex')),
    'hex',
  )
  if (key.length !== 32) throw new Error(`${path} should hold 64 hex digits`)
  return key
}

export type SigningKey = {
  readonly keyId: string
  readonly privateKey: KeyObject
  readonly publicPem: string
}

/** The Ed25519 key that signs receipts; its id is the beginning of the SHA-256 of the public key. */
export function signingKey(path: string): SigningKey {
  const pem = readOrMake(
    path,
    () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  )
  const privateKey = readPem(pem)
  if (privateKey?.asymmetricKeyType !== 'ed25519')
    throw new Error(`${path} should hold an Ed25519 private key (PEM)`)
  return signingKeyOf(privateKey)
}

function readPem(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

export function signingKeyOf(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey)
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return {
    keyId: createHash('sha256').update(der).digest('hex').slice(0, 16),
    privateKey,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
  }
}

/** One key for one purpose: what is derived for another label tells nothing about it. */
export function deriveKey(key: Buffer, label: string): Buffer {
  return hmac(key, label)
}
