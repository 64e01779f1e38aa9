-- name: lock_snapshots
-- One count of a contest at a time: an older one must not be written after a newer one.
SELECT pg_advisory_xact_lock(hashtextextended('statistics/' || $1::text, 0))

-- name: count_voids
SELECT round_id AS "roundId", count(*)::int AS voids FROM participation_voided WHERE round_id = ANY ($1::uuid[]) GROUP BY round_id

-- name: count_round
-- From the ledger itself. Each person once, at the unit of the first attempt they took part with (S-3); of one round, full
-- participation is participation (S-5). No line is ever too young: NULL for the bound counts them all.
WITH lines AS MATERIALIZED (
  SELECT contestant_id, unit_id, participated, finished_at, attempt_id FROM participation_counted
  WHERE round_id = ANY ($1::uuid[]) AND ($3::xid8 IS NULL OR written_in < $3)
), persons AS (
  SELECT DISTINCT ON (contestant_id) contestant_id, unit_id FROM lines
  WHERE participated ORDER BY contestant_id, finished_at, attempt_id
), full_persons AS (
  SELECT contestant_id FROM participation_counted
  WHERE $1::uuid[] <> $2::uuid[] AND round_id = ANY ($2::uuid[]) AND participated AND ($3::xid8 IS NULL OR written_in < $3)
  GROUP BY contestant_id HAVING count(DISTINCT round_id) = cardinality($2::uuid[])
), by_person AS (
  SELECT unit_id, count(*)::int AS persons,
    (CASE WHEN $1::uuid[] = $2::uuid[] THEN count(*) ELSE count(f.contestant_id) END)::int AS "full"
  FROM persons LEFT JOIN full_persons f USING (contestant_id) GROUP BY unit_id
), by_attempt AS (
  SELECT unit_id, count(*)::int AS attempts FROM lines GROUP BY unit_id
)
SELECT unit_id AS "unitId", coalesce(persons, 0) AS persons, coalesce(attempts, 0) AS attempts, coalesce("full", 0) AS "full"
FROM by_attempt FULL JOIN by_person USING (unit_id)

-- name: count_contest
-- From the ledger itself. Each person once, at the unit of the latest attempt they took part with (S-3).
WITH lines AS MATERIALIZED (
  SELECT contestant_id, unit_id, participated, finished_at, attempt_id FROM participation_counted
  WHERE round_id = ANY ($1::uuid[]) AND ($3::xid8 IS NULL OR written_in < $3)
), persons AS (
  SELECT DISTINCT ON (contestant_id) contestant_id, unit_id FROM lines
  WHERE participated ORDER BY contestant_id, finished_at DESC, attempt_id DESC
), full_persons AS (
  SELECT contestant_id FROM participation_counted
  WHERE cardinality($2::uuid[]) > 0 AND NOT ($1::uuid[] = $2::uuid[] AND cardinality($1::uuid[]) = 1)
    AND round_id = ANY ($2::uuid[]) AND participated AND ($3::xid8 IS NULL OR written_in < $3)
  GROUP BY contestant_id HAVING count(DISTINCT round_id) = cardinality($2::uuid[])
), by_person AS (
  SELECT unit_id, count(*)::int AS persons,
    (CASE WHEN $1::uuid[] = $2::uuid[] AND cardinality($1::uuid[]) = 1 THEN count(*) ELSE count(f.contestant_id) END)::int AS "full"
  FROM persons LEFT JOIN full_persons f USING (contestant_id) GROUP BY unit_id
), by_attempt AS (
  SELECT unit_id, count(*)::int AS attempts FROM lines GROUP BY unit_id
)
SELECT unit_id AS "unitId", coalesce(persons, 0) AS persons, coalesce(attempts, 0) AS attempts, coalesce("full", 0) AS "full"
FROM by_attempt FULL JOIN by_person USING (unit_id)

-- name: read_totals
-- $2: whose persons these are (0: the contest); $3: the rounds whose attempts are added up.
SELECT unit_id AS "unitId", coalesce(sum(persons) FILTER (WHERE round_no = $2), 0)::int AS persons,
  coalesce(sum(attempts) FILTER (WHERE round_no = ANY ($3::smallint[])), 0)::int AS attempts,
  coalesce(sum("full") FILTER (WHERE round_no = $2), 0)::int AS "full"
FROM statistics_totals WHERE contest_id = $1 AND (round_no = $2 OR round_no = ANY ($3::smallint[]))
GROUP BY unit_id
HAVING sum(persons) FILTER (WHERE round_no = $2) > 0 OR sum(attempts) FILTER (WHERE round_no = ANY ($3::smallint[])) > 0

-- name: list_newest_snapshots
SELECT round_no AS "roundNo", as_of AS "asOf", digest, basis, frame, figures FROM statistics_newest WHERE contest_id = $1

-- name: find_newest_snapshot
SELECT round_no AS "roundNo", as_of AS "asOf", digest, basis, frame, figures
FROM (
  (SELECT round_no, as_of, digest, basis, frame, figures, 1 AS rank FROM statistics_snapshots
    WHERE contest_id = $1 AND coalesce(round_no, 0) = coalesce($2, 0) ORDER BY id DESC LIMIT 1)
  UNION ALL
  SELECT nullif(round_no, 0), as_of, digest, basis, frame, figures, 0 FROM statistics_live
    WHERE contest_id = $1 AND round_no = coalesce($2, 0)
) AS newest ORDER BY as_of DESC, rank DESC LIMIT 1

-- name: insert_frame
INSERT INTO statistics_frames (digest, authority_id, units) VALUES ($1, $2, $3::jsonb) ON CONFLICT DO NOTHING

-- name: load_frame
SELECT units FROM statistics_frames WHERE digest = $1

-- name: insert_snapshot
INSERT INTO statistics_snapshots (authority_id, contest_id, round_no, as_of, digest, basis, frame, figures)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)

-- name: overwrite_live
INSERT INTO statistics_live (authority_id, contest_id, round_no, as_of, digest, basis, frame, figures)
VALUES ($1, $2, coalesce($3, 0), $4, $5, $6, $7, $8::jsonb)
ON CONFLICT (contest_id, round_no) DO UPDATE SET as_of = EXCLUDED.as_of, digest = EXCLUDED.digest, basis = EXCLUDED.basis,
  frame = EXCLUDED.frame, figures = EXCLUDED.figures
