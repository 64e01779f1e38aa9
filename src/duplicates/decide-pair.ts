/**
 * What an officer decides about two contestants (docs/rules/people.md, N-13 to N-15): different, and it is remembered; one
 * person, and the papers of both count as one person's; or that an earlier decision was wrong. Where standings are out, the
 * second person does it.
 */
import { recordDeed } from '../audit/record-deed.ts'
import type { ContestantId } from '../contestants/model.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { findNewestRanking } from '../rankings/store.ts'
import { writeRanking } from '../rankings/write-ranking.ts'
import type { Contest } from '../rounds/model.ts'
import { listContests, lockBooks } from '../rounds/store.ts'
import type { Officer } from '../staff/model.ts'
import { proposeDeed } from '../staff/propose-deed.ts'
import { publishSnapshots } from '../statistics/publish-snapshots.ts'
import type { Pair } from './model.ts'
import { insertMerge, listRoundsTouched, lockBoth, lockPair, undoMergeOf, writeVerdict } from './store.ts'

export type Decision = {
  readonly contest: Contest
  readonly pairId: string
  readonly version: number
  readonly verdict: 'different' | 'same' | 'undo'
  /** Of `same`: as whom they go on. */
  readonly survivorId: string | null
  readonly reason: string
  readonly by: Officer
  readonly at: Date
}
type Outcome =
  | { ok: true; state: 'different' | 'merged' | 'open' | 'proposed' }
  | Refusal<'not-found' | 'conflict' | 'already-decided' | 'not-allowed'>
  | (Refusal<'changed-meanwhile'> & { current: Pair })

export async function decidePair({ keeper }: { keeper: Pool }, decision: Decision): Promise<Outcome> {
  const { contest, pairId, version, verdict, reason, by, at } = decision
  return inTransaction(keeper, async (tx): Promise<Outcome> => {
    const pair = await lockPair(tx, pairId, contest.id)
    if (!pair) return refuse('not-found')
    if (pair.version !== version) return { ...refuse('changed-meanwhile'), current: pair }
    const isUndo = verdict === 'undo'
    if (isUndo ? pair.verdict === null || pair.verdict === 'proposed' : pair.verdict === 'merged')
      return refuse('already-decided')
    if (verdict === 'different' || (isUndo && pair.verdict === 'different')) {
      await writeVerdict(tx, pair, { is: isUndo ? null : 'different', reason, by: by.id, at })
      await record(tx, pair, { deed: isUndo ? 'reopened' : 'different', reason, by: by.id, at })
      return { ok: true, state: isUndo ? 'open' : 'different' }
    }
    const survivorId = decision.survivorId as ContestantId | null
    if (!isUndo && survivorId !== pair.oneId && survivorId !== pair.otherId) return refuse('conflict')
    const touched = await listRoundsTouched(tx, contest.id, [pair.oneId, pair.otherId])
    const order = { pair: pair.id, contest: contest.id, survivorId, isUndo }
    if (touched.some(({ isPublished }) => isPublished)) {
      const proposed = await proposeDeed(tx, {
        kind: 'merge',
        subject: pair.id,
        authorityId: contest.authorityId,
        details: { ...order, slug: contest.slug },
        reason,
        by,
        at,
      })
      if (!proposed.ok) return proposed
      if (!isUndo) await writeVerdict(tx, pair, { is: 'proposed', reason, by: by.id, at })
      return { ok: true, state: 'proposed' }
    }
    const done = await carryOutMerge(tx, { ...order, reason, by: by.id, at })
    return done.ok ? { ok: true, state: isUndo ? 'open' : 'merged' } : done
  })
}

/** The deed itself, alone or as what a second person has confirmed. */
export async function carryOutMerge(
  tx: Tx,
  order: {
    pair: string
    contest: string
    survivorId: string | null
    isUndo: boolean
    reason: string
    by: string
    at: Date
  },
): Promise<{ ok: true } | Refusal<'conflict'>> {
  const { isUndo, reason, by, at } = order
  const contest = (await listContests(tx, at)).find(({ id }) => id === order.contest)
  const pair = contest && (await lockPair(tx, order.pair, contest.id))
  if (!contest || !pair) return refuse('conflict')
  // What was proposed is no longer what is there.
  if (isUndo ? pair.verdict !== 'merged' : pair.verdict === 'merged' || pair.verdict === 'different')
    return refuse('conflict')
  const ids = [pair.oneId, pair.otherId]
  const both = await lockBoth(tx, ids)
  if (isUndo) {
    if (!(await undoMergeOf(tx, pair, { by, at, reason }))) return refuse('conflict')
  } else {
    const survivorId = order.survivorId as ContestantId
    const mergedId = ids.find((id) => id !== survivorId)!
    // One step is enough to follow: whoever others were merged into survives, and nobody is merged twice.
    const isFree = both.every(
      ({ id, mergedInto, hasMerged }) => !mergedInto && (id === survivorId || !hasMerged),
    )
    if (!isFree) return refuse('conflict')
    const { authorityId, id: contestId } = contest
    await insertMerge(tx, {
      id: timeOrderedId(at),
      authorityId,
      contestId,
      survivorId,
      mergedId,
      reason,
      by,
      at,
    })
  }
  await writeVerdict(tx, pair, { is: isUndo ? null : 'merged', reason, by, at })
  await record(tx, pair, { deed: isUndo ? 'merge-undone' : 'merged', reason, by, at })
  await rankTouchedAgain(tx, contest, ids, { reason, at })
  return { ok: true }
}

/** N-14. New versions of the standings of every closed round in which either has a paper, and of the contest's. */
async function rankTouchedAgain(
  tx: Tx,
  contest: Contest,
  ids: readonly ContestantId[],
  { reason, at }: { reason: string; at: Date },
): Promise<void> {
  const touched = await listRoundsTouched(tx, contest.id, ids)
  if (touched.length === 0) return
  await lockBooks(tx, contest.rounds.at(-1)!.id)
  for (const { no } of touched) {
    const round = contest.rounds.find((each) => each.no === no)!
    await lockBooks(tx, round.id)
    const before = await findNewestRanking(tx, contest.id, no)
    await writeRanking(tx, contest, round, { at, reason, publish: before?.publishedAt != null })
  }
  const final = await findNewestRanking(tx, contest.id, null)
  if (final) await writeRanking(tx, contest, 'final', { at, reason, publish: final.publishedAt !== null })
  await publishSnapshots(tx, { contestId: contest.id, at, pages: 'final' })
}

async function record(
  tx: Tx,
  { id, authorityId, oneId, otherId }: Pair,
  { deed, reason, by, at }: { deed: string; reason: string; by: string; at: Date },
): Promise<void> {
  const details = { contestants: [oneId, otherId], reason }
  await recordDeed(tx, { authorityId, actor: by, deed: `duplicate.${deed}`, subject: id, details, at })
}
