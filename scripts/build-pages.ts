/**
 * Builds web/: each page's script by itself (no shared chunks: one request, no waterfall), the one style sheet that is
 * inlined, the bundle that renders pages to HTML on the server, and the console. Does nothing when the last build is newer than
 * everything it was made from.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build, type InlineConfig } from 'vite'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'web/dist')
/** Built beside and then put in its place, so that a server that starts meanwhile finds the old pages or the new. */
const work = join(root, 'node_modules/.cache', `pages-${process.pid}`)
const built = 'pages.json'

const scripts = {
  paper: 'web/elements/paper/enhance.ts',
  review: 'web/elements/paper/review-enhance.ts',
  receipt: 'web/elements/capsule/receipt-enhance.ts',
  qr: 'web/elements/capsule/draw.ts',
  waiting: 'web/elements/waiting/enhance.ts',
  'unit-picker': 'web/elements/unit-picker/enhance.ts',
  countdown: 'web/elements/countdown/enhance.ts',
  nonce: 'web/elements/nonce/enhance.ts',
  errors: 'web/elements/errors-enhance.ts',
}

const common: InlineConfig = {
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  base: '/',
}

/**
 * Every page is rendered once and never hydrated: what a component captures at first is all there will be. And a table
 * that is laid out as cards on a phone keeps being a table to a screen reader only by its roles.
 */
const EXPECTED = ['state_referenced_locally', 'a11y_no_redundant_roles']
const warningFilter = ({ code }: { code: string }) => !EXPECTED.includes(code)

export async function buildPages(): Promise<'built' | 'fresh'> {
  if (isFresh()) return 'fresh'
  rmSync(work, { recursive: true, force: true })
  const assets: Record<string, string> = {}
  for (const [name, entry] of Object.entries(scripts)) assets[name] = `/${await buildEntry(name, entry)}`
  const cssFile = join(work, await buildEntry('site', 'web/styles/site.css'))
  const css = readFileSync(cssFile, 'utf8').trim()
  rmSync(cssFile)
  await build({
    ...common,
    plugins: [svelte({ configFile: false, compilerOptions: { runes: true, warningFilter } })],
    ssr: { noExternal: true },
    build: {
      ssr: 'web/public/pages.ts',
      outDir: join(work, 'server'),
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'pages.js' }, checks: { bundlerTimings: false } },
    },
  })
  for (const file of globSync('assets/*.js', { cwd: work })) compress(join(work, file))
  buildConsole()
  writeFileSync(join(work, built), JSON.stringify({ assets, css }))
  rmSync(dist, { recursive: true, force: true })
  renameSync(work, dist)
  return 'built'
}

/** SvelteKit looks for its project where the process stands, so it has a process of its own. */
function buildConsole(): void {
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
    {
      cwd: join(root, 'web/console'),
      env: { ...process.env, CONSOLE_DIST: join(work, 'console') },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
}

async function buildEntry(name: string, entry: string): Promise<string> {
  const result = await build({
    ...common,
    build: {
      outDir: work,
      emptyOutDir: false,
      target: ['chrome87', 'safari14', 'firefox78'],
      modulePreload: false,
      rolldownOptions: {
        input: { [name]: join(root, entry) },
        // What a script exports is for another that fetches it when it is needed.
        preserveEntrySignatures: 'exports-only',
        output: {
          entryFileNames: 'assets/[name]-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
        },
      },
    },
  })
  const [output] = Array.isArray(result) ? result : [result]
  if (!output || !('output' in output)) throw new Error(`nothing was built from ${entry}`)
  const wanted = entry.endsWith('.css') ? '.css' : '.js'
  const file = output.output.find(({ fileName }) => fileName.endsWith(wanted))
  if (!file) throw new Error(`no ${wanted} came out of ${entry}`)
  return file.fileName
}

/** Compressed once, as small as it gets: the server sends these bytes as they are. */
function compress(file: string): void {
  const bytes = readFileSync(file)
  writeFileSync(`${file}.br`, brotliCompressSync(bytes))
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
}

function isFresh(): boolean {
  const stamp = join(dist, built)
  if (!existsSync(stamp)) return false
  const builtAt = statSync(stamp).mtimeMs
  const sources = globSync(
    ['web/**/*.{ts,svelte,css,html}', 'src/*/contract.ts', 'package-lock.json', 'scripts/build-pages.ts'],
    {
      cwd: root,
      exclude: ['web/dist/**', 'web/console/node_modules/**'],
    },
  )
  return sources.every((file) => statSync(join(root, file)).mtimeMs <= builtAt)
}

if (process.argv[1] && basename(process.argv[1]) === basename(import.meta.filename)) {
  const outcome = await buildPages()
  console.log(
    outcome === 'built' ? 'Đã dựng xong các trang / pages built' : 'Các trang vẫn mới / pages up to date',
  )
}
