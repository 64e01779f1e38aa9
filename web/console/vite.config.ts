/** The console: one page that is the same for everybody and fills itself from API v1 (docs/decisions/0031). */
import { join } from 'node:path'
import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

/**
 * What is meant: a table that becomes a stack on a phone says again what it is, because `display: block` makes browsers forget
 * it; a wide table is scrolled by keyboard, which takes a tabindex; a page that is opened anew for every address reads its
 * address once.
 */
const MEANT = ['a11y_no_redundant_roles', 'a11y_no_noninteractive_tabindex', 'state_referenced_locally']

const root = join(import.meta.dirname, '../..')

export default defineConfig({
  logLevel: 'warn',
  // Whoever starts this for the first time has no use for the advice on whose fault the wait is.
  build: { rolldownOptions: { checks: { bundlerTimings: false } } },
  plugins: [
    sveltekit({
      adapter: adapter({
        pages: process.env.CONSOLE_DIST ?? join(root, 'web/dist/console'),
        fallback: 'index.html',
        precompress: true,
        strict: false,
      }),
      outDir: join(root, 'node_modules/.cache/console-kit'),
      // Its addresses are absolute: the one page stands at many.
      paths: { base: '/console', relative: false },
      compilerOptions: { runes: true, warningFilter: ({ code }) => !MEANT.includes(code) },
    }),
  ],
})
