import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Contest } from '../rounds/model.ts'
import type { Officer } from '../staff/model.ts'
import type { Finding } from './model.ts'
import { needsReason } from './rules.ts'
import { lockDecision, writeOpening } from './store.ts'

/** O-11, F-3. That it is open from now on; a contest that was hidden is there for the public. What the list said at this moment is kept with the decision. */
export async function openContest(
  needs: { keeper: Pool },
  opening: { contest: Contest; findings: readonly Finding[]; reason: string | null; by: Officer; at: Date },
): Promise<{ ok: true } | Refusal<'already-decided' | 'reason-needed'>> {
  const { contest, findings, reason, by, at } = opening
  if (needsReason(findings) && reason === null) return refuse('reason-needed')
  return inTransaction(needs.keeper, async (tx) => {
    const { decided } = await lockDecision(tx, contest.id)
    if (decided) return refuse('already-decided')
    const { id: contestId, authorityId } = contest
    await writeOpening(tx, { contestId, authorityId, by: by.id, at, reason, findings })
    const unmet = findings
      .filter(({ state }) => state !== 'met')
      .map(({ code, state }) => `${code}: ${state}`)
    await recordDeed(tx, {
      authorityId,
      actor: by.id,
      deed: 'contest.opened',
      subject: contestId,
      details: { slug: contest.slug, reason, unmet },
      at,
    })
    return { ok: true }
  })
}
