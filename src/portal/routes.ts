/** The pages: HTML that reads and works without scripts, made from what API v1 answers. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { aboutRoutes } from './about-routes.ts'
import { consoleRoutes } from './console-routes.ts'
import { contestRoutes } from './contest-routes.ts'
import { figureRoutes } from './figure-routes.ts'
import { helpRoutes } from './help-routes.ts'
import { DIST, loadPages } from './load-pages.ts'
import { openDesk, type PortalNeeds } from './open-desk.ts'
import { ownRoutes } from './own-routes.ts'
import { paperRoutes } from './paper-routes.ts'
import { practiceRoutes } from './practice-routes.ts'
import { registrationRoutes } from './registration-routes.ts'

export type { PortalNeeds }

const YEAR_SECONDS = 365 * 86_400

export function portalRoutes(app: FastifyInstance, needs: PortalNeeds): void {
  app.register(async (pages) => {
    const desk = openDesk(needs, await loadPages())

    await pages.register(fastifyStatic, {
      root: join(DIST, 'assets'),
      prefix: '/assets/',
      preCompressed: true,
      decorateReply: false,
      index: false,
      cacheControl: false,
      schemaHide: true,
      // Their names hold a hash of what they hold: they never change.
      setHeaders: (reply) => reply.header('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`),
    })
    pages.addContentTypeParser<string>(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, text, done) => done(null, new URLSearchParams(text)),
    )
    pages.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, hide: true }
    })

    // The other tongue is a link that works without scripts: remembered, and then out of the address again.
    pages.addHook('onRequest', async (request, reply) => {
      const [path, query] = request.url.split('?')
      if (request.method !== 'GET' || !query || path?.startsWith('/api/')) return
      const params = new URLSearchParams(query)
      const lang = params.get('lang')
      if (lang !== 'vi' && lang !== 'en') return
      params.delete('lang')
      const rest = params.size > 0 ? `?${params}` : ''
      return reply
        .header('set-cookie', `lang=${lang}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`)
        .redirect(`${hereOnly(path ?? '/')}${rest}`, 303)
    })

    pages.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
      const reference = randomBytes(6).toString('hex')
      const status = error.statusCode ?? 500
      if (status >= 500) request.log.error({ err: error, reference }, 'a page failed')
      if (status < 500)
        return desk.showProblem(request, reply, { status, reason: 'malformed', reference: null })
      return desk.showProblem(request, reply, { status: 500, reason: null, reference })
    })

    contestRoutes(pages, desk)
    registrationRoutes(pages, desk)
    paperRoutes(pages, desk)
    ownRoutes(pages, desk)
    practiceRoutes(pages, desk)
    figureRoutes(pages, desk)
    aboutRoutes(pages, desk)
    helpRoutes(pages, desk)
    await consoleRoutes(pages)

    pages.get('/*', async (request, reply) => {
      if (request.url.startsWith('/api/') || request.url.startsWith('/assets/')) return reply.callNotFound()
      return desk.showProblem(request, reply, { status: 404, reason: 'not-found', reference: null })
    })
  })
}

/** The path alone: //evil.example, /\evil.example and http://evil.example in the request line lead elsewhere. */
function hereOnly(path: string): string {
  return path.replace(/^[^/]*[/\\]+/, '/')
}
