/** Ids that sort by time (the layout of UUID version 7), so that indexes grow at one end. */
import { randomBytes } from 'node:crypto'

/**
 * An id whose first 48 bits are `at` and whose other 74 come from `entropy` (at least 10 bytes): from a random
 * source, or from a keyed hash where the same deed must get the same id.
 */
export function timeOrderedId(at: Date, entropy: Buffer = randomBytes(10)): string {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(at.getTime(), 0, 6)
  entropy.copy(bytes, 6, 0, 10)
  bytes[6] = 0x70 | (bytes.readUInt8(6) & 0x0f)
  bytes[8] = 0x80 | (bytes.readUInt8(8) & 0x3f)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a text from outside may be an id at all; what may not is simply not found. */
export function isId(text: string): boolean {
  return UUID.test(text)
}
