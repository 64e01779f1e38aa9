import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { preparePassphrase } from './create-account.ts'
import type { PassphraseFault } from './judge-passphrase.ts'
import type { Factors, Officer, Session } from './model.ts'
import type { SessionNeeds } from './open-session.ts'
import { raiseWithin } from './raise-session.ts'
import { hasFactor } from './rules.ts'
import { endSessions, findPassphrase, forgiveGuesses, writePassphrase } from './store.ts'
import { takeGuess } from './take-guess.ts'

type Seen = { session: Session; officer: Officer; factors: Factors }
type Outcome =
  | { ok: true; token: string; session: Session }
  | Refusal<'wrong-credentials' | 'not-signed-in'>
  | (Refusal<'weak-passphrase'> & { fault: PassphraseFault })
  | (Refusal<'slow-down'> & { until: Date })

/** P-4. One's own, with the one before; every other session ends, since somebody may have known it. */
export async function changePassphrase(
  needs: SessionNeeds,
  seen: Seen,
  change: { current: string; passphrase: string; at: Date },
): Promise<Outcome> {
  const { officer } = seen
  const { at } = change
  const guess = await takeGuess(needs, [{ kind: 'code', of: officer.id }], at)
  if (!guess.ok) return guess
  const hash = await findPassphrase(needs.keeper, officer.id)
  if (!(await needs.hasher.verify(hash, change.current))) return refuse('wrong-credentials')
  await forgiveGuesses(needs.keeper, guess.taken)
  const prepared = await preparePassphrase(needs.hasher, {
    ...officer,
    passphrase: change.passphrase,
    hasFactor: hasFactor(seen.factors),
  })
  if (!prepared.ok) return prepared
  return inTransaction(needs.keeper, async (tx) => {
    await writePassphrase(tx, officer.id, prepared.hash, at)
    const sessionsEnded = await endSessions(tx, officer.id, at, { but: seen.session.id })
    await recordDeed(tx, {
      authorityId: officer.authorityId,
      actor: officer.id,
      deed: 'passphrase.changed',
      subject: officer.id,
      details: { sessionsEnded },
      at,
    })
    return raiseWithin(tx, seen, { how: 'passphrase', at, isProven: false })
  })
}
