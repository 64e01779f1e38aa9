/**
 * The headers that keep a browser from making more of an answer than it is. They are the same for every answer of the API
 * (pages name a policy of their own), so the library that knows them is asked once, at the start.
 */
import helmet from '@fastify/helmet'
import Fastify, { type FastifyInstance } from 'fastify'

/** What these forbid, an answer in JSON under `default-src 'none'; frame-ancestors 'none'` cannot do anyway. */
const ABOUT_DOCUMENTS = ['cross-origin-opener-policy', 'referrer-policy', 'x-frame-options']

export async function addSafeHeaders(app: FastifyInstance, publicUrl: string | null): Promise<void> {
  const all = await safeHeaders(publicUrl)
  const ofTheApi = Object.fromEntries(Object.entries(all).filter(([name]) => !ABOUT_DOCUMENTS.includes(name)))
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(request.url.startsWith('/api/') ? ofTheApi : all)
    done()
  })
}

async function safeHeaders(publicUrl: string | null): Promise<Record<string, string>> {
  const asked = Fastify()
  const own = new Set<string>()
  asked.get('/plain', async () => '')
  for (const name of Object.keys((await asked.inject('/plain')).headers)) own.add(name)

  const told = Fastify()
  await told.register(helmet, {
    // Nothing that the API sends is a document.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    strictTransportSecurity: publicUrl?.startsWith('https:')
      ? { maxAge: 31_536_000, includeSubDomains: true }
      : false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    // For browsers of another age, or for what an answer of ours never is.
    xXssProtection: false,
    xDownloadOptions: false,
    xDnsPrefetchControl: false,
    originAgentCluster: false,
    xPermittedCrossDomainPolicies: false,
  })
  told.get('/plain', async () => '')
  const { headers } = await told.inject('/plain')
  await Promise.all([asked.close(), told.close()])
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (own.has(name) ? [] : [[name, String(value)]])),
  )
}
