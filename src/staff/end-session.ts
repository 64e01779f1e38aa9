import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import type { Officer, SessionId } from './model.ts'
import { endSessions } from './store.ts'

/** P-11. One of one's own, or all but the one that asks. How many there were to end. */
export async function endSession(
  needs: { keeper: Pool },
  ending: { officer: Officer; which: { only: string } | { but: SessionId }; at: Date },
): Promise<number> {
  const { officer, which, at } = ending
  if ('only' in which && !isId(which.only)) return 0
  return inTransaction(needs.keeper, async (tx) => {
    const ended = await endSessions(tx, officer.id, at, which as { only?: SessionId; but?: SessionId })
    if (ended > 0)
      await recordDeed(tx, {
        authorityId: officer.authorityId,
        actor: officer.id,
        deed: 'session.ended',
        subject: 'only' in which ? which.only : officer.id,
        details: { sessions: ended },
        at,
      })
    return ended
  })
}
