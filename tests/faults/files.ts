/** Ten thousand files of questions that were good once and are no longer: each is read or refused, and in bounded time. */
import { READING_SECONDS } from '../../src/question-files/read-file-apart.ts'
import { mutateFiles } from '../fuzz/mutate-files.ts'
import type { Fault } from './fault.ts'

const FILES = { full: 10_000, quick: 300 }

export const files: Fault = {
  name: 'files',
  says: 'files of questions, changed at random in their bytes and in the parts of their archives',
  rounds: { full: 1, quick: 1 },
  run: async (run) => {
    const seed = Number.parseInt(Buffer.from(run.seed).toString('hex').slice(0, 8), 16) % 2 ** 20
    const asked = run.quick ? FILES.quick : FILES.full
    const told = await mutateFiles({ files: asked, seed, say: (line) => run.say(`  ${line}`) })
    run.result.rounds = 1
    const { read, refused, slowestMs } = told
    run.result.figures = { files: told.files, read, refused, slowest_ms: slowestMs, seed }
    for (const { file, no, what } of told.mistakes)
      run.result.findings.push({ kind: 'answer', what: `${file}, no. ${no}: ${what}`.slice(0, 500) })
    if (slowestMs > READING_SECONDS * 1000)
      run.result.findings.push({ kind: 'answer', what: `reading one took ${slowestMs} ms` })
  },
}
