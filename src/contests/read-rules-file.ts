import { type FileError, say } from './file-messages.ts'
import type { Rulebook } from './model.ts'
import { readText } from './read-text.ts'
import { readYaml } from './read-yaml.ts'
import { rulebook } from './rulebook.ts'

/** More than any rulebook of people has: a larger file is not looked into. */
const LARGEST = 256 * 1024

/** A contest.yaml that somebody sent, alone: every fault by line and column; its units and questions are the authority's. */
export async function readRulesFile(
  path: string,
  name: string,
  size: number,
): Promise<{ ok: true; rules: Rulebook } | { ok: false; errors: FileError[] }> {
  const refused = (...errors: FileError[]) => ({
    ok: false as const,
    errors: errors.map((error) => ({ ...error, file: name })),
  })
  if (size > LARGEST)
    return refused({ file: name, line: 1, column: 1, path: '', ...say.textLength(undefined, LARGEST) })
  const read = await readText(path)
  if (!read.ok) return refused(read.error)
  const { value, errors } = readYaml(name, read.text, rulebook)
  return value ? { ok: true, rules: value } : refused(...errors)
}
