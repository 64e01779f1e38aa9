/**
 * A contest laid straight into the tables, for tests that begin where papers are already written: who took part,
 * with how many points, how fast and with what prediction is stated, and nothing is drawn or graded.
 */
import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parse } from 'yaml'
import type { PaperNeeds } from '../../src/attempts/write-down-papers.ts'
import type { ContestId, Rulebook } from '../../src/contests/model.ts'
import { rulebook } from '../../src/contests/rulebook.ts'
import { systemClock } from '../../src/platform/clock.ts'
import type { Db, Pool } from '../../src/platform/db.ts'
import { timeOrderedId } from '../../src/platform/ids.ts'
import { signingKeyOf } from '../../src/platform/secrets.ts'
import { keepBanks } from '../../src/questions/keep-banks.ts'
import { keepCalendar } from '../../src/rounds/keep-calendar.ts'
import { foldLedger } from '../../src/statistics/fold-ledger.ts'

export type LaidUnit = {
  code: string
  parent?: string
  headcount?: number
  choosable?: boolean
  name?: string
}

export type LaidAttempt = {
  person: string
  round: number
  unit: string
  startedAt: Date
  /** Null: nobody has written down yet that its time ran out. */
  ending: 'submitted' | 'expired' | null
  durationMs: number
  score: number
  total?: number
  prediction?: number | null
  /** Whether an answer was saved; a submitted paper always takes part. */
  saved?: boolean
  attemptNo?: number
}

export type LaidContest = {
  authorityId: string
  contestId: string
  slug: string
  rounds: { id: string; no: number; opensAt: Date; closesAt: Date; tieSeed: string }[]
  unitIds: Map<string, string>
  contestantIds: Map<string, string>
}

const DEMO = join(import.meta.dirname, '..', '..', 'contests', 'demo', 'contest.yaml')
export const MINUTE = 60_000
export const DAY = 24 * 60 * MINUTE

/** The rulebook of the sample contest, with what a test changes in it. */
export function aRulebook(changes: Partial<Rulebook> = {}): Rulebook {
  return { ...rulebook.parse(parse(readFileSync(DEMO, 'utf8'))), ...changes }
}

/** An id that only depends on what it is for, so that a test gives the same result every time. */
export function idFor(what: string, at = new Date(0)): string {
  return timeOrderedId(at, createHash('sha256').update(what).digest())
}

/** What closing books needs, on a keeper's pool; papers that nobody wrote down cannot be drawn from no questions. */
export async function closingNeeds(pool: Pool): Promise<PaperNeeds & { stop(): void }> {
  const calendar = await keepCalendar({ pool, clock: systemClock, log: () => {} })
  const receiptKey = signingKeyOf(generateKeyPairSync('ed25519').privateKey)
  return { pool, calendar, banks: keepBanks(pool), receiptKey, stop: () => calendar.stop() }
}

