/**
 * Files that were good once: every file of the corpus, changed at random in its bytes or, where it is an archive, in the
 * bytes of a part of it and packed again, so that the change gets past the check sums. Whatever comes of it, the reader
 * reads or refuses; anything else that it throws is a mistake of ours (R-S4).
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync, zipSync } from 'fflate'
import { readQuestionFile } from '../../src/question-files/read-question-file.ts'
import { isArchive } from '../../src/question-files/tell-format.ts'

const CORPUS = join(import.meta.dirname, '../import-files')

export type Mistake = { file: string; no: number; what: string }
export type Mutated = { files: number; read: number; refused: number; slowestMs: number; mistakes: Mistake[] }

export async function mutateFiles(options: {
  files: number
  seed: number
  say?: (line: string) => void
}): Promise<Mutated> {
  const names = globSync('**/*.{docx,xlsx,gift,txt,xml,zip,aiken}', { cwd: CORPUS }).sort()
  const originals = names.map((name) => readFileSync(join(CORPUS, name)))
  const told: Mutated = { files: 0, read: 0, refused: 0, slowestMs: 0, mistakes: [] }
  for (let no = 0; no < options.files; no++) {
    const at = no % names.length
    const bytes = mutate(originals[at]!, randomFrom(options.seed * 1_000_003 + no))
    const begun = process.cpuUsage()
    try {
      const { ok } = await readQuestionFile(bytes)
      told[ok ? 'read' : 'refused'] += 1
    } catch (error) {
      told.mistakes.push({
        file: names[at]!,
        no,
        what: String((error as Error).stack ?? error).slice(0, 400),
      })
    }
    const { user, system } = process.cpuUsage(begun)
    told.slowestMs = Math.max(told.slowestMs, Math.round((user + system) / 1000))
    told.files += 1
    if (told.files % 1000 === 0) options.say?.(`${told.files} files, ${told.mistakes.length} mistakes`)
  }
  return told
}

type Random = (below: number) => number

/** Park and Miller's generator: the same file comes from the same seed. */
function randomFrom(seed: number): Random {
  let state = (seed % 2_147_483_646) + 1
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % Math.max(1, below)
  }
}

function mutate(original: Uint8Array, random: Random): Uint8Array {
  if (!isArchive(original) || random(4) === 0) return changeBytes(original, random)
  const parts = unzipSync(original)
  const names = Object.keys(parts)
  const name = names[random(names.length)]!
  if (random(20) === 0) delete parts[name]
  else parts[name] = new Uint8Array(changeBytes(parts[name]!, random))
  return zipSync(parts, { level: 1 })
}

const ODD = [
  '<',
  '>',
  '&',
  '"',
  '\0',
  '<!DOCTYPE x>',
  '&#0;',
  '&lol;',
  '\u202e',
  '￾',
  '-1',
  '99999999999',
  '<w:t/>',
  '{=',
  '~',
]

/** One to eight changes: a bit, a byte, a piece that goes, comes twice, comes from elsewhere, or is odd. */
function changeBytes(original: Uint8Array, random: Random): Uint8Array {
  let bytes = Buffer.from(original)
  for (let times = 1 + random(8); times > 0 && bytes.length > 0; times--) {
    const [at, length] = [random(bytes.length), 1 + random(64)]
    const [before, piece, after] = [
      bytes.subarray(0, at),
      bytes.subarray(at, at + length),
      bytes.subarray(at + length),
    ]
    const elsewhere = random(bytes.length)
    switch (random(6)) {
      case 0:
        bytes[at]! ^= 1 << random(8)
        break
      case 1:
        bytes[at] = random(256)
        break
      case 2:
        bytes = Buffer.concat([before, after])
        break
      case 3:
        bytes = Buffer.concat([before, piece, piece, after])
        break
      case 4:
        bytes = Buffer.concat([before, bytes.subarray(elsewhere, elsewhere + length), after])
        break
      default:
        bytes = Buffer.concat([before, Buffer.from(ODD[random(ODD.length)]!), after])
    }
  }
  return bytes
}
