import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Tx } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { mintToken } from './mint-token.ts'
import type { Factors, Officer, Session } from './model.ts'
import type { SessionNeeds } from './open-session.ts'
import { proveCode } from './prove-code.ts'
import { hasFactor } from './rules.ts'
import { findPassphrase, forgiveGuesses, raiseSession as writeRaised } from './store.ts'
import { takeGuess } from './take-guess.ts'

type Seen = { session: Session; officer: Officer; factors: Factors }
type Raised = { ok: true; token: string; session: Session }
type Proof = {
  /** Asked for when somebody is to be proven anew, and when there is nothing else. */
  passphrase?: string | undefined
  code?: string | undefined
  at: Date
}
type Outcome =
  | Raised
  | Refusal<'wrong-credentials' | 'wrong-code' | 'not-signed-in'>
  | (Refusal<'slow-down'> & { until: Date })

/**
 * P-7 and P-13. The second factor after the passphrase, or both again before what cannot be taken back. Whoever has a
 * factor shows it each time; a passphrase that is given has to be right.
 */
export async function raiseSession(needs: SessionNeeds, seen: Seen, proof: Proof): Promise<Outcome> {
  const { officer, factors } = seen
  const { at, code } = proof
  const isAgain = seen.session.provenAt !== null || !hasFactor(factors)
  const hash = await findPassphrase(needs.keeper, officer.id)
  // Whoever has neither comes in through the authority's own sign-in, and has to enrol a factor first.
  if (hash === null && !hasFactor(factors)) return refuse('wrong-credentials')
  const guess = await takeGuess(needs, [{ kind: 'code', of: officer.id }], at)
  if (!guess.ok) return guess
  if (isAgain && hash !== null) {
    if (!(await needs.hasher.verify(hash, proof.passphrase ?? ''))) return refuse('wrong-credentials')
  } else if (code === undefined) return refuse('wrong-code')
  const outcome = await inTransaction(needs.keeper, async (tx) => {
    if (hasFactor(factors)) {
      const how = code === undefined ? null : await proveCode(tx, needs.staffKey, officer.id, { code, at })
      if (!how) return refuse('wrong-code')
      return raiseWithin(tx, seen, { how, at, isProven: true })
    }
    return raiseWithin(tx, seen, { how: 'passphrase', at, isProven: false })
  })
  if (outcome.ok) await forgiveGuesses(needs.keeper, guess.taken)
  return outcome
}

/** Another token for the same session: from here on the old one is nobody's. */
export async function raiseWithin(
  tx: Tx,
  seen: Pick<Seen, 'session' | 'officer'>,
  { how, at, isProven }: { how: string; at: Date; isProven: boolean },
): Promise<Raised | Refusal<'not-signed-in'>> {
  const { token, hash } = mintToken()
  const session = await writeRaised(tx, seen.session.id, { tokenHash: hash, at, isProven })
  if (!session) return refuse('not-signed-in')
  await recordDeed(tx, {
    authorityId: seen.officer.authorityId,
    actor: seen.officer.id,
    deed: 'session.raised',
    subject: session.id,
    details: { how },
    at,
  })
  return { ok: true, token, session }
}