export async function layContest(
  db: Db,
  laid: { rules: Rulebook; rounds: { opensAt: Date; closesAt: Date }[]; units: LaidUnit[]; slug?: string },
): Promise<LaidContest> {
  const slug = laid.slug ?? `laid-${randomBytes(4).toString('hex')}`
  const [authorityId, contestId] = [idFor(`authority ${slug}`), idFor(`contest ${slug}`)]
  const rounds = laid.rounds.map((round, index) => ({
    ...round,
    no: index + 1,
    id: idFor(`round ${slug} ${index}`),
    tieSeed: createHash('sha256').update(`seed ${index}`).digest('hex'),
  }))
  await db.query('INSERT INTO authorities VALUES ($1, $2, $3)', [authorityId, slug, slug])
  await db.query(
    'INSERT INTO contests (id, authority_id, slug, name, sample, created_at, opened_at) VALUES ($1, $2, $3, $3, true, $4, $4)',
    [contestId, authorityId, slug, new Date(0)],
  )
  await db.query("INSERT INTO rule_versions VALUES ($1, $2, 1, $3, 'digest', $4, NULL, NULL)", [
    contestId,
    authorityId,
    JSON.stringify({ ...laid.rules, slug }),
    new Date(0),
  ])
  for (const round of rounds) {
    await db.query('INSERT INTO rounds VALUES ($1, $2, $3, $4, $5, $6)', [
      round.id,
      authorityId,
      contestId,
      round.no,
      round.opensAt,
      round.closesAt,
    ])
    await db.query("INSERT INTO round_secrets VALUES ($1, $2, decode($3, 'hex'), decode($3, 'hex'))", [
      round.id,
      authorityId,
      round.tieSeed,
    ])
  }
  const unitIds = new Map(laid.units.map(({ code }) => [code, idFor(`unit ${slug} ${code}`)]))
  for (const [position, unit] of laid.units.entries()) {
    await db.query('INSERT INTO units VALUES ($1, $2, $3)', [unitIds.get(unit.code), authorityId, unit.code])
    await db.query(
      `INSERT INTO contest_units (contest_id, authority_id, unit_id, code, parent_id, kind, name, path, choosable, position,
         search_key)
       VALUES ($1, $2, $3, $4, $5, 'agency', $6, $6, $7, $8, $6)`,
      [
        contestId,
        authorityId,
        unitIds.get(unit.code),
        unit.code,
        unit.parent ? unitIds.get(unit.parent) : null,
        unit.name ?? unit.code,
        unit.choosable ?? true,
        position,
      ],
    )
    if (unit.headcount !== undefined)
      await db.query("INSERT INTO headcounts VALUES ($1, $2, $3, '2024-11-30', $4)", [
        contestId,
        authorityId,
        unitIds.get(unit.code),
        unit.headcount,
      ])
  }
  return { authorityId, contestId, slug, rounds, unitIds, contestantIds: new Map() }
}

/** Papers as they were left, with the ledger lines of those that are written down. Returns their ids. */
export async function layAttempts(
  db: Db,
  contest: LaidContest,
  attempts: readonly LaidAttempt[],
): Promise<string[]> {
  const fresh = [...new Set(attempts.map(({ person }) => person))].filter(
    (person) => !contest.contestantIds.has(person),
  )
  for (const person of fresh) contest.contestantIds.set(person, idFor(`person ${contest.slug} ${person}`))
  const homeOf = new Map(attempts.map(({ person, unit }) => [person, contest.unitIds.get(unit)]))
  await db.query(
    `INSERT INTO contestants (id, authority_id, contest_id, stream, full_name, name_key, details, unit_id, guardian,
       consented_at, registered_at)
     SELECT p.id, $1, $2, 'staff', p.name, p.name, '{}', p.unit_id, false, to_timestamp(0), to_timestamp(0)
     FROM unnest($3::uuid[], $4::text[], $5::uuid[]) AS p (id, name, unit_id)`,
    [
      contest.authorityId,
      contest.contestId,
      fresh.map((person) => contest.contestantIds.get(person)),
      fresh,
      fresh.map((person) => homeOf.get(person)),
    ],
  )
  const rows = attempts.map((attempt) => rowOf(contest, attempt))
  const column = (key: keyof (typeof rows)[number]) => rows.map((row) => row[key])
  await db.query(
    `INSERT INTO attempts (id, authority_id, contest_id, round_id, contestant_id, unit_id, attempt_no, rule_version, nonce,
       nonce_by, started_at, deadline_at, saved_sequence, answers, prediction, ending, arrived_at, submitted_at,
       duration_ms, score, total, paper_hash, receipt_key, receipt_signature)
     SELECT a.id, $1, $2, a.round_id, a.contestant_id, a.unit_id, a.attempt_no, 1, decode(repeat('00', 16), 'hex'), 'server',
       a.started_at, a.deadline_at, a.saved::int, CASE WHEN a.saved THEN '{"1":[1]}'::jsonb ELSE '{}' END, a.prediction,
       a.ending, a.submitted_at, a.submitted_at, a.duration_ms, a.score, a.total, x.bytes, x.key, x.bytes
     FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::smallint[], $8::timestamptz[], $9::timestamptz[],
       $10::boolean[], $11::numeric[], $12::text[], $13::timestamptz[], $14::bigint[], $15::smallint[], $16::smallint[])
       AS a (id, round_id, contestant_id, unit_id, attempt_no, started_at, deadline_at, saved, prediction, ending,
         submitted_at, duration_ms, score, total)
     CROSS JOIN LATERAL (SELECT CASE WHEN a.ending IS NOT NULL THEN '\\x00'::bytea END,
       CASE WHEN a.ending IS NOT NULL THEN 'k1' END) AS x (bytes, key)`,
    [
      contest.authorityId,
      contest.contestId,
      ...(
        [
          'id',
          'roundId',
          'contestantId',
          'unitId',
          'attemptNo',
          'startedAt',
          'deadlineAt',
          'saved',
          'prediction',
          'ending',
          'submittedAt',
          'durationMs',
          'score',
          'total',
        ] as const
      ).map(column),
    ],
  )
  await db.query(
    `INSERT INTO participation_ledger
     SELECT a.id, a.authority_id, a.contest_id, a.round_id, a.unit_id, a.contestant_id,
       a.ending = 'submitted' OR a.saved_sequence > 0, a.submitted_at
     FROM attempts a WHERE a.id = ANY ($1::uuid[]) AND a.ending IS NOT NULL`,
    [column('id')],
  )
  return rows.map(({ id }) => id)
}

