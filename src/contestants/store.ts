import type { AuthorityId, ContestId } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { UnitId } from '../units/model.ts'
import type { ContestantId, Person } from './model.ts'

const sql = loadSql(import.meta.url)

export type HashedIdentity = { readonly field: string; readonly hash: Buffer }

export type Known = {
  readonly id: ContestantId
  readonly stream: string
  readonly nameKey: string
  readonly birthOn: string | null
  readonly guardian: boolean
  readonly unitId: UnitId
  /** Who they turned out to be as well (N-15): they go on as that one. */
  readonly mergedInto: ContestantId | null
  /** How many of the given identities are this person's, and how many this person has. */
  readonly matched: number
  readonly identities: number
}

export async function listKnown(
  db: Db,
  contestId: ContestId,
  identities: readonly HashedIdentity[],
): Promise<Known[]> {
  return listRows(db, sql('find_known'), [
    contestId,
    identities.map(({ field }) => field),
    identities.map(({ hash }) => hash),
  ])
}

/** False where somebody entered the same person in the same millisecond. */
export async function insertContestant(
  tx: Tx,
  contestant: {
    id: ContestantId
    authorityId: AuthorityId
    contestId: ContestId
    stream: string
    person: Person
    unitId: UnitId
    at: Date
  },
): Promise<boolean> {
  const { id, authorityId, contestId, stream, person, unitId, at } = contestant
  const row = await findRow(tx, sql('insert_contestant'), [
    id,
    authorityId,
    contestId,
    stream,
    person.fullName,
    person.nameKey,
    person.birthOn,
    JSON.stringify(person.details),
    unitId,
    person.guardian,
    at,
  ])
  return row !== null
}

/** How many identities were free and are now this contestant's. */
export async function insertIdentities(
  tx: Tx,
  contest: { id: ContestId; authorityId: AuthorityId },
  contestantId: ContestantId,
  identities: readonly HashedIdentity[],
): Promise<number> {
  const rows = await listRows(tx, sql('insert_identities'), [
    contest.authorityId,
    contest.id,
    contestantId,
    identities.map(({ field }) => field),
    identities.map(({ hash }) => hash),
  ])
  return rows.length
}

export async function moveContestant(tx: Tx, id: ContestantId, unitId: UnitId): Promise<void> {
  await listRows(tx, sql('move_contestant'), [id, unitId])
}

export async function insertExclusions(
  tx: Tx,
  contest: { id: ContestId; authorityId: AuthorityId },
  exclusions: (HashedIdentity & { reason: { vi: string; en: string } })[],
): Promise<void> {
  await listRows(tx, sql('insert_exclusions'), [
    contest.authorityId,
    contest.id,
    exclusions.map(({ field }) => field),
    exclusions.map(({ hash }) => hash),
    exclusions.map(({ reason }) => JSON.stringify(reason)),
  ])
}

export async function isExcluded(
  db: Db,
  contestId: ContestId,
  identities: readonly HashedIdentity[],
): Promise<boolean> {
  if (identities.length === 0) return false
  const row = await findRow<{ excluded: boolean }>(db, sql('is_excluded'), [
    contestId,
    identities.map(({ field }) => field),
    identities.map(({ hash }) => hash),
  ])
  return row!.excluded
}

export type LockedContestant = {
  readonly id: ContestantId
  readonly unitId: UnitId
  readonly excluded: boolean
}

export async function lockContestants(
  tx: Tx,
  ids: readonly ContestantId[],
): Promise<Map<ContestantId, LockedContestant>> {
  const rows = await listRows<LockedContestant>(tx, sql('lock_contestants'), [ids])
  return new Map(rows.map((row) => [row.id, row]))
}

export type Registered = {
  readonly id: ContestantId
  readonly stream: string
  readonly fullName: string
  readonly unitId: UnitId
  readonly unitName: string
  readonly unitPath: string
}

export async function findContestant(db: Db, id: ContestantId): Promise<Registered | null> {
  return findRow(db, sql('find_contestant'), [id])
}

/** Until when one of these identities may not be tried again; null where it may. */
export async function findGuessesUsedUp(
  tx: Tx,
  contestId: ContestId,
  identities: readonly HashedIdentity[],
  { atMost, at }: { atMost: number; at: Date },
): Promise<Date | null> {
  const hashes = identities.map(({ hash }) => hash)
  const row = await findRow<{ until: Date | null }>(tx, sql('find_guesses'), [contestId, hashes, atMost, at])
  return row?.until ?? null
}

export async function countGuesses(
  tx: Tx,
  contest: { id: ContestId; authorityId: AuthorityId },
  identities: readonly HashedIdentity[],
  { at, until }: { at: Date; until: Date },
): Promise<void> {
  const hashes = identities.map(({ hash }) => hash)
  await listRows(tx, sql('count_guesses'), [contest.id, contest.authorityId, hashes, at, until])
}
