/** Reads the one file on its standard input and says on its standard output what was found. Started by read-file-apart.ts. */
import { readFileSync, writeSync } from 'node:fs'
import { readQuestionFile } from './read-question-file.ts'

const TELL_EVERY = 500
let told = 0
const say = (count: number) => {
  if (count < told + TELL_EVERY) return
  told = count
  writeSync(2, `${count}\n`)
}
const found = await readQuestionFile(readFileSync(0), say, JSON.parse(process.argv[2] ?? '{}'))
const reply = JSON.stringify(found, (_, value) =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
)
process.stdout.write(reply)
