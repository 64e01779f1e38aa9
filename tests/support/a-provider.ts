/** A real OpenID Connect provider in the test's process, and a browser that goes there and comes back. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import type { SsoSettings } from '../../src/staff/open-sso.ts'

export type ProviderPerson = { email: string; email_verified: boolean }

export async function startProvider(redirectUri: string) {
  const people = new Map<string, ProviderPerson>()
  /** Who sits before the browser. */
  const seated = { subject: '' }
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const settings: SsoSettings = { issuer, clientId: 'hoithi', clientSecret: 'x'.repeat(40), redirectUri }
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: settings.clientId,
        client_secret: settings.clientSecret,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'test' }] },
    cookies: { keys: ['a key of the test'] },
    claims: { email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, subject: string) => ({
      accountId: subject,
      claims: () => ({ sub: subject, ...people.get(subject) }),
    }),
    // biome-ignore lint/suspicious/noExplicitAny: the package has no types.
    loadExistingGrant: async ({ oidc }: any) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client.clientId,
        accountId: oidc.session.accountId,
      })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return answer(request, response)
    const login = { login: { accountId: seated.subject } }
    void provider.interactionFinished(request, response, login)
  })

  return {
    settings,
    people,
    stop: () => new Promise<void>((resolve) => void server.close(() => resolve()).closeAllConnections()),
    /** Signs this person in at the provider, and gives what stands behind the ? when it sends the browser back. */
    async visit(location: string, subject: string): Promise<string> {
      seated.subject = subject
      const cookies = new Map<string, string>()
      for (let url = location; ; ) {
        const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
        const reply = await fetch(url, { redirect: 'manual', headers: { cookie } })
        for (const line of reply.headers.getSetCookie()) {
          const [name, value] = line.split(';')[0]!.split(/=(.*)/s)
          cookies.set(name!, value!)
        }
        const next = reply.headers.get('location')
        assert.ok(next, `${url}: ${reply.status} ${await reply.text()}`)
        url = new URL(next, url).href
        if (url.startsWith(redirectUri)) return new URL(url).search.slice(1)
      }
    },
  }
}
