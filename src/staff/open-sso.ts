/**
 * The authority's own sign-in, by OpenID Connect (docs/rules/staff.md, P-17): the authorization code with PKCE, state, nonce
 * and issuer checked by the library; who comes in is somebody we know already.
 */
import * as oidc from 'openid-client'
import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { deriveKey } from '../platform/secrets.ts'
import { emailOf, type Opened, writeSession } from './open-session.ts'
import { openSecret, sealSecret } from './seal-secret.ts'
import { type Account, findAccountByEmail, findAccountBySubject, linkAccount } from './store.ts'

export type SsoSettings = {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** A page of ours: it posts what it was called with. */
  readonly redirectUri: string
}
type Needs = { keeper: Pool; staffKey: Buffer }
type Flow = { state: string; nonce: string; verifier: string; endsAt: number }
type Person = { issuer: string; subject: string; email: string | null; hasFactor: boolean }

/** How long somebody may take at their authority's sign-in. */
const FLOW_MS = 10 * 60_000

export type Sso = ReturnType<typeof openSso>

export function openSso(needs: Needs, settings: SsoSettings) {
  const key = deriveKey(needs.staffKey, 'sso flows')
  const { issuer, clientId, clientSecret, redirectUri } = settings
  let discovered: Promise<oidc.Configuration> | null = null
  const configuration = () => {
    const insecure = isLoopback(issuer) ? { execute: [oidc.allowInsecureRequests] } : {}
    discovered ??= oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, insecure)
    // One that failed is asked for again the next time.
    discovered.catch(() => (discovered = null))
    return discovered
  }

  return {
    /** Where to go, and what the browser keeps meanwhile: sealed, so that nothing of it is anybody's to change. */
    async begin(at: Date): Promise<{ ok: true; location: string; flow: string } | Refusal<'busy'>> {
      const config = await configuration().catch(() => null)
      if (!config) return refuse('busy')
      const flow: Flow = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
        endsAt: at.getTime() + FLOW_MS,
      }
      const location = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        state: flow.state,
        nonce: flow.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
      })
      const sealed = sealSecret(key, 'sso flow', Buffer.from(JSON.stringify(flow)))
      return { ok: true, location: location.href, flow: sealed.toString('base64url') }
    },

    /** With what the provider sent back, and what the browser kept. */
    async finish(given: {
      flow: string
      query: string
      agent: string
      at: Date
    }): Promise<Opened | Refusal<'wrong-credentials' | 'busy'>> {
      const { agent, at } = given
      const flow = readFlow(key, given.flow, at)
      if (!flow) return refuse('wrong-credentials')
      const config = await configuration().catch(() => null)
      if (!config) return refuse('busy')
      const person = await askProvider(config, new URL(`${redirectUri}?${given.query}`), flow)
      if (!person) return refuse('wrong-credentials')
      return inTransaction(needs.keeper, async (tx) => {
        const account = await findOrLink(tx, person, at)
        if (!account || account.disabledAt) return refuse('wrong-credentials')
        const how = person.hasFactor ? 'sso-with-factor' : 'sso'
        return writeSession(tx, account, { how, agent, at })
      })
    },
  }
}

function readFlow(key: Buffer, sealed: string, at: Date): Flow | null {
  const opened = openSecret(key, 'sso flow', Buffer.from(sealed, 'base64url'))
  if (!opened) return null
  const flow = JSON.parse(opened.toString('utf8')) as Flow
  return at.getTime() < flow.endsAt ? flow : null
}

/** Null for whatever the library refuses: a wrong state, nonce, issuer, signature, verifier, or a code used before. */
async function askProvider(config: oidc.Configuration, answer: URL, flow: Flow): Promise<Person | null> {
  const { state, nonce, verifier } = flow
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce }
  const tokens = await oidc
    .authorizationCodeGrant(config, answer, { ...checks, idTokenExpected: true })
    .catch(() => null)
  const claims = tokens?.claims()
  if (!tokens || !claims) return null
  const told =
    claims.email === undefined
      ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub).catch(() => ({}))
      : claims
  const { email, email_verified } = told as { email?: unknown; email_verified?: unknown }
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: typeof email === 'string' && email_verified === true ? emailOf(email) : null,
    hasFactor: Array.isArray(claims.amr) && claims.amr.includes('mfa'),
  }
}

/** By issuer and subject; the first time by a verified e-mail, where an administrator allowed it. */
async function findOrLink(tx: Tx, person: Person, at: Date): Promise<Account | null> {
  const { issuer, subject, email } = person
  const known = await findAccountBySubject(tx, issuer, subject)
  if (known || email === null) return known
  const account = await findAccountByEmail(tx, email)
  if (!account || account.disabledAt || !(await linkAccount(tx, account.id, issuer, subject))) return null
  const { id, authorityId } = account
  const details = { issuer }
  await recordDeed(tx, { authorityId, actor: id, deed: 'staff.sso-linked', subject: id, details, at })
  return account
}

/** Only a provider on this very machine is asked without TLS: a trial, or a test. */
function isLoopback(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer)
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}
