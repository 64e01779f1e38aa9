/**
 * Argon2id in a pool with a bound. It runs in Node's threads, where papers are signed and pages compressed too: so only two
 * at once, a few more wait, and whoever comes then is told that it is busy, before any work.
 */
import { type Algorithm, hash, verify } from '@node-rs/argon2'
import { Busy } from '../platform/group-commit.ts'
import { normalPassphrase } from './judge-passphrase.ts'

/** P-4. OWASP's first recommendation: 19 MiB, two passes, one lane; 35 to 60 ms on a small machine. */
const COST = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export type Hasher = {
  hash(passphrase: string): Promise<string>
  /** Against null it takes as long, and is false: nobody learns from the time who has an account. */
  verify(hashed: string | null, passphrase: string): Promise<boolean>
}

export function openHasher({ atOnce = 2, waitingAtMost = 30 } = {}): Hasher {
  const waiting: (() => void)[] = []
  let running = 0
  const inTurn = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= atOnce) {
      if (waiting.length >= waitingAtMost) throw new Busy('passphrases')
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // The place is handed on, so that nobody slips in between.
      if (next) next()
      else running -= 1
    }
  }
  let nobody: Promise<string> | null = null
  return {
    hash: (passphrase) => inTurn(() => hash(normalPassphrase(passphrase), COST)),
    verify: (hashed, passphrase) =>
      inTurn(async () => {
        nobody ??= hash('nobody has this one', COST)
        const isRight = await verify(hashed ?? (await nobody), normalPassphrase(passphrase))
        return isRight && hashed !== null
      }),
  }
}
