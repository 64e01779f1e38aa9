import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { listVersions } from '../rankings/store.ts'
import type { Contest } from '../rounds/model.ts'
import type { Officer, Proposal } from '../staff/model.ts'
import { findOpenProposal } from '../staff/proposal-store.ts'
import { proposeDeed } from '../staff/propose-deed.ts'
import { oldestOpenProposal } from '../staff/rules.ts'

type Outcome =
  | { ok: true; proposal: Proposal }
  | Refusal<'not-found' | 'not-allowed' | 'already-decided' | 'not-published'>

/** The newest standings are to be shown, or no longer; a second person decides. */
export async function proposePublication(
  needs: { keeper: Pool },
  given: {
    contest: Contest
    roundNo: number | null
    deed: 'publish' | 'withdraw'
    reason: string
    by: Officer
    at: Date
  },
): Promise<Outcome> {
  const { contest, roundNo, deed, reason, by, at } = given
  return inTransaction(needs.keeper, async (tx) => {
    const [newest] = await listVersions(tx, contest.id, roundNo)
    if (!newest) return refuse('not-found')
    const isShown = newest.publishedAt !== null && newest.withdrawnAt === null
    if (deed === 'publish' && isShown) return refuse('already-decided')
    if (deed === 'withdraw' && !isShown) return refuse('not-published')
    const kind = 'ranking-publication'
    if (await findOpenProposal(tx, kind, newest.id, oldestOpenProposal(at))) return refuse('already-decided')
    const { version, placed } = newest
    const details = { contest: contest.slug, round: roundNo ?? 'final', version, placed, deed }
    return proposeDeed(tx, {
      kind,
      subject: newest.id,
      authorityId: contest.authorityId,
      details,
      reason,
      by,
      at,
    })
  })
}
