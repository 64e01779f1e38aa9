import { Worker } from 'node:worker_threads'
import type { Known } from '../question-files/find-repeats.ts'

export type Compared = {
  /** Which question it is already, word for word. */
  readonly of: string | null
  readonly near: { readonly name: string; readonly share: number } | null
}

/**
 * Items of a file against the bank and against each other. Thousands with thousands take seconds of the processor, and this
 * process has papers to take: so in a thread of its own. `tell`: how many have been compared.
 */
export function compareApart(
  bank: readonly Known[],
  items: readonly { readonly no: number; readonly text: string; readonly options: readonly string[] }[],
  tell: (compared: number) => void = () => {},
): Promise<Compared[]> {
  const thread = new Worker(new URL('./compare-thread.ts', import.meta.url), { workerData: { bank, items } })
  return new Promise((resolve, reject) => {
    thread.on('message', (said: number | Compared[]) => {
      if (typeof said === 'number') tell(said)
      else resolve(said)
    })
    thread.once('error', reject)
    thread.once('exit', (code) => reject(new Error(`comparing ended with ${code}`)))
  })
}
