/** Compares what it is handed and says what it found. Started by compare-apart.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { findNear, type Known, sameKeyOf } from '../question-files/find-repeats.ts'
import type { Compared } from './compare-apart.ts'

type Item = { readonly no: number; readonly text: string; readonly options: readonly string[] }
const { bank, items } = workerData as { bank: readonly Known[]; items: readonly Item[] }

/** Somebody looks how far it is; so often is soon enough. */
const TELL_EVERY = 100

const seen = new Map(bank.map((known) => [sameKeyOf(known), known.name]))
const near = findNear([...bank, ...items])
for (const known of bank) near.add(known)
const compared = items.map((item, index): Compared => {
  if (index % TELL_EVERY === 0) parentPort!.postMessage(index)
  const key = sameKeyOf(item)
  const of = seen.get(key) ?? null
  if (of !== null) return { of, near: null }
  const name = `câu ${item.no}`
  const found = near.nearest(item)
  seen.set(key, name)
  near.add({ name, text: item.text, options: item.options })
  return { of: null, near: found }
})
parentPort!.postMessage(compared)
