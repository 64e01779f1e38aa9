import type { ContestantId } from '../contestants/model.ts'
import type { ContestId } from '../contests/model.ts'
import { type Db, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { RoundId } from '../rounds/model.ts'
import type { Attempt, AttemptId, Ending } from './model.ts'
import type { Slots } from './rules.ts'

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

/** Holds the rows until the transaction ends; what does not exist is simply not in the map. */
export async function lockAttempts(tx: Tx, ids: readonly AttemptId[]): Promise<Map<AttemptId, Attempt>> {
  const rows = await listRows<Row>(tx, sql('lock_attempts'), [ids])
  return new Map(rows.map((row) => [row.id, attemptOf(row)]))
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

export type LastAttempt = {
  readonly id: AttemptId
  readonly roundId: RoundId
  readonly contestantId: ContestantId
  readonly attemptNo: number
  readonly isOpen: boolean
  readonly deadlineAt: Date
}

export async function listLastAttempts(
  db: Db,
  wanted: readonly { roundId: RoundId; contestantId: ContestantId }[],
): Promise<LastAttempt[]> {
  return listRows(db, sql('list_last_attempts'), [
    wanted.map(({ roundId }) => roundId),
    wanted.map(({ contestantId }) => contestantId),
  ])
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

export type NewAttempt = Pick<
  Attempt,
  | 'id'
  | 'authorityId'
  | 'contestId'
  | 'roundId'
  | 'contestantId'
  | 'unitId'
  | 'ruleVersion'
  | 'nonce'
  | 'startedAt'
  | 'deadlineAt'
> & { readonly slots: Slots; readonly day: string; readonly nonceBy: 'client' | 'server' }

export async function insertAttempts(tx: Tx, attempts: readonly NewAttempt[]): Promise<void> {
  if (attempts.length === 0) return
  await listRows(tx, sql('insert_attempts'), [
    attempts.map((each) => each.id),
    attempts.map((each) => each.authorityId),
    attempts.map((each) => each.contestId),
    attempts.map((each) => each.roundId),
    attempts.map((each) => each.contestantId),
    attempts.map((each) => each.unitId),
    attempts.map((each) => each.slots.attemptNo),
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
}

/** Writes the papers as they now stand, saved or sealed, in one statement. */
export async function writePapers(tx: Tx, attempts: readonly Attempt[]): Promise<void> {
  if (attempts.length === 0) return
  const sealed = <Key extends keyof NonNullable<Attempt['sealed']>>(key: Key) =>
    attempts.map((each) => each.sealed?.[key] ?? null)
  await listRows(tx, sql('write_papers'), [
    attempts.map((each) => each.id),
    attempts.map((each) => each.savedSequence),
    attempts.map((each) => each.savedAt),
    attempts.map((each) => JSON.stringify(each.answers)),
    attempts.map((each) => each.prediction),
    sealed('ending'),
    sealed('arrivedAt'),
    sealed('submittedAt'),
    sealed('durationMs'),
    sealed('score'),
    sealed('total'),
    sealed('paperHash'),
    sealed('receiptKey'),
    sealed('receiptSignature'),
  ])
}

/** Attempts of a round whose time ran out and that nobody has written down yet. */
export async function listExpired(db: Db, roundId: RoundId, at: Date, atMost: number): Promise<AttemptId[]> {
  return (await listRows<{ id: AttemptId }>(db, sql('list_expired'), [roundId, at, atMost])).map(
    ({ id }) => id,
  )
}

export async function insertReceiptKey(tx: Tx, keyId: string, publicKey: string, from: Date): Promise<void> {
  await listRows(tx, sql('insert_receipt_key'), [keyId, publicKey, from])
}

export async function listReceiptKeys(
  db: Db,
): Promise<{ keyId: string; publicKey: string; from: Date; until: Date | null }[]> {
  return listRows(db, sql('list_receipt_keys'))
}
