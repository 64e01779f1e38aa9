import type { ContestantId } from '../contestants/model.ts'
import type { ContestId } from '../contests/model.ts'
import { type Db, listRows, type Pool, type Tx, writeRows } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { RoundId } from '../rounds/model.ts'
import type { UnitId } from '../units/model.ts'
import type { Attempt, AttemptId, Ending, Sealed } from './model.ts'
import type { Retakes, Slots } from './rules.ts'

const sql = loadSql(import.meta.url)

type Row = Omit<Attempt, 'sealed'> & {
  ending: Ending | null
  arrivedAt: Date
  submittedAt: Date
  durationMs: number
  score: number
  total: number
  paperHash: Buffer
  receiptKey: string
  receiptSignature: Buffer
}

function attemptOf(row: Row): Attempt {
  const {
    ending,
    arrivedAt,
    submittedAt,
    durationMs,
    score,
    total,
    paperHash,
    receiptKey,
    receiptSignature,
    ...open
  } = row
  const sealed = { arrivedAt, submittedAt, durationMs, score, total, paperHash, receiptKey, receiptSignature }
  return { ...open, sealed: ending && { ending, ...sealed } }
}

export async function listAttempts(db: Db, ids: readonly AttemptId[]): Promise<Map<AttemptId, Attempt>> {
  const rows = await listRows<Row>(db, sql('list_attempts'), [ids])
  return new Map(rows.map((row) => [row.id, attemptOf(row)]))
}

export async function findAttempt(db: Db, id: AttemptId): Promise<Attempt | null> {
  return (await listAttempts(db, [id])).get(id) ?? null
}

export async function listAttemptsOf(
  db: Db,
  contestantId: ContestantId,
  rounds: readonly RoundId[],
): Promise<Attempt[]> {
  return (await listRows<Row>(db, sql('list_attempts_of'), [contestantId, rounds])).map(attemptOf)
}

/** Who asks to start, and what came before. */
export type Standing = {
  readonly contestantId: ContestantId
  readonly roundId: RoundId
  readonly unitId: UnitId
  readonly excluded: boolean
  /** The latest attempt in the round; null where there was none. */
  readonly last: { id: AttemptId; attemptNo: number; isOpen: boolean; deadlineAt: Date } | null
}

export async function readStandings(
  db: Db,
  wanted: readonly { roundId: RoundId; contestantId: ContestantId }[],
): Promise<Standing[]> {
  const rows = await listRows<
    Omit<Standing, 'last'> & {
      lastId: AttemptId | null
      lastNo: number
      lastIsOpen: boolean
      lastDeadlineAt: Date
    }
  >(db, sql('read_standing'), [
    wanted.map(({ roundId }) => roundId),
    wanted.map(({ contestantId }) => contestantId),
  ])
  return rows.map(({ lastId, lastNo, lastIsOpen, lastDeadlineAt, ...who }) => ({
    ...who,
    last: lastId && { id: lastId, attemptNo: lastNo, isOpen: lastIsOpen, deadlineAt: lastDeadlineAt },
  }))
}

export async function countSlots(
  db: Db,
  wanted: readonly { contestId: ContestId; contestantId: ContestantId; day: string }[],
): Promise<
  { contestId: ContestId; contestantId: ContestantId; day: string; inContest: number; onDay: number }[]
> {
  return listRows(db, sql('count_slots'), [
    wanted.map(({ contestId }) => contestId),
    wanted.map(({ contestantId }) => contestantId),
    wanted.map(({ day }) => day),
  ])
}

/** Of these people, those who may take another attempt in place of one that was declared void. */
export async function listRetakes(
  db: Db,
  wanted: readonly { roundId: RoundId; contestantId: ContestantId }[],
): Promise<(Retakes & { roundId: RoundId; contestantId: ContestantId })[]> {
  return listRows(db, sql('list_retakes'), [
    wanted.map(({ roundId }) => roundId),
    wanted.map(({ contestantId }) => contestantId),
  ])
}

/** An attempt that nobody has written down yet. */
export type NewAttempt = Attempt & {
  readonly slots: Slots
  readonly day: string
  readonly nonceBy: 'client' | 'server'
}

