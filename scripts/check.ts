/** npm run check: everything that can be said about the sources without running the product. One sentence per step. */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'

type Step = { readonly says: string; readonly command: readonly string[]; readonly unless?: boolean }

const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules', '.bin', name)
const script = (name: string) => [process.execPath, join(root, 'scripts', name)]
const hasSvelte = globSync('web/{public,elements,console,embed}/**/*.svelte', { cwd: root }).length > 0
const isCheckout = existsSync(join(root, '.git'))

const steps: Step[] = [
  {
    says: 'The sources are formatted and free of lint.',
    command: [bin('biome'), 'check', '--error-on-warnings', '.'],
  },
  { says: 'The types hold.', command: [bin('tsc'), '--noEmit', '--project', root] },
  {
    says: 'The pages’ types hold.',
    command: [
      bin('svelte-check'),
      '--tsconfig',
      './tsconfig.json',
      '--output',
      'human',
      '--threshold',
      'error',
    ],
    unless: !hasSvelte,
  },
  {
    says: 'The console’s types hold.',
    // What SvelteKit knows of its routes, it writes down when it builds.
    command: [process.execPath, join(root, 'scripts/check-console.ts')],
    unless: !hasSvelte,
  },
  {
    says: 'The pages are formatted.',
    command: [bin('prettier'), '--check', '--log-level', 'warn', 'web/**/*.svelte'],
    unless: !hasSvelte,
  },
  { says: 'The house is in order.', command: script('check-house.ts') },
  { says: 'Who may use which route is written down.', command: script('check-access.ts') },
  { says: 'PostgreSQL understands every statement.', command: script('check-sql.ts') },
  { says: 'The packages are pinned, hashed and silent.', command: script('check-packages.ts') },
  { says: 'No word is where it does not belong.', command: script('check-words.ts'), unless: !isCheckout },
]

let failed = 0
for (const { says, command, unless } of steps) {
  if (unless) continue
  const begun = performance.now()
  const [program, ...args] = command
  const { status, stdout, stderr, error } = spawnSync(program!, args, { cwd: root, encoding: 'utf8' })
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  console.log(`${status === 0 ? '✔' : '✖'} ${says} (${seconds} s)`)
  if (status === 0) continue
  failed += 1
  console.log(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trimEnd().replace(/^/gm, '    '))
}
console.log(failed === 0 ? 'All in order.' : `${failed} of ${steps.length} steps failed.`)
process.exitCode = failed === 0 ? 0 : 1
