/** Words that have no business in the project: paths of somebody's machine, hosts of registries, marks of a broken merge. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const FORBIDDEN: [RegExp, string][] = [
  [/(?<![\w.~/-])\/(home|root|work|Users)\/\w/, 'a path of somebody’s machine'],
  [/\bregistry\.[\w-]+\.\w+|\bdeb\.debian\.org/, 'the host of a registry'],
  [/^(<<<<<<<|>>>>>>>) /m, 'the mark of a broken merge'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
]

export function checkWords(file: string, text: string): string[] {
  const faults: string[] = []
  for (const [pattern, what] of FORBIDDEN) {
    const found = text.match(pattern)
    if (found) faults.push(`${file}:${text.slice(0, found.index).split('\n').length}: ${what}: ${found[0]}`)
  }
  return faults
}

if (process.argv[1] === import.meta.filename) {
  const root = join(import.meta.dirname, '..')
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean)
  const texts = files.filter((file) =>
    /\.(ts|js|json|svelte|css|sql|md|ya?ml|txt|csv|sh|html)$|^\.ci\//.test(file),
  )
  const faults = texts.flatMap((file) => checkWords(file, readFileSync(join(root, file), 'utf8')))
  for (const fault of faults) console.log(fault)
  process.exitCode = faults.length > 0 ? 1 : 0
}
