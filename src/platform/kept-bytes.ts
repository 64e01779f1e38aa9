/** What was serialised once and never changes, kept in memory up to a bound; the longest unused goes first. */
export type KeptBytes = {
  /** The bytes under this key; makes them when they are not kept. Whoever asks meanwhile waits for the same making. */
  get(key: string, make: () => Promise<Buffer>): Promise<Buffer>
}

export function keepBytes(atMost: number): KeptBytes {
  const kept = new Map<string, Buffer>()
  const making = new Map<string, Promise<Buffer>>()
  let size = 0

  const keep = (key: string, bytes: Buffer) => {
    kept.set(key, bytes)
    size += bytes.length
    for (const [oldest, { length }] of kept) {
      // One that is larger than the bound stays alone: to make it again for every request would be worse.
      if (size <= atMost || kept.size === 1) return
      kept.delete(oldest)
      size -= length
    }
  }

  return {
    async get(key, make) {
      const bytes = kept.get(key)
      if (bytes) {
        kept.delete(key)
        kept.set(key, bytes)
        return bytes
      }
      const begun = making.get(key)
      if (begun) return begun
      const promise = make()
        .then((made) => {
          keep(key, made)
          return made
        })
        .finally(() => making.delete(key))
      making.set(key, promise)
      return promise
    },
  }
}

/** Askers of the same question at the same time share one answer: a rush costs the database one question at a time. */
export function shareAnswers<Answer>(): (key: string, ask: () => Promise<Answer>) => Promise<Answer> {
  const asked = new Map<string, Promise<Answer>>()
  return (key, ask) => {
    const waiting = asked.get(key)
    if (waiting) return waiting
    const answer = ask().finally(() => asked.delete(key))
    asked.set(key, answer)
    return answer
  }
}
