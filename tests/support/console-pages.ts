/** Every page of the console, as its routes are named in web/console. */
import { globSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

const ROUTES = join(import.meta.dirname, '../../web/console/src/routes')

/** With `values` for what stands in brackets; a page that needs another value is not among them. */
export function consolePages(values: Record<string, string>): string[] {
  return globSync('**/+page.svelte', { cwd: ROUTES })
    .map((file) => dirname(file).split(sep).join('/'))
    .map((path) => path.replaceAll(/\[(\w+)\]/g, (whole, name) => values[name] ?? whole))
    .filter((path) => !path.includes('['))
    .map((path) => (path === '.' ? '/console' : `/console/${path}`))
    .sort()
}
