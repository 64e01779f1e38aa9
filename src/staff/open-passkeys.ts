/** Passkeys: offered, enrolled and shown, each challenge once and for this session alone (docs/rules/staff.md, P-9). */
import { randomBytes } from 'node:crypto'
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { inTransaction, type Pool } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { recordFactor } from './enrol-totp.ts'
import {
  type ChallengePurpose,
  insertChallenge,
  insertPasskey,
  listPasskeys,
  type Passkey,
  removePasskeys,
  takeChallenge,
  usePasskey,
} from './factor-store.ts'
import { writeNewRecoveryCodes } from './make-recovery-codes.ts'
import type { Factors, Officer, Session } from './model.ts'
import { raiseWithin } from './raise-session.ts'
import { CHALLENGE_MS } from './rules.ts'

type Seen = { session: Session; officer: Officer; factors: Factors }
/** What a passkey belongs to: the host, and the address pages have. */
export type Party = { readonly host: string; readonly origin: string }
type Raised = { ok: true; token: string; session: Session }

const MOST = 20
/** EdDSA, ES256, RS256: what every authenticator has. */
const ALGORITHMS = [-8, -7, -257]

export type Passkeys = ReturnType<typeof openPasskeys>

export function openPasskeys({ keeper }: { keeper: Pool }) {
  const remember = (seen: Seen, challenge: string, purpose: ChallengePurpose, at: Date) =>
    inTransaction(keeper, (tx) => insertChallenge(tx, { challenge, sessionId: seen.session.id, purpose, at }))
  /** Used up, whatever comes of it. */
  const take = (seen: Seen, response: Signed, purpose: ChallengePurpose, at: Date) => {
    const challenge = challengeIn(response)
    if (challenge === null) return null
    const since = new Date(at.getTime() - CHALLENGE_MS)
    return inTransaction(keeper, async (tx) =>
      (await takeChallenge(tx, { challenge, sessionId: seen.session.id, purpose, at, since }))
        ? challenge
        : null,
    )
  }

  return {
    async offerEnrolment(
      seen: Seen,
      party: Party,
      at: Date,
    ): Promise<PublicKeyCredentialCreationOptionsJSON> {
      const known = await listPasskeys(keeper, seen.officer.id)
      const options = await generateRegistrationOptions({
        rpName: 'Hội Thi',
        rpID: party.host,
        userID: Uint8Array.from(Buffer.from(seen.officer.id.replaceAll('-', ''), 'hex')),
        userName: seen.officer.email,
        userDisplayName: seen.officer.fullName,
        timeout: CHALLENGE_MS,
        attestationType: 'none',
        supportedAlgorithmIDs: ALGORITHMS,
        excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      })
      await remember(seen, options.challenge, 'enrolment', at)
      return options
    },

    async enrol(
      seen: Seen,
      party: Party,
      given: { name: string; response: RegistrationResponseJSON; at: Date },
    ): Promise<(Raised & { recoveryCodes: string[] }) | Refusal<'passkey-refused' | 'not-signed-in'>> {
      const { name, response, at } = given
      const expectedChallenge = await take(seen, response, 'enrolment', at)
      if (expectedChallenge === null || seen.factors.passkeys >= MOST) return refuse('passkey-refused')
      const verified = await verifyRegistrationResponse({
        response,
        expectedChallenge,
        expectedOrigin: party.origin,
        expectedRPID: party.host,
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      }).catch(() => null)
      if (!verified?.verified) return refuse('passkey-refused')
      const { credential } = verified.registrationInfo
      return inTransaction(keeper, async (tx) => {
        const isNew = await insertPasskey(tx, seen.officer.id, {
          id: timeOrderedId(at, randomBytes(10)),
          credentialId: credential.id,
          publicKey: Buffer.from(credential.publicKey),
          counter: credential.counter,
          transports: credential.transports ?? [],
          name,
          madeAt: at,
        })
        if (!isNew) return refuse('passkey-refused')
        await recordFactor(tx, seen.officer, 'factor.added', { factor: 'passkey', name }, at)
        const recoveryCodes =
          seen.factors.recoveryCodes > 0 ? [] : await writeNewRecoveryCodes(tx, seen.officer, at)
        const raised = await raiseWithin(tx, seen, { how: 'passkey', at, isProven: true })
        return raised.ok ? { ...raised, recoveryCodes } : raised
      })
    },

    async offerAssertion(seen: Seen, party: Party, at: Date): Promise<PublicKeyCredentialRequestOptionsJSON> {
      const known = await listPasskeys(keeper, seen.officer.id)
      const options = await generateAuthenticationOptions({
        rpID: party.host,
        allowCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
        timeout: CHALLENGE_MS,
        userVerification: 'required',
      })
      await remember(seen, options.challenge, 'assertion', at)
      return options
    },

    /** With the person verified by the device a passkey is both factors: it also proves anew (P-13). */
    async assert(
      seen: Seen,
      party: Party,
      { response, at }: { response: AuthenticationResponseJSON; at: Date },
    ): Promise<Raised | Refusal<'passkey-refused' | 'not-signed-in'>> {
      const expectedChallenge = await take(seen, response, 'assertion', at)
      const known = await listPasskeys(keeper, seen.officer.id)
      const passkey = known.find(({ credentialId }) => credentialId === response.id)
      if (expectedChallenge === null || !passkey) return refuse('passkey-refused')
      const verified = await verifyAuthenticationResponse({
        response,
        expectedChallenge,
        expectedOrigin: party.origin,
        expectedRPID: party.host,
        credential: credentialOf(passkey),
        requireUserVerification: true,
      }).catch(() => null)
      if (!verified?.verified) return refuse('passkey-refused')
      return inTransaction(keeper, async (tx) => {
        const { newCounter } = verified.authenticationInfo
        if (!(await usePasskey(tx, passkey.id, newCounter, at))) return refuse('passkey-refused')
        return raiseWithin(tx, seen, { how: 'passkey', at, isProven: true })
      })
    },

    async remove(officer: Officer, id: string, at: Date): Promise<{ ok: true } | Refusal<'not-found'>> {
      return inTransaction(keeper, async (tx) => {
        if ((await removePasskeys(tx, officer.id, at, id)) === 0) return refuse('not-found')
        await recordFactor(tx, officer, 'factor.removed', { factor: 'passkey', passkey: id }, at)
        return { ok: true }
      })
    },
  }
}

const credentialOf = ({ credentialId, publicKey, counter }: Passkey) => ({
  id: credentialId,
  publicKey: Uint8Array.from(publicKey),
  counter,
})

type Signed = { response: { clientDataJSON: string } }

/** The challenge that a response says it signed; whether that is true is for the library to find. */
function challengeIn({ response }: Signed): string | null {
  try {
    const said = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString('utf8'))
    return typeof said?.challenge === 'string' ? said.challenge : null
  } catch {
    return null
  }
}
