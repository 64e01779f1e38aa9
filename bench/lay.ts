/**
 * People and sealed papers laid straight into the tables, by the million, as large as real ones. The checks of foreign
 * keys are left out while laying (they would take most of the time); indexes, and every other rule of the tables, are kept.
 */
import { statfsSync } from 'node:fs'
import pg from 'pg'

export type Place = {
  readonly contestId: string
  readonly authorityId: string
  readonly roundId: string
}

/** The round of the contest that is open now, or the one with this number. */
export async function findPlace(database: pg.Client, slug: string, no?: number): Promise<Place> {
  const { rows } = await database.query<Place>(
    `SELECT c.id AS "contestId", c.authority_id AS "authorityId", r.id AS "roundId"
     FROM contests c JOIN rounds r ON r.contest_id = c.id
     WHERE c.slug = $1 AND CASE WHEN $2::int IS NULL THEN now() BETWEEN r.opens_at AND r.closes_at ELSE r.no = $2 END`,
    [slug, no ?? null],
  )
  if (!rows[0]) throw new Error(`the contest ${slug} has no such round`)
  return rows[0]
}

const AT_ONCE = 10_000
/** Two cores. */
const SIDE_BY_SIDE = 2
/** What one paper with its person, ledger line and indexes takes on the disk, and what the log of changes needs beside. */
const BYTES_PER_PAPER = 1500
const BYTES_BESIDE = 5e9

/** A plain sentence where so many papers do not fit; null where they do. */
export function shortOfDisk(folder: string, papers: number): string | null {
  const { bavail, bsize } = statfsSync(folder)
  const [free, needed] = [bavail * bsize, papers * BYTES_PER_PAPER + BYTES_BESIDE]
  const gb = (bytes: number) => (bytes / 1e9).toFixed(0)
  return free > needed
    ? null
    : `${papers} papers need about ${gb(needed)} GB, and ${folder} has ${gb(free)} GB free`
}

/** Numbers of people, from the first to the last. */
export type Numbers = { readonly from: number; readonly to: number }

export function layPeople(url: string, place: Place, numbers: Numbers): Promise<void> {
  return lay(url, PEOPLE, numbers, ({ from, to }) => [place.contestId, place.authorityId, from, to])
}

/** One sealed paper each, in that round; those whose number `every` divides are left free. */
export function layPapers(url: string, place: Place, numbers: Numbers, every: number | null): Promise<void> {
  const { contestId, authorityId, roundId } = place
  return lay(url, PAPERS, numbers, ({ from, to }) => [contestId, authorityId, roundId, from, to, every])
}

/** As the tables are after some hours of use: counted, with nothing left to tidy, and on the disk. */
export async function settleTables(database: pg.Client): Promise<void> {
  await database.query('VACUUM (ANALYZE) contestants, contestant_identities, attempts, participation_ledger')
  await database.query('CHECKPOINT')
}

/** Attempts and what hangs on them, as if they had never been. */
export async function takeOut(url: string, attempts: readonly { attemptId: string }[]): Promise<void> {
  await asSuperuser(url, async (database) => {
    const ids = [attempts.map(({ attemptId }) => attemptId)]
    await database.query('DELETE FROM participation_ledger WHERE attempt_id = ANY ($1::uuid[])', ids)
    await database.query('DELETE FROM attempts WHERE id = ANY ($1::uuid[])', ids)
  })
}

async function lay(
  url: string,
  sql: string,
  { from, to }: Numbers,
  valuesOf: (part: Numbers) => unknown[],
): Promise<void> {
  const parts: Numbers[] = []
  for (let at = from; at <= to; at += AT_ONCE) parts.push({ from: at, to: Math.min(to, at + AT_ONCE - 1) })
  const work = () =>
    asSuperuser(url, async (database) => {
      for (let part = parts.shift(); part; part = parts.shift()) await database.query(sql, valuesOf(part))
    })
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, parts.length) }, work))
}

/** Without triggers, and so without the checks of foreign keys. */
export async function asSuperuser(url: string, work: (database: pg.Client) => Promise<void>): Promise<void> {
  const database = new pg.Client({ connectionString: url })
  await database.connect()
  try {
    // Whoever may not do that lays with the checks.
    await database.query('SET session_replication_role = replica').catch(() => {})
    await work(database)
  } finally {
    await database.end()
  }
}

