import { z } from 'zod'
import type { Tx } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { publishNewest, withdrawNewest } from '../rankings/publish-ranking.ts'
import { listVersions } from '../rankings/store.ts'
import { listContests } from '../rounds/store.ts'
import type { Proposal } from '../staff/model.ts'

const proposed = z.object({
  contest: z.string(),
  round: z.union([z.number().int(), z.literal('final')]),
  deed: z.enum(['publish', 'withdraw']),
})

/** Done by the second person; where another version has come meanwhile, nobody has agreed to that one. */
export async function carryOutPublication(
  tx: Tx,
  proposal: Proposal,
  at: Date,
): Promise<{ ok: true } | Refusal<'conflict'>> {
  const { contest: slug, round, deed } = proposed.parse(proposal.details)
  const contest = (await listContests(tx, at)).find((each) => each.slug === slug)
  if (!contest) return refuse('conflict')
  const roundNo = round === 'final' ? null : round
  const [newest] = await listVersions(tx, contest.id, roundNo)
  if (newest?.id !== proposal.subject) return refuse('conflict')
  const actor = proposal.confirmedBy ?? 'system'
  const order = { contestId: contest.id, roundNo, actor, at, reason: proposal.reason }
  const outcome = await (deed === 'publish' ? publishNewest : withdrawNewest)(tx, order)
  return outcome.ok ? { ok: true } : refuse('conflict')
}
