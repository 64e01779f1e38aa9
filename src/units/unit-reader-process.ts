/** Reads the one file of units on its standard input, and says on its standard output what its rows are. */
import { readFileSync } from 'node:fs'
import { FileRefusal } from '../question-files/refuse-file.ts'
import { listWrittenRows } from './list-written-rows.ts'

try {
  process.stdout.write(JSON.stringify({ rows: await listWrittenRows(readFileSync(0)) }))
} catch (error) {
  if (!(error instanceof FileRefusal)) throw error
  process.stdout.write(JSON.stringify({ fault: error.fault }))
}
