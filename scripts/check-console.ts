/** The types of the console: SvelteKit writes down what it knows of the routes, and svelte-check goes by it. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const cwd = join(root, 'web/console')
const run = (script: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], { cwd, stdio: 'inherit' }).status

process.exitCode =
  run('@sveltejs/kit/svelte-kit.js', 'sync') ||
  run(
    'svelte-check/bin/svelte-check',
    '--tsconfig',
    './tsconfig.json',
    '--output',
    'human',
    '--threshold',
    'error',
  ) ||
  0