const ID_OF = `('01990000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`

const PEOPLE = `
WITH choosable AS (
  SELECT array_agg(unit_id ORDER BY position) AS ids FROM contest_units
  WHERE contest_id = $1::uuid AND choosable
), people AS (
  INSERT INTO contestants (id, authority_id, contest_id, stream, full_name, name_key, birth_on, details, unit_id, guardian,
    consented_at, registered_at)
  SELECT ${ID_OF}, $2::uuid, $1::uuid, 'staff', 'Nguyễn Thị Minh Ánh ' || n, 'nguyễn thị minh ánh ' || n,
    date '1970-01-01' + (n % 12000)::int, '{}', ids[1 + n % cardinality(ids)], false, now(), now()
  FROM choosable, generate_series($3::bigint, $4::bigint) AS n
  ON CONFLICT DO NOTHING
)
INSERT INTO contestant_identities (contest_id, authority_id, field, hash, contestant_id)
SELECT $1::uuid, $2::uuid, 'phone', sha256(convert_to($1::uuid::text || n, 'UTF8')), ${ID_OF}
FROM generate_series($3::bigint, $4::bigint) AS n
ON CONFLICT DO NOTHING`

/** Some papers as people fill them in. Few points and whole seconds, so that there are ties to break by every key. */
const ANSWERS = Array.from({ length: 16 }, (_, way) =>
  JSON.stringify(
    Object.fromEntries(Array.from({ length: 10 }, (_, no) => [no + 1, [1 + ((way * 7 + no * way) % 4)]])),
  ),
)

const PAPERS = `
WITH papers AS (
  INSERT INTO attempts (id, authority_id, contest_id, round_id, contestant_id, unit_id, attempt_no, attempts_allowed,
    rule_version, nonce, nonce_by, started_at, deadline_at, saved_sequence, saved_at, answers, prediction, ending,
    arrived_at, submitted_at, duration_ms, score, total, paper_hash, receipt_key, receipt_signature)
  SELECT (lpad(to_hex((extract(epoch FROM started_at) * 1000)::bigint), 12, '0') || '7' || substr(dice, 1, 3) || '8'
      || substr(dice, 4, 15))::uuid,
    $2::uuid, $1::uuid, $3::uuid, p.id, p.unit_id, 1, 2, 1, decode(dice, 'hex'), 'client', started_at,
    started_at + interval '10 minutes', 3, started_at + took * 0.9, (ARRAY[${ANSWERS.map((each) => `'${each}'`).join(', ')}]::jsonb[])[1 + roll % 16],
    (roll % 4000)::numeric, 'submitted', started_at + took, started_at + took, (60 + roll % 500) * 1000, roll % 11, 10,
    decode(dice || dice, 'hex'), 'abcdef0123456789', decode(dice || dice || dice || dice, 'hex')
  FROM (
    SELECT each.*, interval '1 s' * (60 + each.roll % 500) AS took,
      date_trunc('second', r.opens_at + (least(now(), r.closes_at) - r.opens_at - interval '12 minutes')
        * ((each.n - $4::bigint)::float8 / ($5::bigint - $4::bigint + 1))) + interval '1 ms' * (each.roll % 1000) AS started_at
    FROM (
      SELECT n, dice, ('x' || substr(dice, 1, 7))::bit(28)::int AS roll
      FROM (SELECT n, md5($3::uuid::text || n) AS dice FROM generate_series($4::bigint, $5::bigint) AS n OFFSET 0) diced
      WHERE $6::int IS NULL OR n % $6::int <> 0 OFFSET 0
    ) each, rounds r WHERE r.id = $3::uuid OFFSET 0
  ) papers
  JOIN contestants p ON p.id = ${ID_OF}
  RETURNING id, authority_id, contest_id, round_id, unit_id, contestant_id, submitted_at
)
INSERT INTO participation_ledger (attempt_id, authority_id, contest_id, round_id, unit_id, contestant_id, participated,
  finished_at)
SELECT id, authority_id, contest_id, round_id, unit_id, contestant_id, true, submitted_at FROM papers`