/** Durable when it resolves. Returns the ids of those whose slots were free. */
export async function insertAttempts(
  pool: Pool,
  attempts: readonly NewAttempt[],
): Promise<ReadonlySet<AttemptId>> {
  if (attempts.length === 0) return new Set()
  const rows = await writeRows<{ id: AttemptId }>(pool, sql('insert_attempts'), [
    attempts.map((each) => each.id),
    attempts.map((each) => each.authorityId),
    attempts.map((each) => each.contestId),
    attempts.map((each) => each.roundId),
    attempts.map((each) => each.contestantId),
    attempts.map((each) => each.unitId),
    attempts.map((each) => each.attemptNo),
    attempts.map((each) => each.slots.attemptsAllowed),
    attempts.map((each) => each.day),
    attempts.map((each) => each.slots.dayNo),
    attempts.map((each) => each.slots.dayAllowed),
    attempts.map((each) => each.slots.contestNo),
    attempts.map((each) => each.slots.contestAllowed),
    attempts.map((each) => each.ruleVersion),
    attempts.map((each) => each.nonce),
    attempts.map((each) => each.nonceBy),
    attempts.map((each) => each.startedAt),
    attempts.map((each) => each.deadlineAt),
  ])
  return new Set(rows.map(({ id }) => id))
}

/** A paper as it was judged, and as it stands after the deeds on it. */
export type Change = { readonly was: Attempt; readonly now: Attempt; readonly participated: boolean }

/**
 * Writes papers, and the ledger lines of those that end, in one statement; durable when it resolves. Returns the ids of
 * those that still stood as they were judged.
 */
export async function writePapers(pool: Pool, changes: readonly Change[]): Promise<ReadonlySet<AttemptId>> {
  if (changes.length === 0) return new Set()
  const sealed = <Key extends keyof Sealed>(key: Key) => changes.map(({ now }) => now.sealed?.[key] ?? null)
  const rows = await writeRows<{ id: AttemptId }>(pool, sql('write_papers'), [
    changes.map(({ now }) => now.id),
    changes.map(({ was }) => was.savedSequence),
    changes.map(({ now }) => now.savedSequence),
    changes.map(({ now }) => now.savedAt),
    changes.map(({ now }) => JSON.stringify(now.answers)),
    changes.map(({ now }) => now.prediction),
    sealed('ending'),
    sealed('arrivedAt'),
    sealed('submittedAt'),
    sealed('durationMs'),
    sealed('score'),
    sealed('total'),
    sealed('paperHash'),
    sealed('receiptKey'),
    sealed('receiptSignature'),
    changes.map(({ participated }) => participated),
    changes.map(({ was }) => was.deadlineAt),
  ])
  return new Set(rows.map(({ id }) => id))
}

/** Attempts of a round whose time ran out and that nobody has written down yet. */
export async function listExpired(db: Db, roundId: RoundId, at: Date, atMost: number): Promise<AttemptId[]> {
  return (await listRows<{ id: AttemptId }>(db, sql('list_expired'), [roundId, at, atMost])).map(
    ({ id }) => id,
  )
}

export type OpenAttempt = Pick<Attempt, 'id' | 'contestantId' | 'ruleVersion' | 'startedAt' | 'deadlineAt'>

/** Open attempts of a round whose time had not run out at that instant, by contestant, after the last of the page before. */
export async function listOpenAttempts(
  db: Db,
  roundId: RoundId,
  page: { runningAt: Date; after: string; atMost: number },
): Promise<OpenAttempt[]> {
  return listRows(db, sql('list_open_attempts'), [roundId, page.runningAt, page.after, page.atMost])
}

/** Returns the ids of those that had the deadline that was seen, and that nobody was just writing. */
export async function moveDeadlinesOf(
  pool: Pool,
  moves: readonly { id: AttemptId; was: Date; now: Date }[],
): Promise<ReadonlySet<AttemptId>> {
  const rows = await writeRows<{ id: AttemptId }>(pool, sql('move_deadlines'), [
    moves.map(({ id }) => id),
    moves.map(({ was }) => was),
    moves.map(({ now }) => now),
  ])
  return new Set(rows.map(({ id }) => id))
}

export async function insertReceiptKey(tx: Tx, keyId: string, publicKey: string, from: Date): Promise<void> {
  await listRows(tx, sql('insert_receipt_key'), [keyId, publicKey, from])
}

export async function listReceiptKeys(
  db: Db,
): Promise<{ keyId: string; publicKey: string; from: Date; until: Date | null }[]> {
  return listRows(db, sql('list_receipt_keys'))
}