function rowOf(contest: LaidContest, attempt: LaidAttempt) {
  const isOver = attempt.ending !== null
  const endsAt = new Date(attempt.startedAt.getTime() + attempt.durationMs)
  const attemptNo = attempt.attemptNo ?? 1
  return {
    id: idFor(`attempt ${contest.slug} ${attempt.person} ${attempt.round} ${attemptNo}`, attempt.startedAt),
    roundId: contest.rounds[attempt.round - 1]!.id,
    contestantId: contest.contestantIds.get(attempt.person)!,
    unitId: contest.unitIds.get(attempt.unit)!,
    attemptNo,
    startedAt: attempt.startedAt,
    deadlineAt: attempt.ending === 'submitted' ? new Date(endsAt.getTime() + MINUTE) : endsAt,
    saved: attempt.saved ?? attempt.ending !== 'expired',
    prediction: attempt.prediction ?? null,
    ending: attempt.ending,
    submittedAt: isOver ? endsAt : null,
    durationMs: isOver ? attempt.durationMs : null,
    score: isOver ? attempt.score : null,
    total: isOver ? (attempt.total ?? 10) : null,
  }
}

export async function voidAttempt(db: Db, contest: LaidContest, attemptId: string, at: Date): Promise<void> {
  await db.query("INSERT INTO voids VALUES ($1, $2, 'test', 'organisers', $3)", [
    attemptId,
    contest.authorityId,
    at,
  ])
}

/**
 * Folds until every line of the contest is in. A transaction that runs anywhere in the cluster holds a fold up, and the
 * files of tests run side by side on one cluster.
 */
export async function foldWholly(
  keeper: Pool,
  contestId: string,
  folding: { at: Date; part?: number; log?: (line: string) => void },
): Promise<void> {
  const unfolded = `SELECT FROM participation_ledger l JOIN rounds r ON r.id = l.round_id
    LEFT JOIN statistics_folds f USING (round_id)
    WHERE l.contest_id = $1 AND r.opens_at <= $2 AND (f.round_id IS NULL
      OR NOT f.has_foreign_lines AND l.written_in >= f.folded_below
      OR f.has_foreign_lines AND f.lines < (SELECT count(*) FROM participation_ledger m WHERE m.round_id = f.round_id))`
  const log = folding.log ?? ((line: string) => assert.fail(line))
  const giveUpAt = performance.now() + 60_000
  for (;;) {
    await foldLedger({ pool: keeper, log }, { ...folding, contestId: contestId as ContestId })
    if ((await keeper.query(unfolded, [contestId, folding.at])).rowCount === 0) return
    assert.ok(performance.now() < giveUpAt, 'a transaction does not end')
    await wait(20)
  }
}
