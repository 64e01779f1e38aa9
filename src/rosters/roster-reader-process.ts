/**
 * Reads the one list on its standard input and says on its standard output, line by line in JSON, what its rows are. Started
 * by read-roster-apart.ts. A hundred thousand rows pass through; at no time are more than a few hundred of them here.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { FileRefusal } from '../question-files/refuse-file.ts'
import { listRosterRows, type SheetLine } from './list-roster-rows.ts'
import type { RosterRow } from './model.ts'
import { readRosterRow } from './rules.ts'

const BATCH = 500
const options = JSON.parse(process.argv[2] ?? '{}') as { columns?: Record<string, never>; raw?: boolean }

async function say(message: object): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(message)}\n`)) await once(process.stdout, 'drain')
}

let rows: (RosterRow | SheetLine)[] = []
async function flush(): Promise<void> {
  if (rows.length > 0) await say(options.raw ? { raw: rows } : { rows })
  rows = []
}

try {
  let count = 0
  for await (const found of listRosterRows(readFileSync(0), options.columns)) {
    if ('headings' in found) {
      if (!options.raw) await say({ head: found })
      continue
    }
    if (options.raw) rows.push({ no: found.no, texts: found.texts, isHeading: found.isHeading })
    else if (found.cells) {
      count++
      rows.push(readRosterRow(found.no, found.cells))
    }
    if (rows.length >= BATCH) await flush()
  }
  await flush()
  await say({ end: { rows: count, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) } })
} catch (error) {
  if (!(error instanceof FileRefusal)) throw error
  await say({ refused: error.fault })
}
