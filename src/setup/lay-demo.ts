import { readContestFile } from '../contests/read-contest-file.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { localDateOf } from '../platform/zone.ts'
import { loadContest } from './load-contest.ts'
import { findContest, listRoundWindows, lockLoading, renameContest } from './store.ts'

type Needs = { owner: Pool; identityKey: Buffer }

/**
 * Lays the sample contest around today, once: a later start lays a new one only when none of its rounds is open,
 * and never moves a round. The old one stays, under a slug with the day it began.
 */
export async function layDemo(needs: Needs, folder: string, at: Date): Promise<'laid' | 'stays' | 'faulty'> {
  const read = await readContestFile(folder, at)
  if (!read.ok) return 'faulty'
  const { rules } = read.contest
  const stays = await inTransaction(needs.owner, async (tx) => {
    await lockLoading(tx)
    const found = await findContest(tx, rules.slug)
    if (!found) return false
    const rounds = await listRoundWindows(tx, found.id)
    if (rounds.some(({ opensAt, closesAt }) => opensAt <= at && at < closesAt)) return true
    await renameContest(tx, found.id, `${rules.slug}-${localDateOf(rounds[0]!.opensAt, rules.zone)}`)
    return false
  })
  if (stays) return 'stays'
  await loadContest(needs, { file: read.contest, at })
  return 'laid'
}
