import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Contest } from '../rounds/model.ts'
import type { Officer } from '../staff/model.ts'
import { giveUpSilent, insertRehearsal } from './store.ts'

type Ordering = { contest: Contest; people: number; seed: number; by: Officer; at: Date }

/** F-5. One at a time on the whole installation: each is given what the machine has left. */
export async function beginRehearsal(
  needs: { keeper: Pool; orderRehearsal: (tx: Tx, id: string) => Promise<void> },
  { contest, people, seed, by, at }: Ordering,
): Promise<{ ok: true; id: string } | Refusal<'rehearsal-running'>> {
  const id = timeOrderedId(at)
  return inTransaction(needs.keeper, async (tx) => {
    await giveUpSilent(tx, at)
    const { id: contestId, authorityId, ruleVersion } = contest
    const order = { id, authorityId, contestId, ruleVersion, people, seed, by: by.id, at }
    if (!(await insertRehearsal(tx, order))) return refuse('rehearsal-running')
    await needs.orderRehearsal(tx, id)
    await recordDeed(tx, {
      authorityId,
      actor: by.id,
      deed: 'rehearsal.started',
      subject: contestId,
      details: { slug: contest.slug, people, seed, ruleVersion },
      at,
    })
    return { ok: true, id }
  })
}
