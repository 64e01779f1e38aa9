/**
 * SHA-256 (FIPS 180-4) and HMAC (RFC 2104). The browser's own is only there on https; a first try in an office's network is
 * plain http, and some in-app browsers have none at all. One way for everybody is less than two.
 */
const words = (count: number, root: (prime: number) => number): number[] => {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++) {
    let isPrime = true
    for (let divisor = 2; divisor * divisor <= candidate; divisor++)
      if (candidate % divisor === 0) isPrime = false
    // The first 32 bits of the fraction of its root.
    if (isPrime) found.push(((root(candidate) % 1) * 2 ** 32) | 0)
  }
  return found
}
const START = words(8, Math.sqrt)
const ROUNDS = words(64, Math.cbrt)

export function sha256(message: Uint8Array): Uint8Array {
  const blocks = new DataView(new ArrayBuffer(((message.length + 72) >> 6) << 6))
  new Uint8Array(blocks.buffer).set(message)
  blocks.setUint8(message.length, 0x80)
  blocks.setUint32(blocks.byteLength - 4, message.length * 8)
  const hash = START.slice()
  const schedule = new Int32Array(64)
  const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by))
  for (let at = 0; at < blocks.byteLength; at += 64) {
    let [a, b, c, d, e, f, g, h] = hash as [number, number, number, number, number, number, number, number]
    for (let no = 0; no < 64; no++) {
      if (no < 16) schedule[no] = blocks.getInt32(at + no * 4)
      else {
        const [early, late] = [schedule[no - 15]!, schedule[no - 2]!]
        const small = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)
        const large = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10)
        schedule[no] = (schedule[no - 16]! + small + schedule[no - 7]! + large) | 0
      }
      const one =
        (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[no]! + schedule[no]!) |
        0
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0]
    }
    for (const [no, word] of [a, b, c, d, e, f, g, h].entries()) hash[no] = (hash[no]! + word) | 0
  }
  const digest = new DataView(new ArrayBuffer(32))
  for (const [no, word] of hash.entries()) digest.setInt32(no * 4, word)
  return new Uint8Array(digest.buffer)
}

/** Under a key of at most 64 bytes. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  const pad = (filler: number) => Uint8Array.from({ length: 64 }, (_, at) => (key[at] ?? 0) ^ filler)
  const joined = (front: Uint8Array, back: Uint8Array) => Uint8Array.from([...front, ...back])
  return sha256(joined(pad(0x5c), sha256(joined(pad(0x36), message))))
}
