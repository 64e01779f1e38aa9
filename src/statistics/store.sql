-- name: record_participation
-- A line that is there already is the same line: writing a batch down again counts nobody twice.
INSERT INTO participation_ledger
  (attempt_id, authority_id, contest_id, round_id, unit_id, contestant_id, participated, finished_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::boolean[], $8::timestamptz[])
ON CONFLICT (attempt_id) DO NOTHING

-- name: lock_snapshots
-- One count of a contest at a time: an older one must not be written after a newer one.
SELECT pg_advisory_xact_lock(hashtextextended('statistics/' || $1::text, 0))

-- name: count_lines
-- The ledger only grows, so the same number of lines is the same lines.
SELECT round_id AS "roundId", count(*)::int AS lines FROM participation_ledger WHERE round_id = ANY ($1::uuid[]) GROUP BY round_id

-- name: count_voids
SELECT round_id AS "roundId", count(*)::int AS voids FROM participation_voided WHERE round_id = ANY ($1::uuid[]) GROUP BY round_id

-- name: count_round
-- Each person once, at the unit of the first attempt they took part with (S-3).
WITH persons AS (
  SELECT DISTINCT ON (contestant_id) contestant_id, unit_id FROM participation_counted
  WHERE round_id = ANY ($1::uuid[]) AND participated ORDER BY contestant_id, finished_at, attempt_id
), full_persons AS (
  SELECT contestant_id FROM participation_counted WHERE round_id = ANY ($2::uuid[]) AND participated
  GROUP BY contestant_id HAVING count(DISTINCT round_id) = cardinality($2::uuid[])
), by_person AS (
  SELECT unit_id, count(*)::int AS persons, count(f.contestant_id)::int AS "full"
  FROM persons LEFT JOIN full_persons f USING (contestant_id) GROUP BY unit_id
), by_attempt AS (
  SELECT unit_id, count(*)::int AS attempts FROM participation_counted WHERE round_id = ANY ($1::uuid[]) GROUP BY unit_id
)
SELECT unit_id AS "unitId", coalesce(persons, 0) AS persons, coalesce(attempts, 0) AS attempts, coalesce("full", 0) AS "full"
FROM by_attempt FULL JOIN by_person USING (unit_id)

-- name: count_contest
-- Each person once, at the unit of the latest attempt they took part with (S-3).
WITH persons AS (
  SELECT DISTINCT ON (contestant_id) contestant_id, unit_id FROM participation_counted
  WHERE round_id = ANY ($1::uuid[]) AND participated ORDER BY contestant_id, finished_at DESC, attempt_id DESC
), full_persons AS (
  SELECT contestant_id FROM participation_counted WHERE round_id = ANY ($2::uuid[]) AND participated
  GROUP BY contestant_id HAVING count(DISTINCT round_id) = cardinality($2::uuid[])
), by_person AS (
  SELECT unit_id, count(*)::int AS persons, count(f.contestant_id)::int AS "full"
  FROM persons LEFT JOIN full_persons f USING (contestant_id) GROUP BY unit_id
), by_attempt AS (
  SELECT unit_id, count(*)::int AS attempts FROM participation_counted WHERE round_id = ANY ($1::uuid[]) GROUP BY unit_id
)
SELECT unit_id AS "unitId", coalesce(persons, 0) AS persons, coalesce(attempts, 0) AS attempts, coalesce("full", 0) AS "full"
FROM by_attempt FULL JOIN by_person USING (unit_id)

-- name: list_newest_snapshots
SELECT DISTINCT ON (round_no) round_no AS "roundNo", as_of AS "asOf", digest, basis, frame, figures
FROM statistics_snapshots WHERE contest_id = $1 ORDER BY round_no, id DESC

-- name: find_newest_snapshot
SELECT round_no AS "roundNo", as_of AS "asOf", digest, basis, frame, figures
FROM statistics_snapshots WHERE contest_id = $1 AND coalesce(round_no, 0) = coalesce($2, 0) ORDER BY id DESC LIMIT 1

-- name: insert_frame
INSERT INTO statistics_frames (digest, authority_id, units) VALUES ($1, $2, $3::jsonb) ON CONFLICT DO NOTHING

-- name: load_frame
SELECT units FROM statistics_frames WHERE digest = $1

-- name: insert_snapshot
INSERT INTO statistics_snapshots (authority_id, contest_id, round_no, as_of, digest, basis, frame, figures)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)
