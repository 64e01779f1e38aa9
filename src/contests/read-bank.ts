import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { bankFile } from './bank-file.ts'
import { type FileError, type Said, say } from './file-messages.ts'
import type { BankQuestion } from './model.ts'
import { readText } from './read-text.ts'
import { readYaml } from './read-yaml.ts'

export type BankRead = { found: boolean; questions: BankQuestion[]; errors: FileError[] }

/** Where a code was first used; one map for all the banks of a contest, since a paper is drawn from them together. */
export type SeenCodes = Map<string, Said>

/** Reads every .yaml file of a bank's folder, by name. A file that is wrong does not hide the faults of the others. */
export async function readBank(folder: string, seen: SeenCodes): Promise<BankRead> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith('.yaml')).sort()
  const questions: BankQuestion[] = []
  const errors: FileError[] = []
  for (const name of names) {
    const file = join(folder, name)
    const read = await readText(file)
    if (!read.ok) {
      errors.push(read.error)
      continue
    }
    const { value, errors: faults, errorAt } = readYaml(file, read.text, bankFile)
    errors.push(...faults)
    for (const [index, question] of value?.questions.entries() ?? []) {
      const at = errorAt(['questions', index, 'code'], { vi: '', en: '' })
      const first = seen.get(question.code)
      if (first) errors.push({ ...at, ...say.repeatedCode(question.code, first) })
      else seen.set(question.code, { vi: `${file}, dòng ${at.line}`, en: `${file}, line ${at.line}` })
      questions.push({ ...question, topic: value!.topic })
    }
  }
  return { found: names.length > 0, questions, errors }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch {
    return []
  }
}
