import type { ContestantId } from '../contestants/model.ts'
import type { ContestId } from '../contests/model.ts'
import { type Db, findRow, listPage, listRows, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import type { Pair, PairFacts, PairReason, PairVerdict, Search } from './model.ts'

const sql = loadSql(import.meta.url)

export type Candidate = PairFacts & { readonly oneId: ContestantId; readonly otherId: ContestantId }

export type Suspect = {
  readonly oneId: ContestantId
  readonly otherId: ContestantId
  readonly score: number
  readonly reasons: readonly PairReason[]
}

/** The likest of those pairs of which the smaller id ends with `slice`, a hexadecimal digit. */
export async function findCandidates(
  db: Db,
  contestId: ContestId,
  { slice, atMost }: { slice: string; atMost: number },
): Promise<Candidate[]> {
  return listRows(db, sql('find_candidates'), [contestId, atMost, slice])
}

/** False where a search of this contest is under way. */
export async function insertSearch(
  tx: Tx,
  search: { contestId: ContestId; authorityId: string; by: string; at: Date },
): Promise<boolean> {
  const { contestId, authorityId, by, at } = search
  return (await findRow(tx, sql('insert_search'), [contestId, authorityId, by, at])) !== null
}

export async function findSearch(db: Db, contestId: ContestId): Promise<Search | null> {
  return findRow(db, sql('find_search'), [contestId])
}

export async function tellSearch(db: Db, contestId: ContestId, percent: number): Promise<void> {
  await listRows(db, sql('tell_search'), [contestId, percent])
}

export async function endSearch(tx: Tx, contestId: ContestId, found: number): Promise<void> {
  await listRows(tx, sql('end_search'), [contestId, found])
}

export async function giveUpSearch(db: Db, contestId: ContestId): Promise<void> {
  await listRows(db, sql('give_up_search'), [contestId])
}

export async function writePairs(
  tx: Tx,
  contest: { id: ContestId; authorityId: string },
  pairs: readonly Suspect[],
  at: Date,
): Promise<void> {
  await listRows(tx, sql('write_pairs'), [contest.authorityId, contest.id, JSON.stringify(pairs), at])
}

export type ListedPair = Pick<
  Pair,
  'id' | 'score' | 'reasons' | 'verdict' | 'verdictReason' | 'decidedAt' | 'version'
> & {
  readonly oneName: string
  readonly otherName: string
  readonly oneUnit: string
  readonly otherUnit: string
}

export async function listPairs(
  db: Db,
  contestId: ContestId,
  page: {
    state: 'open' | 'all' | PairVerdict
    after: { score: number; id: string } | null
    limit: number
    on: string
  },
): Promise<ListedPair[]> {
  const { state, after, limit, on } = page
  const [score, id] = after ? [-after.score, after.id] : [-1000, '00000000-0000-0000-0000-000000000000']
  return listPage(db, sql('list_pairs'), [contestId, state, score, id, limit, on])
}

export async function findPair(db: Db, id: string, contestId: ContestId): Promise<Pair | null> {
  return isId(id) ? findRow(db, sql('find_pair'), [id, contestId]) : null
}
export async function lockPair(tx: Tx, id: string, contestId: ContestId): Promise<Pair | null> {
  return isId(id) ? findRow(tx, sql('lock_pair'), [id, contestId]) : null
}

export async function writeVerdict(
  tx: Tx,
  { id }: Pick<Pair, 'id'>,
  verdict: { is: PairVerdict | null; reason: string; by: string; at: Date },
): Promise<void> {
  await listRows(tx, sql('write_verdict'), [id, verdict.is, verdict.reason, verdict.by, verdict.at])
}

export type Side = {
  readonly id: ContestantId
  readonly fullName: string
  readonly birthOn: string | null
  readonly stream: string
  readonly unitName: string
  readonly registeredAt: Date
  readonly guardian: boolean
  readonly rosterName: string | null
  readonly rosterNumbers: readonly string[]
  readonly mergedInto: ContestantId | null
}
export type SidePaper = {
  readonly contestantId: ContestantId
  readonly round: number
  readonly startedAt: Date
  readonly submittedAt: Date | null
  readonly ending: 'submitted' | 'expired' | null
  readonly score: number | null
  readonly total: number | null
}

export async function listSides(db: Db, ids: readonly ContestantId[], on: string): Promise<Side[]> {
  return listRows(db, sql('list_sides'), [ids, on])
}
export async function listPapers(
  db: Db,
  contestId: ContestId,
  ids: readonly ContestantId[],
): Promise<SidePaper[]> {
  return listRows(db, sql('list_papers'), [contestId, ids])
}

export async function lockBoth(
  tx: Tx,
  ids: readonly ContestantId[],
): Promise<{ id: ContestantId; mergedInto: ContestantId | null; hasMerged: boolean }[]> {
  return listRows(tx, sql('lock_both'), [ids])
}

export async function insertMerge(
  tx: Tx,
  merge: {
    id: string
    authorityId: string
    contestId: ContestId
    survivorId: ContestantId
    mergedId: ContestantId
    reason: string
    by: string
    at: Date
  },
): Promise<void> {
  const { id, authorityId, contestId, survivorId, mergedId, reason, by, at } = merge
  await listRows(tx, sql('insert_merge'), [id, authorityId, contestId, survivorId, mergedId, reason, by, at])
  await listRows(tx, sql('point_to'), [mergedId, survivorId])
}

export async function undoMergeOf(
  tx: Tx,
  { oneId, otherId }: Pick<Pair, 'oneId' | 'otherId'>,
  undoing: { by: string; at: Date; reason: string },
): Promise<{ survivorId: ContestantId; mergedId: ContestantId } | null> {
  const { by, at, reason } = undoing
  const undone = await findRow<{ survivorId: ContestantId; mergedId: ContestantId }>(tx, sql('undo_merge'), [
    oneId,
    otherId,
    by,
    at,
    reason,
  ])
  if (undone) await listRows(tx, sql('point_to'), [undone.mergedId, null])
  return undone
}

export async function listRoundsTouched(
  db: Db,
  contestId: ContestId,
  ids: readonly ContestantId[],
): Promise<{ no: number; isPublished: boolean }[]> {
  return listRows(db, sql('list_rounds_touched'), [contestId, ids])
}
