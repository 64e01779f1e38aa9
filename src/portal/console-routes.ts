/** The console's one page, the same for everybody, and what it is made of (docs/decisions/0031). */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { DIST } from './load-pages.ts'

const BUILT = join(DIST, 'console')
/** The one style attribute that SvelteKit writes: of the hidden line that tells a screen reader which page has come. */
const ANNOUNCER = "'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='"
const YEAR_SECONDS = 365 * 86_400

export async function consoleRoutes(pages: FastifyInstance): Promise<void> {
  const file = join(BUILT, 'index.html')
  if (!existsSync(file)) throw new Error(`${file} is missing: node scripts/build-pages.ts makes it`)
  const html = readFileSync(file, 'utf8')
  const policy = policyOf(html)

  await pages.register(fastifyStatic, {
    root: join(BUILT, '_app'),
    prefix: '/console/_app/',
    preCompressed: true,
    decorateReply: false,
    index: false,
    cacheControl: false,
    schemaHide: true,
    setHeaders: (reply, path) =>
      reply.header(
        'cache-control',
        // Their names hold a hash of what they hold; the version's does not.
        path.includes('immutable') ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
      ),
  })
  for (const path of ['/console', '/console/*'])
    pages.get(path, async (_request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', policy)
        .header('cache-control', 'no-cache')
        .send(html),
    )
}

/** The one script that stands in the page is named by its hash; everything else comes from here. */
function policyOf(html: string): string {
  const inline = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text!)
  const hashes = inline.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self'",
    `style-src-attr 'unsafe-hashes' ${ANNOUNCER}`,
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
