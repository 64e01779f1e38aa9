import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { renderPage } from '../../web/public/pages.ts'

export const DIST = join(import.meta.dirname, '../../web/dist')

export type LoadedPages = {
  render: (...page: Parameters<typeof renderPage> extends [...infer Args, unknown] ? Args : never) => string
  /** What the policy of the pages must name, so that their one inlined style sheet is taken. */
  styleHash: string
}

/** The bundle that scripts/build-pages.ts made: how to render a page, its style sheet, where its scripts are. */
export async function loadPages(): Promise<LoadedPages> {
  const built = JSON.parse(readFileSync(join(DIST, 'pages.json'), 'utf8'))
  const bundle: { renderPage: typeof renderPage } = await import(
    pathToFileURL(join(DIST, 'server/pages.js')).href
  )
  return {
    render: (name, props, visit) => bundle.renderPage(name, props, visit, built),
    styleHash: createHash('sha256').update(built.css).digest('base64'),
  }
}
