import type { Paper } from '../questions/model.ts'
import type { Attempt, AttemptId } from './model.ts'

/** An attempt as this process last wrote or read it, and the paper that follows from it. */
export type OpenPaper = { readonly attempt: Attempt; readonly paper: Paper }

export type OpenPapers = {
  find(id: AttemptId): OpenPaper | undefined
  keep(open: OpenPaper): void
  forget(id: AttemptId): void
}

/** About 5 kB each: papers that people have in hand. Of more, the longest untouched are read and drawn again. */
const AT_MOST = 8_000

/**
 * Open attempts in memory, so that a save reads nothing and draws nothing. What is kept here may be old (another process
 * writes too), so it only proposes: whatever is written names the state it was judged on, and the database refuses it
 * where that has passed; and nobody is refused on the word of the memory alone.
 */
export function keepOpenPapers(): OpenPapers {
  const kept = new Map<AttemptId, OpenPaper>()
  return {
    find: (id) => kept.get(id),
    keep: ({ attempt, paper }) => {
      // Whatever was touched last stands last.
      kept.delete(attempt.id)
      kept.set(attempt.id, { attempt: { ...attempt, nonce: byThemselves(attempt.nonce) }, paper })
      if (kept.size > AT_MOST) kept.delete(kept.keys().next().value as AttemptId)
    },
    forget: (id) => void kept.delete(id),
  }
}

/** Sixteen bytes out of a pool of 64 kB hold the whole pool for as long as they are held. */
function byThemselves(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength === bytes.length) return bytes
  const own = Buffer.allocUnsafeSlow(bytes.length)
  own.set(bytes)
  return own
}
