/**
 * Counts again what may have changed, and publishes what has (docs/rules/statistics.md, S-11 and S-12). Published
 * figures are never edited: a later count is a new snapshot, and the same figures make none. A round whose books are
 * closed is not counted again until something of it is declared void.
 */
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { ContestId } from '../contests/model.ts'
import type { Tx } from '../platform/db.ts'
import type { Contest, RoundId } from '../rounds/model.ts'
import { listContests } from '../rounds/store.ts'
import type { Figures, Scope, Snapshot } from './model.ts'
import { figuresOf, scopesOf } from './rules.ts'
import {
  countLines,
  countScope,
  countVoids,
  frameNow,
  insertFrame,
  insertSnapshot,
  listNewestSnapshots,
  lockSnapshots,
} from './store.ts'

/** Returns how many snapshots were written. */
export async function publishSnapshots(
  tx: Tx,
  { contestId, at }: { contestId: ContestId; at: Date },
): Promise<number> {
  await lockSnapshots(tx, contestId)
  // Read behind the lock: whether the books are closed and the standings published decides what may be shown.
  const contest = (await listContests(tx, at)).find(({ id }) => id === contestId)
  if (!contest) throw new Error(`contest ${contestId} does not exist`)
  const scopes = scopesOf(contest, at)
  if (scopes.length === 0) return 0

  const newest = await listNewestSnapshots(tx, contestId)
  const frame = await frameNow(tx, contest)
  const basisOf = await readBases(tx, contest, frame.digest)
  let written = 0
  for (const scope of scopes) {
    const basis = basisOf(scope)
    const before = newest.get(scope.roundNo)
    if (before?.basis === basis) continue
    const counts = scope.hides === 'everything' ? new Map() : await countScope(tx, scope)
    const figures = figuresOf(scope, frame.units, counts)
    const isSame = before?.frame === frame.digest && isDeepStrictEqual(before.figures, figures)
    // The last count of a round is kept even when it says the same: from here on its basis does not change.
    if (isSame && !scope.isFinal) continue
    if (written === 0) await insertFrame(tx, contest, frame)
    await insertSnapshot(tx, contest, snapshotOf(contest, scope, { at, basis, frame: frame.digest, figures }))
    written += 1
  }
  return written
}

function snapshotOf(
  contest: Contest,
  scope: Scope,
  counted: { at: Date; basis: string; frame: string; figures: Figures },
): Snapshot {
  const { at, basis, frame, figures } = counted
  const digest = digestOf([contest.slug, scope.roundNo, at.toISOString(), frame, figures])
  return { roundNo: scope.roundNo, asOf: at, digest, basis, frame, figures }
}

/** What tells one published page of figures from any other; its ETag. */
export function digestOf(page: unknown): string {
  return createHash('sha256').update(JSON.stringify(page)).digest('hex').slice(0, 32)
}

/**
 * From what a scope would be counted now: which rounds, how many lines and voids each has, and (until the books are
 * closed) which units there are. Cheap next to the count itself.
 */
async function readBases(tx: Tx, contest: Contest, frame: string): Promise<(scope: Scope) => string> {
  const all = contest.rounds.map(({ id }) => id)
  const open = contest.rounds.filter((round) => round.booksClosedAt === null).map(({ id }) => id)
  const lines = await countLines(tx, open)
  const voids = await countVoids(tx, all)
  const stateOf = (id: RoundId) =>
    `${open.includes(id) ? (lines.get(id) ?? 0) : 'closed'}-${voids.get(id) ?? 0}`
  return (scope) =>
    JSON.stringify([
      scope.rounds.map(({ no, id }) => `${no}:${stateOf(id)}`),
      scope.fullRounds.map(({ no, id }) => `${no}:${stateOf(id)}`),
      scope.hides,
      scope.withheld,
      scope.isFinal ? 'final' : frame,
    ])
}
