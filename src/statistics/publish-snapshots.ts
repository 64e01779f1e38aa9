/**
 * Publishes the figures that have changed (docs/rules/statistics.md, S-11 to S-13). What is final (every round of the page
 * is closed) is counted from the ledger itself and kept for ever; what still moves is read from the totals, as far as
 * the ledger is folded into them, and overwrites the row before.
 */
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { ContestId } from '../contests/model.ts'
import type { Tx } from '../platform/db.ts'
import type { Contest, RoundId } from '../rounds/model.ts'
import { listContests } from '../rounds/store.ts'
import { alignTallies } from './fold-ledger.ts'
import { findFold } from './fold-store.ts'
import type { Count, Figures, Scope, Snapshot } from './model.ts'
import { figuresOf, scopesOf } from './rules.ts'
import {
  countAgain,
  countVoids,
  type Frame,
  frameNow,
  insertFrame,
  listNewestSnapshots,
  loadFrame,
  lockSnapshots,
  readTotals,
  writeSnapshot,
} from './store.ts'

/**
 * `final`: only pages that are final, in the transaction that closes or publishes; the others follow with the next fold.
 * Returns how many snapshots were written.
 */
export async function publishSnapshots(
  tx: Tx,
  { contestId, at, pages }: { contestId: ContestId; at: Date; pages: 'final' | 'all' },
): Promise<number> {
  await lockSnapshots(tx, contestId)
  // Read behind the lock: whether the books are closed and the standings published decides what may be shown.
  const contest = (await listContests(tx, at)).find(({ id }) => id === contestId)
  if (!contest) throw new Error(`contest ${contestId} does not exist`)
  const scopes = scopesOf(contest, at).filter(({ isFinal }) => isFinal || pages === 'all')
  if (scopes.length === 0) return 0
  if (pages === 'all') await alignTallies(tx, contest, at)

  const newest = await listNewestSnapshots(tx, contestId)
  const frame = await frameNow(tx, contest)
  const basisOf = await readBases(tx, contest, frame.digest)
  let written = 0
  for (const scope of scopes) {
    const basis = basisOf(scope)
    const before = newest.get(scope.roundNo)
    if (before?.basis === basis) continue
    const counts = scope.hides === 'everything' ? new Map() : await countScope(tx, contest, scope)
    const beside = before && isFinalBasis(before.basis) ? await frameOf(tx, before) : frame
    const figures = figuresOf(scope, beside.units, counts)
    const isSame = before?.frame === beside.digest && isDeepStrictEqual(before.figures, figures)
    // The last count of a round is kept even when it says the same: from here on its basis does not change.
    if (isSame && !scope.isFinal) continue
    if (beside === frame) await insertFrame(tx, contest, frame)
    const snapshot = snapshotOf(contest, scope, { at, basis, frame: beside.digest, figures })
    await writeSnapshot(tx, contest, snapshot, scope)
    written += 1
  }
  return written
}

/** S-11. What was closed is counted again beside the units as they were called then. */
async function frameOf(tx: Tx, { frame }: Snapshot): Promise<Frame> {
  return { digest: frame, units: await loadFrame(tx, frame) }
}

async function countScope(tx: Tx, contest: Contest, scope: Scope): Promise<Map<string, Count>> {
  if (!scope.isFinal) return readTotals(tx, contest.id, scope)
  const idOf = ({ id }: { id: RoundId }) => id
  return countAgain(tx, {
    roundNo: scope.roundNo,
    rounds: scope.rounds.map(idOf),
    fullRounds: scope.fullRounds.map(idOf),
  })
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
 * From what a page would be made now: which rounds, how many lines of each are folded and how many voids it has, and
 * (until the books are closed) which units there are. Cheap next to making it.
 */
async function readBases(tx: Tx, contest: Contest, frame: string): Promise<(scope: Scope) => string> {
  const lines = new Map<RoundId, number>()
  for (const { id } of contest.rounds) lines.set(id, (await findFold(tx, id))?.lines ?? 0)
  const voids = await countVoids(
    tx,
    contest.rounds.map(({ id }) => id),
  )
  return (scope) => {
    const stateOf = (id: RoundId) => `${scope.isFinal ? 'closed' : lines.get(id)}-${voids.get(id) ?? 0}`
    return JSON.stringify([
      scope.rounds.map(({ no, id }) => `${no}:${stateOf(id)}`),
      scope.fullRounds.map(({ no, id }) => `${no}:${stateOf(id)}`),
      scope.hides,
      scope.withheld,
      scope.isFinal ? FINAL : frame,
    ])
  }
}

/** Stands in a basis in place of the units, once the books are closed. */
const FINAL = 'final'
const isFinalBasis = (basis: string) => (JSON.parse(basis) as unknown[]).at(-1) === FINAL
