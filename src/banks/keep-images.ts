import type { Pool } from '../platform/db.ts'
import { findImage } from './image-store.ts'

export type ImageKeeper = { find(digest: string): Promise<{ type: string; bytes: Buffer } | null> }

/** More than the pictures of any round; a round's are asked for by everybody in its first minute. */
const MOST_BYTES = 32_000_000

/** Pictures in memory, the longest unasked for goes first. What has a digest never changes. */
export function keepImages(pool: Pool): ImageKeeper {
  const kept = new Map<string, Promise<{ type: string; bytes: Buffer } | null>>()
  let weight = 0
  const forget = (digest: string, size: number) => {
    if (kept.delete(digest)) weight -= size
  }
  return {
    async find(digest) {
      const known = kept.get(digest)
      if (known) {
        kept.delete(digest)
        kept.set(digest, known)
        return known
      }
      const asked = findImage(pool, digest)
      kept.set(digest, asked)
      try {
        const image = await asked
        // Who asks for what is not there must not fill the memory.
        if (!image) forget(digest, 0)
        else weight += image.bytes.length
        while (weight > MOST_BYTES) {
          const [oldest, found] = kept.entries().next().value!
          forget(oldest, (await found)?.bytes.length ?? 0)
        }
        return image
      } catch (error) {
        forget(digest, 0)
        throw error
      }
    },
  }
}
