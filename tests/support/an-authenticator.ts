/** A passkey in software: what a telephone does with a challenge, and what a thief might try instead. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

type Json = string | number | Uint8Array | Map<Json, Json> | { [name: string]: Json }

/** CBOR, as far as an attestation needs it. */
function cbor(value: Json): Buffer {
  const head = (major: number, count: number) =>
    count < 24
      ? Buffer.from([(major << 5) | count])
      : count < 256
        ? Buffer.from([(major << 5) | 24, count])
        : Buffer.from([(major << 5) | 25, count >> 8, count & 255])
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (typeof value === 'string') {
    const bytes = Buffer.from(value)
    return Buffer.concat([head(3, bytes.length), bytes])
  }
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value])
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  return Buffer.concat([
    head(5, entries.length),
    ...entries.flatMap(([key, each]) => [cbor(key), cbor(each)]),
  ])
}

export type Ways = {
  origin: string
  host: string
  /** Whether the device asked for a finger, a face or a number. */
  isVerified?: boolean
  /** Absent: one more than the last time. */
  counter?: number
}

export class Authenticator {
  readonly id = randomBytes(16)
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  #counter = 0

  #clientData(type: 'webauthn.create' | 'webauthn.get', challenge: string, origin: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  }

  #authData({ host, isVerified = true, counter }: Ways, credential?: Buffer): Buffer {
    this.#counter = counter ?? this.#counter + 1
    const flags = 0x01 | (isVerified ? 0x04 : 0) | (credential ? 0x40 : 0)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(this.#counter)
    const hostHash = createHash('sha256').update(host).digest()
    return Buffer.concat([hostHash, Buffer.from([flags]), count, ...(credential ? [credential] : [])])
  }

  create(challenge: string, ways: Ways) {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' })
    const coseKey = new Map<Json, Json>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ])
    const credential = Buffer.concat([
      Buffer.alloc(16),
      Buffer.from([0, this.id.length]),
      this.id,
      cbor(coseKey),
    ])
    const authData = this.#authData(ways, credential)
    const attestation = cbor({ fmt: 'none', attStmt: {}, authData })
    return {
      id: this.id.toString('base64url'),
      rawId: this.id.toString('base64url'),
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: this.#clientData('webauthn.create', challenge, ways.origin).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  get(challenge: string, ways: Ways) {
    const clientData = this.#clientData('webauthn.get', challenge, ways.origin)
    const authData = this.#authData(ways)
    const signed = Buffer.concat([authData, createHash('sha256').update(clientData).digest()])
    return {
      id: this.id.toString('base64url'),
      rawId: this.id.toString('base64url'),
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: sign('sha256', signed, this.#keys.privateKey).toString('base64url'),
      },
    }
  }
}
